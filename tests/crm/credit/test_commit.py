"""Using a customer's credit and giving it back."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from backend.core.access.actor import system
from backend.core.ids import uuid7
from backend.core.invariants import check
from backend.crm.contract import actions as contracts
from backend.crm.credit import actions, queries
from backend.crm.credit.actions import OverLimit
from backend.crm.credit.models import CreditAccount, CreditEntry
from tests.crm.contract import kit
from tests.house_kit import Door, door_for, person

D = Decimal
WORLD = system("test")
ON = date(2026, 7, 1)
AT = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)


def use(here: kit.World, amount: str, *, paper: UUID | None = None, kind: str = "release") -> None:
    with transaction.atomic():
        actions.commit(
            UUID(here.buyer),
            actor=WORLD,
            amount=D(amount),
            kind=kind,
            document="crm.delivery",
            document_id=paper or uuid7(),
            on=ON,
        )


def exposure(here: kit.World) -> str:
    return str(CreditAccount.objects.get(party_id=here.buyer).exposure)


def test_the_limit_itself_may_be_used_and_not_a_cent_more(boss: Door) -> None:
    here = kit.world(boss, limit="1000.00")
    use(here, "600.00")
    use(here, "400.00")

    with pytest.raises(OverLimit) as refused:
        use(here, "0.01")

    assert exposure(here) == "1000.00"
    assert refused.value.params == {
        "limit": D("1000.00"),
        "exposure": D("1000.00"),
        "amount": D("0.01"),
        "room": D("0.00"),
    }


def test_a_receipt_makes_room_even_beyond_the_limit(boss: Door) -> None:
    here = kit.world(boss, limit="1000.00")
    use(here, "1000.00")
    account = CreditAccount.objects.get()
    boss.do(f"/crm/credits/{account.pk}/set", {"limit": "500.00", "reason": "评级下调"})

    use(here, "-300.00", kind="receipt")

    standing = queries.standing(UUID(here.buyer), on=ON)
    assert (standing.limit, standing.exposure, standing.room) == (D(500), D(700), D(-200))
    assert boss.see("/crm/credits", is_over="true")["items"][0]["exposure"] == "700.00"


def test_what_a_paper_holds_is_given_back_once(boss: Door) -> None:
    here = kit.world(boss, limit="1000.00")
    paper = uuid7()
    use(here, "600.00", paper=paper)

    some = actions.restore("crm.delivery", paper, actor=WORLD, at=AT, up_to=D("250.00"))
    rest = actions.restore("crm.delivery", paper, actor=WORLD, at=AT)
    again = actions.restore("crm.delivery", paper, actor=WORLD, at=AT)

    assert (some, rest, again) == (D("250.00"), D("350.00"), D("0.00"))
    assert exposure(here) == "0.00"
    assert list(CreditEntry.objects.order_by("id").values_list("amount", flat=True)) == [
        D("600.00"),
        D("-250.00"),
        D("-350.00"),
    ]
    assert check("crm.credit.exposure_is_sum_of_entries") == []


def test_entries_are_never_changed(boss: Door) -> None:
    here = kit.world(boss, limit="1000.00")
    use(here, "600.00")

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.update(amount=1)


def test_one_customer_has_one_account(boss: Door) -> None:
    here = kit.world(boss)

    again = boss.post(
        "/crm/credits", {"party_id": here.buyer, "limit": "1.00", "reason": "再开一个"}
    )

    assert (again.status_code, again.body["type"]) == (409, "/problems/already-open")


def test_an_account_shows_its_room_and_entries(boss: Door) -> None:
    here = kit.world(boss, limit="1000.00")
    use(here, "600.00")
    (row,) = boss.see("/crm/credits", party_id=here.buyer)["items"]

    account = boss.see(f"/crm/credits/{row['id']}")

    assert (account["limit"], account["exposure"], account["room"]) == (
        "1000.00",
        "600.00",
        "400.00",
    )
    assert [entry["amount"] for entry in account["entries"]] == ["600.00"]
    assert account["verbs"] == ["set"]


def test_who_may_set_a_limit(boss: Door, stranger: Door, nobody: Door) -> None:
    kit.world(boss, limit="1000.00")
    account = CreditAccount.objects.get()
    path, body = f"/crm/credits/{account.pk}/set", {"limit": "2000.00", "reason": "年审通过"}
    neighbour = kit.neighbour("crm.view_credit", "crm.set_credit")
    finance = door_for(
        person("finance", grants=dict.fromkeys(("crm.view_credit", "crm.set_credit"), 5))
    )

    answers = [d.post(path, body).status_code for d in (nobody, stranger, neighbour)]

    assert answers == [401, 403, 404]
    account.refresh_from_db()
    assert account.limit == D("1000.00")
    assert finance.do(path, body)["limit"] == "2000.00"


def approve_at_once(keys: list[UUID]) -> list[bool]:
    """Approve every contract at the same moment; tell which approvals went through."""
    start = threading.Barrier(len(keys))
    passed: list[bool] = []

    def approve(key: UUID) -> None:
        start.wait()
        try:
            contracts.approve(key, actor=WORLD, on=ON, loss_reason="")
            passed.append(True)
        except OverLimit:
            passed.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return passed


def twenty(boss: Door) -> list[UUID]:
    """Twenty contracts in review that each need 100,000.00 of a limit of 300,000.00."""
    here = kit.world(boss, limit="300000.00")
    found = []
    for _ in range(20):
        line = kit.fixed_line(here, quantity="10.000", fixed_price="100000.00")
        terms = [
            {"portion": "percent", "percent": "0.90", "trigger": "before_release"},
            {"portion": "rest", "trigger": "final_settlement"},
        ]
        deal = kit.draft(boss, here, lines=[line], terms=terms)
        boss.do(f"/crm/contracts/{deal['id']}/submit")
        found.append(UUID(deal["id"]))
    return found


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_twenty_approvals_fit_into_room_for_three(
    boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = twenty(boss)
    everybody_has_read = threading.Barrier(20)

    def unlocked(party_id: UUID) -> CreditAccount | None:
        account = CreditAccount.objects.filter(party_id=party_id).first()
        everybody_has_read.wait(timeout=20)
        return account

    # Without the lock everybody reads the same room, and everybody fits: the race is real.
    monkeypatch.setattr(actions, "account_for_update", unlocked)
    passed = approve_at_once(keys)

    assert sum(passed) == 20
    assert check("crm.credit.exposure_is_sum_of_entries") != []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_approvals_at_once_approve_exactly_three(boss: Door) -> None:
    passed = approve_at_once(twenty(boss))

    assert (sum(passed), len(passed)) == (3, 20)
    assert CreditAccount.objects.get().exposure == D("300000.00")
    assert check("crm.credit.exposure_is_sum_of_entries") == []
