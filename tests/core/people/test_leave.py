"""Somebody leaves: every paper goes on with somebody else, the log-in and its keys end."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from backend.core import registry
from backend.core.access.actor import Actor, of_user
from backend.core.documents import moving
from backend.core.errors import Malformed
from backend.core.events.models import Event
from backend.core.http.auth import issue
from backend.core.people import actions
from backend.core.people.models import ApiKey, Departure, Membership, User
from backend.core.registry import Resource
from backend.crm.customer.models import Customer
from backend.crm.pool.models import OwnershipEvent, PoolMember
from tests.crm.pool.kit import a_pool, company, rep, user_of
from tests.house import filler
from tests.house_kit import Door, door_for, person, unit

TODAY = date(2026, 7, 1)
OWNED = [resource for resource in registry.resources() if moving.is_owned(resource)]


@pytest.fixture
def clerk(db: None) -> Actor:
    """Who lets people leave."""
    return of_user(person("clerk", grants={"core.create_departure": 5, "core.view_departure": 5}))


def leave(leaver: User, heir: User, actor: Actor, **facts: Any) -> Departure:
    return actions.leave(leaver.pk, actor=actor, to_id=heir.pk, reason="离职", on=TODAY, **facts)


def paper_of(resource: Resource, boss: Door, owner: User, number: int) -> Any:
    """Make a paper of a kind, as generally as the rules of the house do, and give it away."""
    rows = resource.model._default_manager
    known = set(rows.values_list("pk", flat=True))
    filler.make(resource, boss, number)
    row = rows.exclude(pk__in=known).order_by("pk")[0]
    rows.filter(pk=row.pk).update(owner=owner)
    return row


def owners() -> Iterator[tuple[str, int | None]]:
    for resource in OWNED:
        for owner in resource.model._default_manager.values_list("owner_id", flat=True):
            yield resource.code, owner


def test_nothing_of_any_kind_is_left_with_who_leaves(boss: Door, clerk: Actor) -> None:
    filler.load_makers()
    leaver, heir = person("leaver", team=unit("一组")), person("heir", team=unit("二组"))
    made = {
        resource.code: paper_of(resource, boss, leaver, number)
        for number, resource in enumerate(OWNED)
    }
    before = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    done = leave(leaver, heir, clerk)

    assert [code for code, owner in owners() if owner == leaver.pk] == []
    assert {row["document"] for row in done.moved} == set(made)
    for code, row in made.items():
        found = type(row)._default_manager.get(pk=row.pk)
        assert (found.owner_id, found.unit_id) == (heir.pk, unit("二组").pk), code
        told = Event.objects.filter(pk__gt=before, document=code, document_id=row.pk)
        moves = [e.changes["owner_id"] for e in told if "owner_id" in e.changes]
        assert moves == [[leaver.pk, heir.pk]], code
        assert found.version == row.version + 1, code


def test_customers_leave_a_trace_and_pools_get_the_heir(boss: Door, clerk: Actor) -> None:
    seller, heir = rep("seller"), rep("heir")
    pool = a_pool(boss, admin_ids=[user_of(seller).pk])
    made = [company(seller, n) for n in range(3)]

    done = leave(user_of(seller), user_of(heir), clerk)

    assert Customer.objects.filter(owner=user_of(heir)).count() == 3
    rows = OwnershipEvent.objects.filter(kind="leave_company")
    assert {(r.from_user_id, r.to_user_id, r.reason) for r in rows} == {
        (user_of(seller).pk, user_of(heir).pk, "离职")
    }
    assert rows.count() == 3
    counts = {row["document"]: row["count"] for row in done.moved}
    assert counts["crm.customer"] == len(made)
    member = PoolMember.objects.get(pool_id=pool["id"])
    assert (member.user_id, member.is_admin) == (user_of(heir).pk, True)
    assert heir.see(f"/crm/customers/{made[0]['id']}")["owner_id"] == user_of(heir).pk


def test_every_paper_that_moved_is_news(boss: Door, clerk: Actor) -> None:
    seller, heir = rep("seller"), rep("heir")
    made = company(seller)

    leave(user_of(seller), user_of(heir), clerk)

    event = Event.objects.get(name="crm.customer.handed_over")
    assert str(event.document_id) == made["id"]
    assert event.changes["owner_id"] == [user_of(seller).pk, user_of(heir).pk]
    assert event.document_version == made["version"] + 1


def test_the_login_its_sessions_and_its_keys_end(boss: Door, clerk: Actor) -> None:
    seller, heir = rep("seller"), rep("heir")
    until = timezone.now() + timedelta(days=1)
    issue(user_of(seller), name="ERP", permissions=["*"], expires_at=until)
    assert seller.get("/me").status_code == 200

    done = leave(user_of(seller), user_of(heir), clerk)

    assert seller.get("/me").status_code == 401
    assert done.keys_revoked == 1
    assert ApiKey.objects.get().revoked_at is not None
    gone = User.objects.get(pk=user_of(seller).pk)
    assert (gone.is_active, gone.check_password("right-horse")) == (False, False)
    User.objects.filter(pk=gone.pk).update(is_active=True)
    assert seller.get("/me").status_code == 401


def test_papers_may_be_split_by_unit(boss: Door, clerk: Actor) -> None:
    east, south = unit("华东一组"), unit("华南一组")
    seller, heir, southern = rep("seller"), rep("heir"), rep("southern", "华南一组")
    Membership.objects.create(user=user_of(seller), unit=south)
    here, there = company(seller, 1), company(seller, 2)
    boss.do(
        f"/crm/customers/{there['id']}/assign",
        {"owner_id": user_of(seller).pk, "unit_id": str(south.pk)},
    )
    boss.do(
        f"/crm/customers/{here['id']}/assign",
        {"owner_id": user_of(seller).pk, "unit_id": str(east.pk)},
    )

    leave(user_of(seller), user_of(heir), clerk, by_unit=[(south.pk, user_of(southern).pk)])

    assert Customer.objects.get(pk=here["id"]).owner_id == user_of(heir).pk
    moved = Customer.objects.get(pk=there["id"])
    assert (moved.owner_id, moved.unit_id) == (user_of(southern).pk, south.pk)


def test_who_may_let_people_leave(boss: Door, clerk: Actor, nobody: Door, stranger: Door) -> None:
    seller, heir = rep("seller"), rep("heir")
    company(seller)
    body = {
        "user_id": user_of(seller).pk, "to_id": user_of(heir).pk,
        "on": "2026-07-01", "reason": "离职",
    }  # fmt: skip
    office = door_for(User.objects.get(pk=clerk.user_id))

    assert nobody.post("/core/departures", body).status_code == 401
    assert stranger.post("/core/departures", body).status_code == 403
    assert stranger.get("/core/departures/outlook", user_id=1).status_code == 403
    assert User.objects.get(pk=user_of(seller).pk).is_active
    oneself = {**body, "user_id": clerk.user_id}
    assert office.post("/core/departures", oneself).status_code == 409
    same = {**body, "to_id": body["user_id"]}
    assert office.post("/core/departures", same).status_code == 422
    chief = {**body, "user_id": boss.user.pk if boss.user else 0}
    assert office.post("/core/departures", chief).status_code == 403
    looked = office.see("/core/departures/outlook", user_id=body["user_id"])
    assert {row["document"]: row["count"] for row in looked["owned"]} == {
        "core.party": 1,
        "crm.contact": 1,
        "crm.customer": 1,
    }
    done = office.do("/core/departures", body)
    assert (done["no"], done["successor_name"]) == ("LZ-2026-0001", "heir")
    assert office.post("/core/departures", body).status_code == 409


def test_nothing_happens_when_the_successor_is_gone(clerk: Actor) -> None:
    seller, heir = rep("seller"), rep("heir")
    company(seller)
    User.objects.filter(pk=user_of(heir).pk).update(is_active=False)

    with pytest.raises(Malformed), transaction.atomic():
        leave(user_of(seller), user_of(heir), clerk)

    assert Customer.objects.get().owner_id == user_of(seller).pk
    assert User.objects.get(pk=user_of(seller).pk).is_active
