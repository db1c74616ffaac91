"""How well large sales are followed up, by person and week, within what the reader may see."""

from decimal import Decimal
from typing import Any

import pytest

from backend.core.access.models import Scope
from backend.crm.opportunity.models import Opportunity
from backend.crm.playbook.models import PlaybookRule
from backend.crm.playbook.queries import coverage
from tests.crm.playbook.kit import House, it_is, moment
from tests.crm.task.kit import worker
from tests.house_kit import Door, door_for, grant_all, person

WEEK = "2026-W40"
URL = "/crm/playbook/coverage"


def measured(door: Door, week: str = WEEK, *, at: str = "2026-11-20T12:00") -> Any:
    from backend.core.access.actor import of_user

    assert door.user is not None
    return coverage.coverage(of_user(door.user), week, now=moment(at))


def figures(found: Any) -> list[tuple[str, int, int]]:
    return [(row.owner, row.total, row.done) for row in found.people]


def test_a_week_is_measured_by_hand(home: House) -> None:
    """Five large sales of Ann's: one covered, one by its quote, one not, two exempt or small."""
    customer = home.customer()
    covered = home.sale(customer, "2026-09-28T09:00", name="已跟进")
    by_quote = home.sale(customer, "2026-09-29T09:00", name="按报价跟进")
    home.sale(customer, "2026-10-01T23:59", name="未跟进")
    home.sale(customer, "2026-10-02T00:00", name="周五新建")
    home.sale(customer, "2026-09-28T09:00", name="小额", amount="50000.00")
    quote = home.quote(by_quote, "2026-09-29")
    home.talk("crm.opportunity", covered, "2026-10-04T23:59")
    with it_is("2026-09-30T10:00"):
        home.boss.do(
            "/crm/followups",
            {
                "document": "crm.quote",
                "document_id": quote["id"],
                "kind": "call",
                "at": "2026-09-30T10:00:00+08:00",
                "content": "谈价",
            },
        )

    found = measured(home.ann)

    assert figures(found) == [("ann", 3, 2)]
    assert (found.total, found.done, found.share) == (3, 2, Decimal("0.6667"))
    assert [row.name for row in found.missing] == ["未跟进"]
    assert (str(found.first), str(found.last)) == ("2026-09-28", "2026-10-04")
    assert found.threshold == Decimal("50000.00")


def test_only_contacts_that_count_and_of_the_week_count(home: House) -> None:
    sale = home.sale(home.customer(), "2026-09-20T09:00")
    for at, counts in (
        ("2026-09-27T23:59", True),
        ("2026-10-05T00:00", True),
        ("2026-09-30T10:00", False),
    ):
        home.talk("crm.opportunity", sale, at, counts_as_contact=counts)

    assert figures(measured(home.ann)) == [("ann", 1, 0)]


def test_a_past_week_stays_as_it_was(home: House) -> None:
    sale = home.sale(home.customer(), "2026-09-20T09:00")
    with it_is("2026-10-06T09:00"):
        home.boss.do(f"/crm/opportunities/{sale['id']}/assign", {"owner_id": home.max.user.pk})
        home.boss.do(
            f"/crm/opportunities/{sale['id']}/win",
            {"at": "2026-10-06T10:00:00+08:00", "reason": "价格合适"},
        )

    assert figures(measured(home.boss)) == [("ann", 1, 0)]
    assert figures(measured(home.boss, "2026-W41")) == []
    assert measured(home.boss, "2026-W41").share == Decimal(1)


def test_the_running_week_and_the_ledger_agree(home: House) -> None:
    customer = home.customer()
    one = home.sale(customer, "2026-09-20T09:00")
    home.sale(customer, "2026-09-21T09:00")
    home.talk("crm.opportunity", one, "2026-09-30T10:00")

    live = measured(home.ann, at="2026-10-03T12:00")
    past = measured(home.ann, at="2026-10-05T00:00")

    assert figures(live) == figures(past) == [("ann", 2, 1)]


def test_the_threshold_is_the_rules_own(home: House) -> None:
    home.sale(home.customer(), "2026-09-20T09:00")
    assert figures(measured(home.ann)) == [("ann", 1, 0)]

    PlaybookRule.objects.filter(code="weekly-follow-up").update(amount_over="80000.00")

    assert figures(measured(home.ann)) == []


def test_foreign_money_counts_by_its_worth(home: House) -> None:
    sale = home.sale(home.customer(), "2026-09-20T09:00", amount="8000.00", currency="USD")
    Opportunity.objects.filter(pk=sale["id"]).update(amount_cny="57000.00")

    assert figures(measured(home.ann, at="2026-10-03T12:00")) == [("ann", 1, 0)]


def test_everybody_reads_what_they_may_see(home: House, stranger: Door, nobody: Door) -> None:
    home.sale(home.customer(), "2026-09-20T09:00")
    bob = worker("bob", "华西")
    blind = door_for(person("blind", grants=grant_all("crm.view_followup", scope=Scope.OWN)))

    for who, status in [(nobody, 401), (stranger, 403), (blind, 403)]:
        assert who.get(URL, week=WEEK).status_code == status
    assert bob.see(URL, week=WEEK)["total"] == 0
    seen = home.max.see(URL, week=WEEK)
    assert (seen["total"], seen["done"], seen["share"]) == (1, 0, "0.0000")
    assert [row["owner"] for row in seen["people"]] == ["ann"]
    assert [row["name"] for row in seen["missing"]] == ["阴极铜"]
    assert home.max.see(URL)["week"]


@pytest.mark.parametrize("week", ["2026-W54", "2026-40", "W40", "2099-W01", "2026-W00"])
def test_a_week_must_be_one_that_has_begun(home: House, week: str) -> None:
    wrong = home.ann.get(URL, week=week)

    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["week"])
