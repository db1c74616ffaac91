"""The profile of a supplier and its standing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.core.people import queries as people
from backend.supply.supplier.flow import State
from backend.supply.supplier.models import (
    CapacityStatement,
    QualifiedCategory,
    Supplier,
    SupplierContact,
)

log.declare(
    "supply.supplier.created",
    "supply.supplier.changed",
    "supply.supplier.assigned",
    "supply.supplier.admitted",
    "supply.supplier.suspended",
    "supply.supplier.resumed",
    "supply.supplier.removed",
    "supply.supplier.capacity_reported",
    "supply.supplier.scored",
)


class AlreadySupplier(Duplicate):
    """This party has its profile."""

    sentence = _("该往来单位已有供应商档案。")


class OurOwn(Malformed):
    """We do not buy from ourselves."""

    sentence = _("本公司主体不能作为供应商。")


class HadCase(Refusal):
    """A supplier that went through qualification is not taken over around it."""

    sentence = _("该供应商已有准入记录，请通过准入评定，不能直接登记为合格。")


class NoConditions(Malformed):
    """What the conditions are must be said."""

    sentence = _("有条件合格的供应商须写明准入条件。")


documents.explains("supply_supplier_party_id", AlreadySupplier())
documents.explains("supply_supplier_conditional_says_how", NoConditions())


def _lock(supplier_id: UUID, actor: Actor, verb: str) -> Supplier:
    permission = f"supply.{verb}_supplier"
    return documents.lock(Supplier, supplier_id, actor=actor, permission=permission)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    categories: Sequence[str],
    contacts: Sequence[Any],
    **facts: Any,
) -> Supplier:
    """This will open the profile of a party as a supplier, as a candidate."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    if party.is_ours:
        raise OurOwn(errors={"party_id": OurOwn.sentence})
    supplier = Supplier(party=party, categories=sorted(set(categories)), **facts)
    if id is not None:
        supplier.id = id
    supplier.no = numbering.next_number("GYS", on=on)
    documents.add(
        supplier,
        actor=actor,
        event="supply.supplier.created",
        permission="supply.create_supplier",
    )
    _put_contacts(supplier, contacts)
    return supplier


@documents.verb
def change(supplier_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Supplier:
    """This will correct the profile; contacts sent stand for all contacts."""
    supplier = _lock(supplier_id, actor, "change")
    contacts = changes.pop("contacts", None)
    if changes.get("categories") is not None:
        changes["categories"] = sorted(set(changes["categories"]))
    for name, value in changes.items():
        setattr(supplier, name, value)
    if contacts is not None:
        supplier.contacts.all().delete()
        _put_contacts(supplier, contacts)
    return documents.save(supplier, actor=actor, event="supply.supplier.changed")


def _put_contacts(supplier: Supplier, contacts: Sequence[Any]) -> None:
    SupplierContact.objects.bulk_create(
        SupplierContact(supplier=supplier, **dict(row)) for row in contacts
    )


@documents.verb
def assign(
    supplier_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Supplier:
    """This will give a supplier to another buyer."""
    supplier = _lock(supplier_id, actor, "assign")
    supplier.owner_id, supplier.unit_id = people.seat(owner_id, unit_id=unit_id)
    return documents.save(
        supplier,
        actor=actor,
        event="supply.supplier.assigned",
        permission="supply.view_supplier",
        reason=reason,
    )


@documents.verb
def admit(
    supplier_id: UUID,
    *,
    actor: Actor,
    on: date,
    categories: Sequence[str],
    until: date,
    reason: str,
) -> Supplier:
    """This will take over as qualified a supplier we bought from before there were cases.

    Raises HadCase for one that went through qualification here.
    """
    supplier = _lock(supplier_id, actor, "admit")
    if supplier.cases.exists():
        raise HadCase
    supplier.admit()
    qualify_for(supplier, categories, on=on, until=until)
    return documents.save(
        supplier,
        actor=actor,
        event="supply.supplier.admitted",
        reason=reason,
        payload={"categories": list(categories), "until": until},
    )


def qualify_for(supplier: Supplier, categories: Sequence[str], *, on: date, until: date) -> None:
    """This will write down what a locked supplier is now qualified for; the caller saves it."""
    if until < on:
        raise Malformed(errors={"until": _("有效期不能早于准入日期。")})
    for category in sorted(set(categories)):
        QualifiedCategory.objects.update_or_create(
            supplier=supplier, category=category, defaults={"since": on, "until": until}
        )
    supplier.categories = sorted({*supplier.categories, *categories})
    supplier.qualified_on = on
    supplier.qualified_until = min(supplier.qualified.values_list("until", flat=True))


@documents.verb
def suspend(supplier_id: UUID, *, actor: Actor, reason: str) -> Supplier:
    """This will stop new business with a supplier for the time being."""
    supplier = _lock(supplier_id, actor, "suspend")
    supplier.suspended_from = supplier.state
    supplier.suspend()
    return documents.save(supplier, actor=actor, event="supply.supplier.suspended", reason=reason)


@documents.verb
def resume(supplier_id: UUID, *, actor: Actor, reason: str) -> Supplier:
    """This will let business go on, under the conditions of before where there were some."""
    supplier = _lock(supplier_id, actor, "resume")
    if supplier.suspended_from == State.CONDITIONAL:
        supplier.resume_conditionally()
    else:
        supplier.resume()
    supplier.suspended_from = ""
    return documents.save(supplier, actor=actor, event="supply.supplier.resumed", reason=reason)


@documents.verb
def remove(supplier_id: UUID, *, actor: Actor, reason: str) -> Supplier:
    """This will end the business with a supplier for good."""
    supplier = _lock(supplier_id, actor, "remove")
    supplier.remove()
    return documents.save(supplier, actor=actor, event="supply.supplier.removed", reason=reason)


@documents.verb
def report_capacity(supplier_id: UUID, *, actor: Actor, on: date, lines: Sequence[Any]) -> Supplier:
    """This will record what a supplier says it can deliver; the same day again corrects it."""
    supplier = _lock(supplier_id, actor, "report_capacity")
    for line in lines:
        facts = dict(line)
        CapacityStatement.objects.update_or_create(
            supplier=supplier, category=facts.pop("category"), reported_on=on, defaults=facts
        )
    told = [dict(line) for line in lines]
    return documents.save(
        supplier,
        actor=actor,
        event="supply.supplier.capacity_reported",
        payload={"on": on, "lines": told},
    )


@documents.verb
def note_score(
    supplier_id: UUID,
    *,
    actor: Actor,
    score: Decimal | None,
    band: str,
    until: date | None,
    rfq_effect: str,
    order_effect: str,
    inspects_more: bool,
) -> Supplier:
    """This will write down the band of the latest score card; called by the card's own verb."""
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=supplier_id)
    documents.remember(supplier)
    supplier.score, supplier.band, supplier.scored_until = score, band, until
    supplier.rfq_effect, supplier.order_effect = rfq_effect, order_effect
    supplier.inspects_more = inspects_more
    return documents.save(supplier, actor=actor, event="supply.supplier.scored")
