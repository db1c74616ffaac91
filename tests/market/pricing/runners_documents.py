"""Runners of the vectors about documents (i)."""

from backend.core import capitals, money
from backend.goods.weighing import calc as weighing
from backend.market.pricing.calc import fixing, provisional
from backend.market.pricing.calc.fixing import Tranche
from tests.market.pricing.vectors import D, runs


@runs("I-02")
def words_that_may_be_read(given, want):
    for figure, texts in want["variants"].items():
        assert capitals.rmb(D(figure)) == texts[0]
        assert [capitals.parse(text) for text in texts] == [D(figure)] * len(texts)


@runs("I-04")
def settlement_statement(given, want):
    goods = money.amount(given["weight"], given["price"])
    freight = money.amount(given["weight"], given["freight_per_t"])

    found = provisional.statement(
        [goods],
        charges=[freight],
        deductions=[given["quality_deduction"]],
        received=given["receipts"],
    )

    assert found.goods == want["goods"]
    assert found.charges == want["freight"]
    assert found.deductions == want["deduction"]
    assert found.payable == want["payable"]
    assert found.received == want["received"]
    assert found.balance == want["balance"]
    assert capitals.rmb(found.balance) == want["balance_words"]
    assert found.direction is provisional.Direction.SELLER_REFUNDS


@runs("I-05")
def delivery_order(given, want):
    allowed = weighing.band(
        given["released"], more_percent=given["tol_pct"], less_percent=given["tol_pct"]
    )

    found = weighing.fulfilment(given["released"], loads=given["loads"], allowed=allowed)

    assert found.delivered == want["loaded"]
    assert found.remaining == want["remaining"]
    assert found.closed is want["close"]


@runs("I-06")
def fixing_confirmation(given, want):
    call = Tranche(quantity=given["qty"], base=given["base"], premium=given["premium"])

    fixed = fixing.settle_tranches([call], agreed=given["before"])

    assert call.price == want["price"]
    assert fixed.amount == want["amount"]
    assert fixed.unpriced == want["unpriced_after"]
    assert capitals.rmb(fixed.amount) == want["words"]
