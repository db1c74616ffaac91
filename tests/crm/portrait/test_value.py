"""What customers are worth: fifths, groups, levels, once a night."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from backend.crm.customer.models import Customer
from backend.crm.portrait import actions, calc, queries
from backend.crm.portrait.calc import Deals, Rfm, Threshold
from tests.crm.customer.kit import a_customer
from tests.house_kit import Door

NIGHT = date(2026, 7, 1)


def d(days: int, count: int, amount: str) -> Deals:
    return Deals(days, count, Decimal(amount))


def test_customers_are_scored_in_fifths_and_equal_figures_score_equal() -> None:
    deals = [
        d(1, 50, "900"), d(30, 20, "500"), d(90, 20, "300"), d(200, 5, "300"), d(360, 1, "10"),
    ]  # fmt: skip

    found = calc.score(deals)

    assert [one.code for one in found] == ["555", "444", "343", "223", "111"]
    assert [one.group for one in found] == ["champion", "champion", "ordinary", "fading", "fading"]


@pytest.mark.parametrize(
    ("score", "group"),
    [
        ((5, 5, 5), "champion"),
        ((4, 3, 4), "growing"),
        ((3, 4, 5), "keep"),
        ((1, 1, 4), "win_back"),
        ((5, 4, 3), "loyal"),
        ((4, 1, 1), "new"),
        ((1, 5, 1), "ordinary"),
        ((3, 3, 3), "fading"),
    ],
)
def test_every_group_is_a_corner_of_the_three_scores(
    score: tuple[int, int, int], group: str
) -> None:
    assert Rfm(*score).group == group


@pytest.mark.parametrize(
    ("deals", "level"),
    [
        (d(1, 1, "100"), "A"),
        (d(1, 1, "99.99"), "B"),
        (d(1, 12, "1"), "A"),
        (d(1, 1, "9.99"), "C"),
        (None, "C"),
    ],
)
def test_a_level_is_reached_by_amount_or_by_count(deals: Deals | None, level: str) -> None:
    rules = [
        Threshold("A", Decimal(100), 12),
        Threshold("B", Decimal(10), 0),
        Threshold("C", Decimal(5), 0),
    ]

    assert calc.level_of(deals, thresholds=rules) == level
    assert calc.level_of(deals, thresholds=[]) is None


def signed(
    customer: dict[str, Any], amount: str, on: str, seller: Any, no: str, *, currency: str = "CNY"
) -> None:
    """Put a signed contract beside a customer, as a row from before: only its sums count here."""
    moment = f"{on}T00:00:00Z"
    Contract.objects.create(
        party_id=customer["party_id"], seller=seller, no=no, state="effective", made_on=on,
        signed_on=on, amount_estimated=Decimal(amount), currency=currency,
        created_at=moment, updated_at=moment,
    )  # fmt: skip


@pytest.fixture
def three(boss: Door) -> list[dict[str, Any]]:
    ours = boss.do("/core/parties", {"on": "2026-07-01", "name": "衡铜贸易", "is_ours": True})
    made = [
        a_customer(boss, party={"name": name}, level="C")
        for name in ("铜陵华强铜材有限公司", "宁波甬江铜业有限公司", "无锡太湖电工有限公司")
    ]
    from backend.core.party.models import Party

    seller = Party.objects.get(pk=ours["id"])
    signed(made[0], "60000000", "2026-06-30", seller, "HT-1")
    signed(made[0], "2000000", "2025-09-01", seller, "HT-2")
    signed(made[1], "1500000", "2026-01-10", seller, "HT-3")
    signed(made[2], "90000000", "2025-06-30", seller, "HT-4")  # more than a year ago
    return made


def test_the_night_values_every_customer_and_a_second_run_changes_nothing(
    boss: Door, three: list[dict[str, Any]]
) -> None:
    actions.seed(actor=system("seed"))

    first = actions.value_all(actor=system("clock"), on=NIGHT)
    again = actions.value_all(actor=system("clock"), on=NIGHT)

    assert first == (3, 3, 2)
    assert again == (3, 0, 0)
    rows = [boss.see(f"/crm/customers/{one['id']}") for one in three]
    assert [(r["level"], r["deals_year"], r["amount_year"], r["value_group"]) for r in rows] == [
        ("A", 2, "62000000.00", "champion"),
        ("C", 1, "1500000.00", "fading"),
        ("D", 0, "0.00", "none"),
    ]
    names = list(Event.objects.filter(name="crm.customer.graded").values_list("reason", flat=True))
    assert names == ["按近一年成交额自动分级"] * 2


def test_foreign_money_counts_at_the_rate_on_file(boss: Door, three: list[dict[str, Any]]) -> None:
    party = Contract.objects.get(no="HT-3").seller
    signed(three[1], "1000000", "2026-05-10", party, "HT-5", currency="USD")
    signed(three[1], "1000000", "2026-05-10", party, "HT-6", currency="EUR")
    rate = {"pair": "USD/CNY", "day": "2026-06-12", "value": "7.1234", "source": "外汇交易中心"}
    boss.do("/market/fx-rates", rate)

    found = queries.deals(on=NIGHT)[UUID(three[1]["party_id"])]

    assert found == d(52, 3, "8623400.00")  # 1,500,000 + 1,000,000 x 7.1234; EUR has no rate


def test_a_level_set_by_hand_is_not_touched(boss: Door, three: list[dict[str, Any]]) -> None:
    actions.seed(actor=system("seed"))
    Customer.objects.filter(pk=three[2]["id"]).update(level="B", level_is_pinned=True)

    actions.value_all(actor=system("clock"), on=NIGHT)

    assert Customer.objects.get(pk=three[2]["id"]).level == "B"


def test_a_level_has_one_rule_and_only_who_may_changes_it(boss: Door, stranger: Door) -> None:
    body = {"level": "A", "amount": "100.00"}

    made = boss.post("/crm/level-rules", body)
    twice = boss.post("/crm/level-rules", body)
    refused = stranger.post("/crm/level-rules", {"level": "B", "amount": "1.00"})

    assert [made.status_code, twice.status_code, refused.status_code] == [201, 409, 403]
    assert twice.body["type"] == "/problems/rule-exists"
