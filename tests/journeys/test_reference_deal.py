"""From the lead's company to the last payment, to the cent."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.management import call_command

from backend.config.demo.deal import FIXINGS, LINE_ONE, LINE_TWO
from tests.house_kit import Door
from tests.journeys.told import Deal


@pytest.fixture
def deal(boss: Door, hear: Callable[[], int]) -> Deal:
    """A world with prices, companies and stock."""
    call_command("seed_world")
    found = Deal(boss, hear)
    found.world()
    return found


def plan_amounts(deal: Deal) -> list[tuple[str, str]]:
    rows = deal.door.see("/crm/receivables", contract_id=deal.ids["contract"])["items"]
    return sorted((row["no"], row["amount"]) for row in rows)


def test_the_reference_deal_comes_out_to_the_cent(deal: Deal) -> None:
    contract = deal.contract()

    assert contract["state"] == "effective"
    assert contract["amount_estimated"] == "16398200.00"
    assert [amount for _, amount in plan_amounts(deal)] == [
        "2459730.00", "13118560.00", "819910.00",
    ]  # fmt: skip

    deal.plan("line1", "苏B00001", "25.000", "2026-07-06")
    early = deal.refused("/crm/deliveries/{delivery}/release", {"at": "2026-07-06T08:00:00+08:00"})
    assert early["type"] == "/problems/not-paid-yet"
    deal.do(
        "/crm/deliveries/{delivery}/cancel",
        {"at": "2026-07-06T08:10:00+08:00", "reason": "货款未到"},
    )

    deal.receipt("2459730.00", "2026-07-02", "R-1")
    deal.receipt("13118560.00", "2026-07-07", "R-2")

    amounts = [deal.fix(quantity, day)["amount"] for quantity, day in FIXINGS]
    assert amounts == ["4118000.00", "3667300.00", "2678000.00"]
    over = deal.door.post(
        "/crm/fixings",
        {
            "contract_id": deal.ids["contract"], "line_id": deal.ids["line1"],
            "quantity": "2.001", "trade_date": "2026-08-06",
            "requested_at": "2026-08-06T09:40:00+08:00", "requested_by": "李敏", "channel": "邮件",
        },
    )  # fmt: skip
    assert over.status_code == 409, over.body

    settled: list[str] = []
    for plate, ours, theirs in LINE_ONE:
        signed = deal.truck("line1", plate, ours, "2026-08-10", theirs=theirs)
        settled.append(signed["settle_weight"])
    assert settled == ["25.136", "25.084", "24.952", "24.520"]
    for plate, ours in LINE_TWO:
        deal.truck("line2", plate, ours, "2026-08-12")

    issued = deal.settle("2026-08-21")

    first, second = issued["lines"]
    assert (first["quantity"], second["quantity"]) == ("99.692", "59.872")
    assert (first["own_weight"], second["own_weight"]) == ("99.790", "59.872")
    assert (first["amount"], second["amount"]) == ("10430307.04", "6234653.37")
    assert (first["amount_excl"], second["amount_excl"]) == ("9230360.21", "5517392.36")
    mean = next(step for step in second["trace"] if step["step"] == "mean")
    assert (mean["n"], Decimal(mean["value"])) == (23, Decimal("104053.04"))
    assert issued["due"] == "1086670.41"
    assert issued["cost"] == "14329073.00"
    assert issued["margin"] == "418679.57"
    assert issued["amount_words"] == "人民币壹仟陆佰陆拾陆万肆仟玖佰陆拾元零肆角壹分"
    assert [amount for _, amount in plan_amounts(deal)] == [
        "2459730.00", "13118560.00", "1086670.41",
    ]  # fmt: skip

    invoice = deal.invoice("2026-08-23", "26322000000012345678")
    assert (invoice["amount"], invoice["amount_excl"]) == ("16664960.41", "14747752.57")
    deal.receipt("1086670.41", "2026-08-25", "R-3")

    done = deal.read("/crm/contracts/{contract}")
    axes = {name: done[f"{name}_axis"] for name in ("delivery", "pricing", "invoicing", "payment")}
    assert axes == dict.fromkeys(axes, "complete")
    assert deal.do("/crm/contracts/{contract}/fulfil", {"on": "2026-08-26"})["state"] == "fulfilled"
    assert deal.do("/crm/contracts/{contract}/close", {"on": "2026-08-27"})["state"] == "closed"
    call_command("check_invariants")
