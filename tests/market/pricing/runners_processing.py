"""Runners of the vectors about processing (e) and assay (f)."""

from backend.market.pricing.calc import assay, processing
from backend.market.pricing.calc.assay import How
from backend.market.pricing.calc.processing import Graded
from tests.market.pricing.vectors import D, runs


@runs("E-01")
def yield_and_loss(given, want):
    found = processing.outcome(given["issued"], finished=given["finished"], scrap=given["scrap"])

    assert found.finished_percent == want["yield_pct"]
    assert found.scrap_percent == want["scrap_pct"]
    assert found.loss == want["loss_t"]
    assert found.loss_percent == want["loss_pct"]
    assert found.finished_percent + found.scrap_percent + found.loss_percent == 100


@runs("E-03")
def loss_allowance(given, want):
    found = processing.loss_beyond(
        given["issued"],
        loss=given["loss"],
        allowance_percent=given["allowance_pct"],
        price=given["price"],
    )

    assert list(found) == [want["allowed"], want["excess"], want["charge"]]


@runs("E-05")
def scrap_against_fee(given, want):
    found = processing.fee(
        given["finished"],
        rate=given["fee_per_t_incl"],
        scrap_kept=given["scrap"],
        scrap_price=given["scrap_price_incl"],
    )

    assert list(found) == [want["fee"], want["scrap_value"], want["net_payable"]]


@runs("E-06")
def copper_balance(given, want):
    found = processing.element(
        [Graded(given["cathode"], given["cathode_cu"]), Graded(given["zinc"], D(0))],
        returned=[Graded(given["fg"], given["fg_cu"]), Graded(given["scrap"], given["scrap_cu"])],
    )

    assert found.issued == want["cu_in"]
    assert found.returned == want["cu_out"]
    assert found.loss == want["cu_loss"]
    assert found.loss_percent == want["cu_loss_pct"]


@runs("E-07")
def two_finished_items(given, want):
    parts = processing.share_cost(
        given["total_cost"],
        tonnes=[item[1] for item in given["items"]],
        coefficients=[item[2] for item in given["items"]],
    )

    assert parts == want["parts"]


@runs("E-09")
def processor_account(given, want):
    found = processing.account(
        given["opening"],
        issued=given["issued"],
        finished=given["finished"],
        standard_yield=given["std_yield"],
        returned=given["returned"],
        charged=given["charged"],
        counted=given["counted"],
    )

    assert list(found) == [want["consumed"], want["book"], want["diff"]]


@runs("F-02")
def content_by_coefficient(given, want):
    found = assay.by_coefficient(
        given["dry"],
        grade=given["grade_pct"],
        price=given["base"],
        coefficient=given["coef"],
        reference=given["ref_grade"],
        per_point=given["step_per_1pct"],
    )

    assert list(found) == [want["metal_t"], want["metal_amount"], want["grade_amount"]]


@runs("F-03")
def split_and_umpire(given, want):
    words = {
        How.MEAN: "mean",
        How.UMPIRE_AND_NEARER: "mean of umpire and nearer",
        How.NEARER_PARTY: "umpire above both -> higher",
        How.EQUIDISTANT: "equidistant -> umpire",
    }
    results, ways = [], []
    for seller, buyer, limit, umpire in given["seller_buyer_limit_umpire"]:
        try:
            agreed = assay.agree(seller, buyer=buyer, limit=limit, umpire=umpire)
        except assay.UmpireNeeded:
            results.append(None)
            ways.append("umpire")
        else:
            results.append(agreed.grade)
            ways.append(words[agreed.how])

    assert results == want["result"]
    assert ways == want["how"]


@runs("F-05")
def concentrate_payable(given, want):
    found = assay.payable(
        given["dry"],
        grade=given["grade_pct"],
        price=given["lme"],
        treatment=given["tc"],
        refining_cents=given["rc_c_per_lb"],
        pay_percent=given["pay_pct"],
        least_deduction=given["min_deduct"],
    )

    assert list(found) == [want["payable_pct"], want["payable_t"], want["value_usd"]]


@runs("F-06")
def downgrade_claim(given, want):
    claim = assay.downgrade(given["weight"], price=given["price"], lower=given["lower"])

    assert claim == want["claim"]
