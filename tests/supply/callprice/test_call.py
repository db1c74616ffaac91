"""Calls on a purchase: the rules of its line, and what nobody called."""

from typing import Any

import pytest
from django.core.management import call_command

from backend.market.position.models import PositionEntry
from backend.supply.callprice.jobs import close_windows
from tests.crm.contract.kit import prices
from tests.house_kit import Door
from tests.market import kit as market
from tests.supply import kit
from tests.supply.receiving.yard import Yard, yard

Json = dict[str, Any]


@pytest.fixture
def here(boss: Door) -> Yard:
    market.seed()
    prices("2026-07-")
    found = yard(boss)
    found.buy(
        {
            "quantity": "30.000",
            "pricing": "call",
            "fixed_price": None,
            "instrument_id": str(market.instrument("SHFE.CU").pk),
            "premium": "-80",
            "window_start": "2026-07-06",
            "window_end": "2026-07-31",
            "provisional_price": "100000",
            "min_tranche": "10.000",
            "max_tranches": 3,
            "cut_off": "14:00",
            "uncalled": "last_settle",
        }
    )
    return found


def call(here: Yard, tonnes: str, day: str, clock: str = "10:00", **facts: Any) -> Json:
    """The body of a call on line 1."""
    return {
        "purchase_id": here.purchase["id"],
        "line_id": here.purchase["lines"][0]["id"],
        "quantity": tonnes,
        "trade_date": day,
        "requested_at": f"{day}T{clock}:00+08:00",
        "requested_by": "李采购",
        **facts,
    }


def line(here: Yard) -> Json:
    found: Json = here.boss.see(f"/supply/purchases/{here.purchase['id']}")["lines"][0]
    return found


def test_a_call_keeps_to_its_line(here: Yard) -> None:
    for tonnes, day, clock, kind in (
        ("10.000", "2026-07-03", "10:00", "outside-window"),
        ("10.000", "2026-07-11", "10:00", "no-trading"),
        ("10.000", "2026-07-08", "14:01", "called-too-late"),
        ("9.999", "2026-07-08", "10:00", "too-small"),
        ("30.301", "2026-07-08", "10:00", "over-priced"),
    ):
        said = kit.refused(here.boss, "/supply/fixings", call(here, tonnes, day, clock))
        assert said["type"].endswith(kind), said
    assert line(here)["quantity_priced"] == "0.000"


def test_tranches_are_booked_reversed_and_the_rest_is_priced_by_default(here: Yard) -> None:
    asked = here.boss.do("/supply/fixings", call(here, "10.000", "2026-07-08"))
    assert (asked["state"], asked["price"]) == ("requested", None)
    pdf = here.boss.get(f"/supply/fixings/{asked['id']}/confirmation.pdf")
    assert pdf.content.startswith(b"%PDF")
    path = f"/supply/fixings/{asked['id']}"
    booked = here.boss.do(f"{path}/book", {"at": "2026-07-08T15:30:00+08:00"})
    assert (booked["base"], booked["price"], booked["amount"]) == (
        "103000.0000",
        "102920.0000",
        "1029200.00",
    )
    back = here.boss.do(
        f"{path}/reverse", {"at": "2026-07-09T09:00:00+08:00", "reason": "报错数量"}
    )
    assert back["state"] == "reversed"
    assert (line(here)["quantity_priced"], line(here)["amount_priced"]) == ("0.000", "0.00")
    again = here.boss.do(
        "/supply/fixings",
        call(here, "10.000", "2026-07-21", booked_at="2026-07-21T15:30:00+08:00"),
    )
    assert again["price"] == "104750.0000"
    lapsing = here.boss.do("/supply/fixings", call(here, "10.000", "2026-07-22"))
    early = {
        "purchase_id": here.purchase["id"],
        "line_id": here.purchase["lines"][0]["id"],
        "at": "2026-07-31T20:00:00+08:00",
    }
    assert "计价期尚未结束" in kit.refused(here.boss, "/supply/fixings/default", early)["detail"]

    tally = close_windows()

    assert tally.changed == 2
    assert here.boss.see(f"/supply/fixings/{lapsing['id']}")["state"] == "expired"
    rest = here.boss.see("/supply/fixings", kind="default")["items"][0]
    assert (rest["quantity"], rest["trade_date"], rest["state"]) == (
        "20.000",
        "2026-07-31",
        "booked",
    )
    assert line(here)["quantity_priced"] == "30.000"
    found = PositionEntry.objects.filter(line_id=line(here)["id"])
    assert sum(entry.quantity for entry in found) == 30
    assert str(sum(entry.amount for entry in found)) == line(here)["amount_priced"]
    said = kit.refused(here.boss, "/supply/fixings", call(here, "0.300", "2026-07-23"))
    assert said["type"].endswith("too-small")
    call_command("check_invariants")
