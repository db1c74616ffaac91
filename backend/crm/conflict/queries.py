"""Questions about conflicts: what two sides are after, and who is near a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from backend.core import search
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.party import queries as parties
from backend.core.party.calc import Evidence, PartyFacts, Signal, Verdict
from backend.core.party.models import Party
from backend.core.people.models import User
from backend.crm.conflict.models import ConflictCase
from backend.crm.customer.models import Customer
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity

OBJECTS: Mapping[str, type[Model]] = {
    "crm.customer": Customer,
    "crm.lead": Lead,
    "crm.opportunity": Opportunity,
}
KINDS = {
    ConflictCase.Kind.CUSTOMER: ("crm.customer", "crm.lead"),
    ConflictCase.Kind.OPPORTUNITY: ("crm.opportunity",),
    ConflictCase.Kind.PROJECT: ("crm.opportunity",),
}
"""What a conflict of each kind may be about."""


@dataclass(frozen=True, slots=True)
class Found:
    """The other side of a conflict, and what speaks for it."""

    document: str
    row: Any
    score: int
    evidence: tuple[Evidence, ...]


def near(actor: Actor) -> Q:
    """This will give the cases an actor is near: by the side who raised it or by the other."""
    mine = policy.condition(actor, "crm.view_conflict")
    other = policy.condition(actor, "crm.view_conflict", path="b_")
    return Q(pk__in=[]) if mine is None or other is None else mine | other


def covers_both(case: ConflictCase, actor: Actor, permission: str) -> bool:
    """This will tell whether an actor answers for both sides in the scope of a permission."""
    rows = ConflictCase.objects.filter(pk=case.pk)
    for path in ("", "b_"):
        side = policy.condition(actor, permission, path=path)
        if side is None or not rows.filter(side).exists():
            return False
    return True


def side_of(case: ConflictCase, actor: Actor) -> str:
    """This will tell which side somebody is: a, b, or neither."""
    if actor.user_id is None:
        return ""
    return {case.owner_id: "a", case.b_owner_id: "b"}.get(actor.user_id, "")


def party_of(document: str, row: Any) -> Party | None:
    """This will give the company an object is about, if it is known yet."""
    return None if row.party_id is None else Party.everyone.get(pk=row.party_id)


def name_of(document: str, row: Any) -> str:
    """This will call an object as its owner knows it."""
    if document == "crm.lead":
        return str(row.company or row.contact_name or row.title)
    if document == "crm.opportunity":
        return str(row.name)
    return str(row.party.name)


def facts_of(document: str, row: Any) -> PartyFacts:
    """This will give what an object says about its company."""
    party = party_of(document, row)
    if party is not None:
        return parties.facts_of(party)
    return parties.read_facts(name=row.company, phone=row.contact_phone, email=row.contact_email)


def other_side(document: str, row: Any, *, kind: str) -> Found | None:
    """This will find what another owner has that looks like the same, the surest first."""
    if kind == ConflictCase.Kind.CUSTOMER:
        return _other_customer(document, row)
    same_project = kind == ConflictCase.Kind.PROJECT
    return _other_project(row) if same_project else _other_deal(document, row)


def compared(document: str, row: Any, other: Any) -> tuple[int, tuple[Evidence, ...]]:
    """This will add up what speaks for two objects being about one company."""
    facts = facts_of(document, row)
    match = next((m for m in parties.lookalikes(facts) if m.party_id == other.party_id), None)
    return (match.score, match.evidence) if match else (0, ())


def _other_customer(document: str, row: Any) -> Found | None:
    facts = facts_of(document, row)
    for match in parties.lookalikes(facts, exclude=row.party_id):
        if match.verdict == Verdict.NONE:
            continue
        customer = (
            Customer.objects.select_related("party")
            .filter(party_id=match.party_id, owner__isnull=False)
            .exclude(owner_id=row.owner_id)
            .first()
        )
        if customer is not None:
            return Found("crm.customer", customer, match.score, match.evidence)
    return None


def _other_deal(document: str, row: Any) -> Found | None:
    """Another open deal with the same company, or with one that is like it."""
    facts = facts_of(document, row)
    matches = {m.party_id: m for m in parties.lookalikes(facts, exclude=row.party_id)}
    wanted: list[UUID] = [row.party_id, *matches]
    rows = _open_deals(row).filter(party_id__in=wanted)
    for deal in sorted(rows, key=lambda d: wanted.index(d.party_id)):
        match = matches.get(deal.party_id)
        same = (Evidence(Signal.NAME, 80, str(row.party), ""),)
        return Found(
            "crm.opportunity", deal, match.score if match else 80, match.evidence if match else same
        )
    return None


def _other_project(row: Any) -> Found | None:
    needle = search.normal(row.name)
    if len(needle) < 4:
        return None
    weight = parties.weights()[Signal.PROJECT]
    for deal in _open_deals(row).filter(search_text__contains=needle):
        if search.normal(deal.name) == needle:
            said = Evidence(Signal.PROJECT, weight, row.name, "")
            return Found("crm.opportunity", deal, weight, (said,))
    return None


def _open_deals(row: Any) -> Any:
    rows = Opportunity.objects.select_related("party").exclude(pk=row.pk)
    rows = rows.filter(owner__isnull=False, closed_on=None).exclude(owner_id=row.owner_id)
    return rows.order_by("created_at", "id")


def sides(case: ConflictCase, actor: Actor) -> list[dict[str, Any]]:
    """This will show both sides to a person: of what is out of sight only whose it is."""
    found = []
    people = User.objects.in_bulk([pk for pk in (case.owner_id, case.b_owner_id) if pk])
    for side, document, pk, owner_id in (
        ("a", case.a_document, case.a_id, case.owner_id),
        ("b", case.b_document, case.b_id, case.b_owner_id),
    ):
        model = OBJECTS[document]
        row = policy.visible(model, actor).filter(pk=pk).first() if _may(actor, model) else None
        found.append(
            {
                "side": side,
                "document": document,
                "document_id": None if row is None else pk,
                "no": "" if row is None else str(getattr(row, "no", "")),
                "name": _("他人名下（您无权查看）") if row is None else name_of(document, row),
                "owner_name": str(people.get(owner_id or 0, "")),
                "is_visible": row is not None,
                "is_mine": actor.user_id is not None and owner_id == actor.user_id,
            }
        )
    return found


def _may(actor: Actor, model: type[Model]) -> bool:
    return actor.may(f"crm.view_{model._meta.model_name}")


def overdue(at: Any) -> Any:
    """This will give the cases that should have been decided by a moment."""
    return ConflictCase.objects.exclude(state__in=["decided", "final"]).filter(due_at__lt=at)
