"""Putting a series of prices on file."""

from backend.market.instrument.models import Instrument
from tests.house_kit import Door

LITHIUM = {
    "code": "GFEX.LC",
    "name": "碳酸锂连续",
    "market": "GFEX",
    "metal": "lc",
    "form": "continuous",
    "lot_size": "1",
    "tick": "20",
    "tax_basis": "incl",
    "currency": "CNY",
    "calendar": "SHFE",
    "quote_kinds": ["settle", "close"],
}


def test_a_code_is_one_instrument(boss: Door) -> None:
    made = boss.do("/market/instruments", LITHIUM)

    again = boss.post("/market/instruments", LITHIUM)

    assert made["tick"] == "20.0000"
    assert again.status_code == 409
    assert again.body["type"] == "/problems/code-taken"
    assert Instrument.objects.count() == 1


def test_a_validity_that_ends_before_it_begins_is_refused(boss: Door) -> None:
    wrong = {**LITHIUM, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}

    refused = boss.post("/market/instruments", wrong)

    assert refused.status_code == 422
    assert "valid_to" in refused.body["errors"]


def test_who_may_create(stranger: Door, nobody: Door) -> None:
    for door, status in ((nobody, 401), (stranger, 403)):
        assert door.post("/market/instruments", LITHIUM).status_code == status
    assert Instrument.objects.count() == 0
