"""What asks for another pair of eyes, which lines it names, and who may give it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.core.access.actor import system
from backend.crm.quote import actions
from backend.crm.quote.calc import review
from backend.crm.quote.calc.review import Facts, LineFacts, Rule
from backend.crm.quote.models import QuoteRule
from tests.crm.quote.kit import call_line, fixed_line, quoted, world
from tests.house_kit import Door, door_for, grant_all, person
from tests.market import kit as market

MAY = ("crm.view_quote", "crm.create_quote", "crm.submit_quote", "crm.approve_quote",
       "crm.change_quote", "core.view_party", "goods.view_product",
       "market.view_instrument")  # fmt: skip


@pytest.fixture(scope="module")
def facts(keeper: Door) -> dict[str, Any]:
    actions.seed_rules(actor=system("test"))
    return world(keeper)


def small(facts: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [fixed_line(facts, quantity="0.500", **more)]


def test_who_submits_does_not_approve(boss: Door, facts: dict[str, Any]) -> None:
    path = quoted(boss, facts, lines=small(facts), terms=[])
    other = door_for(person("other", grants=grant_all(*MAY)))
    boss.do(f"{path}/submit")

    own = boss.post(f"{path}/approve", {"on": "2026-07-01"})
    done = other.do(f"{path}/approve", {"on": "2026-07-01"})

    assert (own.status_code, own.body["type"]) == (409, "/problems/own-quote")
    assert done["state"] == "approved"


def test_alone_in_the_house_one_may(boss: Door, facts: dict[str, Any]) -> None:
    path = quoted(boss, facts, lines=small(facts), terms=[])
    boss.do(f"{path}/submit")

    assert boss.do(f"{path}/approve", {"on": "2026-07-01"})["state"] == "approved"


def test_above_a_hundred_thousand_it_goes_on_to_the_manager(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = quoted(boss, facts, terms=[], lines=[fixed_line(facts, quantity="1.000")])
    lead = door_for(person("lead", grants=grant_all(*MAY)))
    second = door_for(person("second", grants=grant_all(*MAY)))
    manager = door_for(person("gm", grants=grant_all(*MAY, "crm.countersign_quotes")))
    submitted = boss.do(f"{path}/submit")

    passed = lead.do(f"{path}/approve", {"on": "2026-07-01"})
    again = second.post(f"{path}/approve", {"on": "2026-07-01"})
    done = manager.do(f"{path}/approve", {"on": "2026-07-01"})

    (trigger,) = submitted["triggers"]
    assert (trigger["kind"], trigger["level"], trigger["lines"]) == ("amount_above", "manager", [1])
    assert (trigger["value"], trigger["limit"]) == ("103500", "100000")
    assert (passed["state"], passed["passed_by_id"]) == ("in_review", lead.user.pk)
    assert (again.status_code, again.body["type"]) == (409, "/problems/waits-for-manager")
    assert done["state"] == "approved"


def test_each_trigger_names_its_lines(boss: Door, facts: dict[str, Any]) -> None:
    market.seed()
    lines = [
        fixed_line(facts, quantity="0.100"),
        fixed_line(facts, quantity="0.100", discounts=["0.01", "0.02"]),
        call_line(facts, quantity="0.100"),
    ]
    terms = [{"portion": "rest", "trigger": "delivered", "offset_days": 45}]
    path = quoted(boss, facts, lines=lines, terms=terms, valid_until="2026-07-08")

    seen = boss.do(f"{path}/submit")

    found = {row["kind"]: (row["lines"], row["value"]) for row in seen["triggers"]}
    assert found == {
        "discount_above": ([2], "0.0298"),
        "term_longer": ([1, 2, 3], "45"),
        "counterparty_option": ([3], "1"),
        "validity_longer": ([1, 2], "5"),
    }


def test_a_discount_is_taken_off_once_however_often_it_is_saved(
    boss: Door, facts: dict[str, Any]
) -> None:
    path = quoted(boss, facts, lines=small(facts, discounts=["0.01", "0.02"]), terms=[])
    first = boss.see(path)
    names = ("product_id", "quantity", "pricing", "fixed_price", "list_price", "discounts")
    sent = {name: first["lines"][0][name] for name in names}

    again = boss.patch(path, {"lines": [sent]}, match='"1"').body

    assert first["lines"][0]["provisional_price"] == "100415.7000"  # 103500 x 0.99 x 0.98
    assert again["lines"][0]["provisional_price"] == "100415.7000"
    assert again["lines"][0]["list_price"] == "103500.0000"


def test_below_the_floor_and_below_the_margin_say_no_figure() -> None:
    line = LineFacts(
        seq=2, price=Decimal(99), floor=Decimal(100), margin_ratio=Decimal("0.001"),
        discount=Decimal(0), is_fixed=True, buyer_prices=False,
    )  # fmt: skip
    rules = [
        Rule(id="1", name="底价", kind="below_floor", threshold=Decimal(0), level="manager"),
        Rule(id="2", name="毛利", kind="margin_below", threshold=Decimal("0.01"), level="approver"),
    ]
    whole = Facts(lines=[line], amount_cny=Decimal(1), credit_days=0, trading_days=0,
                  roles=frozenset())  # fmt: skip

    found = review.triggered(rules, whole)

    assert [(row["kind"], row["lines"], row["value"], row["limit"]) for row in found] == [
        ("below_floor", [2], "", ""), ("margin_below", [2], "", ""),
    ]  # fmt: skip
    assert review.needs_manager(found)


@pytest.mark.parametrize(
    ("roles", "discount", "hit"),
    [
        (set(), "0.03", True),
        ({"sales_lead"}, "0.03", False),
        ({"sales_lead"}, "0.06", True),
        ({"other"}, "0.02", False),
    ],
)
def test_a_roles_own_limit_replaces_everybodys(roles: set[str], discount: str, hit: bool) -> None:
    line = LineFacts(
        seq=1, price=Decimal(1), floor=None, margin_ratio=None, discount=Decimal(discount),
        is_fixed=True, buyer_prices=False,
    )  # fmt: skip
    rules = [
        Rule(id="1", name="", kind="discount_above", threshold=Decimal("0.02"), level="approver"),
        Rule(id="2", name="", kind="discount_above", threshold=Decimal("0.05"), level="approver",
             role="sales_lead"),
    ]  # fmt: skip
    facts = Facts(lines=[line], amount_cny=Decimal(0), credit_days=0, trading_days=0,
                  roles=frozenset(roles))  # fmt: skip

    assert bool(review.triggered(rules, facts)) is hit


def test_rules_are_the_companys_to_edit(boss: Door, facts: dict[str, Any]) -> None:
    rule = next(
        row
        for row in boss.see("/crm/quote-rules", limit=50)["items"]
        if row["kind"] == "amount_above"
    )

    moved = boss.patch(f"/crm/quote-rules/{rule['id']}", {"threshold": "500000"}, match='"1"')
    path = quoted(boss, facts, terms=[], lines=[fixed_line(facts, quantity="1.000")])
    twice = boss.post("/crm/quote-rules", {"name": "x", "kind": "second_person"})

    assert moved.status_code == 200
    assert boss.do(f"{path}/submit")["triggers"] == []
    assert twice.status_code == 409
    wrong = boss.post("/crm/quote-rules", {"name": "x", "kind": "margin_below", "threshold": "5"})
    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["threshold"])
    assert QuoteRule.objects.count() == 9


def test_days_of_an_offer() -> None:
    assert review.moved(Decimal(100), Decimal(97)) == Decimal("0.03")
    assert review.moved(Decimal(0), Decimal(97)) == 0
    assert review.span(date(2026, 7, 1), date(2026, 7, 3)) == (date(2026, 7, 1), date(2026, 7, 3))
