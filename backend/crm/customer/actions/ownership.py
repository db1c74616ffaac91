"""Whose a customer is: given, locked, unlocked; what goes along and who must be told at once.

Rooms above know more about owners than this one does. They register here: guards that may
refuse a new owner, ears that write down every change in the same transaction, and the papers
that go along when a customer is given away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents import moving
from backend.core.errors import Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.party.models import Party
from backend.core.people import handover
from backend.core.people import queries as people
from backend.core.registry import resource_of
from backend.crm.customer.models import Contact, Customer

log.declare(
    "crm.customer.assigned",
    "crm.customer.handed_over",
    "crm.customer.locked",
    "crm.customer.unlocked",
    "crm.contact.handed_over",
)


class NotLocked(NotNow):
    """The customer is not locked."""

    sentence = _("该客户未锁定。")


class NobodysCustomer(NotNow):
    """The customer has no owner."""

    sentence = _("该客户没有负责人，请先从公海领取或分配。")


class LockInThePast(Malformed):
    """A lock that has already ended."""

    sentence = _("锁定截止日期不能早于今天。")


@dataclass(frozen=True)
class Owned:
    """One customer that came from somebody, or from nobody, to somebody, or to nobody."""

    customer: Customer
    from_id: int | None
    from_unit_id: UUID | None
    to_id: int | None
    to_unit_id: UUID | None


@dataclass(frozen=True)
class Change:
    """Customers that change hands together: how, by whom, when, why. `facts` are for the ears."""

    kind: str
    actor: Actor
    at: datetime
    reason: str
    rows: Sequence[Owned]
    facts: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[[Change], None]
Lock = Callable[[Customer, Actor], None]
_guards: list[Guard] = []
_ears: list[Guard] = []
_locks: list[Lock] = []
_along: dict[type[Model], Q] = {}
KINDS = {
    "assigned": "assign",
    "claimed": "claim",
    "released": "release",
    "recycled": "recycle",
    "merged": "merge",
    "imported": "import",
    "handed_over": "leave_company",
}


def guards(guard: Guard) -> Guard:
    """This will register who may refuse that people get these customers."""
    _guards.append(guard)
    return guard


def hears(ear: Guard) -> Guard:
    """This will register who writes down, in the same transaction, that owners changed."""
    _ears.append(ear)
    return ear


def guards_locks(guard: Lock) -> Lock:
    """This will register who may refuse that a customer is locked."""
    _locks.append(guard)
    return guard


def goes_along(model: type[Model], *, open: Q) -> None:
    """This will let the open papers of a kind follow a customer to its next owner."""
    _along[model] = open


def begin(customer: Customer, *, actor: Actor) -> None:
    """This will let guards and ears know of a new customer's first owner."""
    if customer.owner_id is None:
        return
    kind = "import" if context.source.get() == "import" else "create"
    row = Owned(customer, None, None, customer.owner_id, customer.unit_id)
    change = Change(kind, actor, customer.created_at, "", [row])
    for hear in [*_guards, *_ears]:
        hear(change)


def begin_all(customers: Sequence[Customer], *, actor: Actor) -> None:
    """This will let guards and ears know of many new customers, owner by owner."""
    by_owner: dict[tuple[int | None, UUID | None], list[Owned]] = {}
    for customer in customers:
        seat = (customer.owner_id, customer.unit_id)
        if customer.owner_id is not None:
            by_owner.setdefault(seat, []).append(Owned(customer, None, None, *seat))
    kind = "import" if context.source.get() == "import" else "create"
    for rows in by_owner.values():
        change = Change(kind, actor, rows[0].customer.created_at, "", rows)
        for hear in [*_guards, *_ears]:
            hear(change)


def give(
    customer: Customer,
    *,
    actor: Actor,
    owner_id: int | None,
    unit_id: UUID | None,
    event: str,
    payload: Mapping[str, Any],
    reason: str = "",
    at: datetime,
) -> Customer:
    """This will give a customer that the caller has locked to somebody, or to nobody.

    Its company and its people go with it. The caller has checked the permission.
    """
    give_all(
        [customer], actor=actor, owner_id=owner_id, unit_id=unit_id, event=event,
        payload=payload, reason=reason, at=at,
    )  # fmt: skip
    return customer


