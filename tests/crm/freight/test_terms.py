"""Cost profiles, and the table of the eleven terms at one net-back."""

from decimal import Decimal
from typing import Any

import pytest

from backend.crm.freight.models import CostProfile
from backend.market.pricing.calc import trace
from tests.crm.freight.make import profile
from tests.crm.freight.test_quote import rate
from tests.house_kit import Door, door_for, grant_all, person

PROFILES = "/crm/cost-profiles"
COMPARE = "/crm/incoterms/compare"


def ask(**more: Any) -> dict[str, Any]:
    return {
        "on": "2026-07-20",
        "net_back": "88200",
        "currency": "USD",
        "tonnes": "50.000",
        "containers": 2,
    } | more


def test_a_profile_prices_all_eleven_terms(boss: Door) -> None:
    """612,500.00 USD at the works; 250.00 packing, 1,000.00 road, 3,700.00 sea.

    CIF (612,500 + 4,950) / (1 - 0.0011) = 618,129.94.
    """
    rate(boss)
    made = boss.do(PROFILES, profile())

    found = boss.do(COMPARE, ask(profile_id=made["id"]))

    rows = {row["term"]: row for row in found["terms"]}
    assert len(rows) == 11
    assert {row["net_back"] for row in rows.values()} == {"612500.00"}
    assert rows["EXW"]["total"] == "612750.00"
    assert rows["FOB"]["total"] == "613750.00"
    assert rows["CFR"]["total"] == "617450.00"
    assert rows["CIF"]["total"] == "618129.94"
    assert rows["CIF"]["per_tonne"] == "12362.5988"
    assert [t for t, row in rows.items() if row["sea_only"]] == ["FAS", "FOB", "CFR", "CIF"]
    steps = trace.read(rows["CIF"]["steps"])
    assert trace.replay(steps) == Decimal("12362.5988")
    assert rows["CIF"]["steps"][0]["text"] == "净回值（每吨） 88200"
    assert found["fx"] == [
        {"currency": "CNY", "rate": "1.00000000"},
        {"currency": "USD", "rate": "7.20000000"},
    ]


def test_typed_costs_and_rates_need_nothing_on_file(boss: Door) -> None:
    costs = [
        {"kind": "commission", "basis": "percent", "amount": "0.01"},
        {"kind": "main_carriage", "basis": "bill", "amount": "1000", "currency": "EUR"},
    ]
    rates = [{"currency": "USD", "rate": "7"}, {"currency": "EUR", "rate": "8.4"}]

    found = boss.do(COMPARE, ask(net_back="6930", tonnes="1.000", elements=costs, fx=rates))

    rows = {row["term"]: row["total"] for row in found["terms"]}
    assert rows["FOB"] == "1000.00"  # 990 / 0.99
    assert rows["CFR"] == "2212.12"  # (990 + 1,200) / 0.99


def test_a_currency_without_a_rate_is_named(boss: Door) -> None:
    refused = boss.post(COMPARE, ask())

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/rate-missing"
    assert "USD/CNY" in refused.body["detail"]


def test_shares_that_take_everything_are_refused(boss: Door) -> None:
    rate(boss)
    costs = [
        {"kind": "commission", "basis": "percent", "amount": "0.6"},
        {"kind": "bank_fee", "basis": "percent", "amount": "0.5"},
    ]

    refused = boss.post(COMPARE, ask(elements=costs))

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/nothing-left")


@pytest.mark.parametrize(
    "change",
    [
        {"elements": [{"kind": "packing", "basis": "tonne", "amount": "36", "currency": ""}]},
        {"elements": [{"kind": "duty", "basis": "percent", "amount": "1"}]},
        {"elements": [{"kind": "lunch", "basis": "tonne", "amount": "1", "currency": "CNY"}]},
        {"tonnes": "0"},
        {"net_back": "-1"},
        {"profile_id": "01890000-0000-7000-8000-000000000000"},
    ],
)
def test_what_cannot_be_compared(boss: Door, change: dict[str, Any]) -> None:
    rate(boss)

    assert boss.post(COMPARE, ask(**change)).status_code == 422


def test_a_profile_is_kept_changed_and_retired(boss: Door) -> None:
    made = boss.do(PROFILES, profile())
    path = f"{PROFILES}/{made['id']}"
    one = [{"kind": "insurance", "basis": "percent", "amount": "0.0005", "only": ["CIF"]}]

    changed = boss.patch(path, {"elements": one}, match='"1"')
    twin = boss.post(PROFILES, profile())
    boss.do(f"{path}/retire", {"reason": "航线停航"})
    again = boss.do(PROFILES, profile())
    back = boss.post(f"{path}/resume")

    assert changed.body["elements"] == [
        {"kind": "insurance", "basis": "percent", "amount": "0.000500", "currency": "",
         "only": ["CIF"]}
    ]  # fmt: skip
    assert (twin.status_code, back.status_code) == (409, 409)
    assert again["no"] == "FY-2026-0002"


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    rate(boss)
    made = boss.do(PROFILES, profile())
    reader = door_for(person("reader", grants=grant_all("crm.view_cost_profile")))

    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert door.post(PROFILES, profile(name="乙")).status_code == status
        assert (
            door.post(f"{PROFILES}/{made['id']}/retire", {"reason": "停用"}).status_code == status
        )
    for door, status in ((nobody, 401), (stranger, 403), (reader, 200)):
        assert door.post(COMPARE, ask()).status_code == status

    assert CostProfile.objects.get().state == "active"