def give_all(
    customers: Sequence[Customer],
    *,
    actor: Actor,
    owner_id: int | None,
    unit_id: UUID | None,
    event: str,
    payload: Mapping[str, Any],
    reason: str,
    at: datetime,
) -> None:
    """This will give customers that the caller has locked to one person, or to nobody."""
    rows = [Owned(c, c.owner_id, c.unit_id, owner_id, unit_id) for c in customers]
    kind = KINDS.get(event.rpartition(".")[2], "transfer")
    change = Change(kind, actor, at, reason, rows, payload)
    for guard in _guards:
        guard(change)
    _company_follows(rows, actor=actor, owner_id=owner_id, unit_id=unit_id, reason=reason)
    moving.move(
        customers,
        actor=actor,
        owner_id=owner_id,
        unit_id=unit_id,
        event=event,
        payload={"from_id": rows[0].from_id if rows else None, "owner_id": owner_id, **payload},
        reason=reason,
        collected_at=None if owner_id is None else at,
        locked_until=None,
        lock_reason="",
    )
    for hear in _ears:
        hear(change)


def _company_follows(
    rows: Sequence[Owned], *, actor: Actor, owner_id: int | None, unit_id: UUID | None, reason: str
) -> None:
    """The company goes along when it was the same person's; its people always do."""
    before = {row.customer.party_id: row.from_id for row in rows}
    parties = Party.objects.select_for_update(no_key=True).filter(pk__in=before).order_by("pk")
    mine = [party for party in parties if party.owner_id == before[party.pk]]
    seat: dict[str, Any] = {"owner_id": owner_id, "unit_id": unit_id}
    moving.move(mine, actor=actor, event="core.party.assigned", reason=reason, **seat)
    keys = [row.customer.pk for row in rows]
    people_of = Contact.objects.select_related("customer").filter(customer_id__in=keys)
    locked = people_of.select_for_update(of=("self",), no_key=True).order_by("pk")
    elsewhere = [c for c in locked if (c.owner_id, c.unit_id) != (owner_id, unit_id)]
    moving.move(elsewhere, actor=actor, event="crm.contact.handed_over", reason=reason, **seat)


@documents.verb
def assign(
    customer_id: UUID,
    *,
    actor: Actor,
    owner_id: int,
    unit_id: UUID | None,
    reason: str,
    along: bool = True,
) -> Customer:
    """This will give a customer, its company and people to another person.

    With `along` its open opportunities, quotes, tasks and next steps go to that person too.
    """
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.assign_customer")
    seat = people.seat(owner_id, unit_id=unit_id)
    before = customer.owner_id
    give(
        customer, actor=actor, owner_id=seat.user_id, unit_id=seat.unit_id,
        event="crm.customer.assigned", payload={"along": along}, reason=reason, at=context.now(),
    )  # fmt: skip
    if not documents.reaches(customer, actor, "crm.assign_customer", resource_of(Customer)):
        raise Forbidden(permission="crm.assign_customer")
    if along and before is not None and before != seat.user_id:
        take_along(customer, actor=actor, from_id=before, seat=seat, reason=reason)
    return customer


def take_along(
    customer: Customer, *, actor: Actor, from_id: int, seat: people.Seat, reason: str
) -> None:
    """This will give the open papers of a customer, where they were the same person's."""
    for model, is_open in _along.items():
        rows = model._default_manager.filter(is_open, party_id=customer.party_id, owner_id=from_id)
        moving.move(
            list(rows.select_for_update(of=("self",), no_key=True).order_by("pk")),
            actor=actor,
            owner_id=seat.user_id,
            unit_id=seat.unit_id,
            event=moving.event_of(resource_of(model)),
            reason=reason,
        )


@documents.verb
def lock(customer_id: UUID, *, actor: Actor, until: date, reason: str) -> Customer:
    """This will keep a customer from falling back to a pool until a day."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.lock_customer")
    if customer.owner_id is None:
        raise NobodysCustomer
    if until < timezone.localdate(context.now()):
        raise LockInThePast(errors={"until": LockInThePast.sentence})
    for guard in _locks:
        guard(customer, actor)
    customer.locked_until, customer.lock_reason = until, reason
    return documents.save(customer, actor=actor, event="crm.customer.locked", reason=reason)


@documents.verb
def unlock(customer_id: UUID, *, actor: Actor) -> Customer:
    """This will let a customer fall back to a pool again by the rules."""
    customer = documents.lock(Customer, customer_id, actor=actor, permission="crm.unlock_customer")
    if customer.locked_until is None:
        raise NotLocked
    customer.locked_until, customer.lock_reason = None, ""
    return documents.save(customer, actor=actor, event="crm.customer.unlocked")


@handover.moves("crm.customer")
def leave_behind(going: handover.Going) -> int:
    """This will give the customers of somebody who leaves to the person who goes on."""
    rows = Customer.objects.filter(owner_id=going.leaver_id, **going.narrower)
    customers = list(rows.select_for_update(no_key=True).order_by("pk"))
    give_all(
        customers, actor=going.actor, owner_id=going.seat.user_id, unit_id=going.seat.unit_id,
        event="crm.customer.handed_over", payload={}, reason=going.reason, at=context.now(),
    )  # fmt: skip
    return len(customers)
