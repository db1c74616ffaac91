"""Weighing, deciding, agreeing, appealing, and making it so."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.merging import actions as merging
from backend.core.party.models import Party
from backend.crm.conflict import calc, queries
from backend.crm.conflict.actions.raising import NotAParty
from backend.crm.conflict.flow import OPEN, State
from backend.crm.conflict.models import ConflictCase
from backend.crm.conflict.queries import OBJECTS
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer

log.declare(
    "crm.conflict.evidence_requested",
    "crm.conflict.reviewed",
    "crm.conflict.decided",
    "crm.conflict.agreed",
    "crm.conflict.appealed",
    "crm.conflict.closed",
    "crm.opportunity.awarded",
    "crm.lead.awarded",
)


class NotImpartial(Forbidden):
    """Who decides answers for both sides and is neither of them."""

    sentence = _("裁决人须同时管辖双方，且不能是撞单的任何一方。")


class NotWhole(Malformed):
    """The parts do not add up."""

    sentence = _("分成比例须为非负数，且双方合计 100%。")


class NothingToMerge(Malformed):
    """One side has no company on file yet, or both have the same."""

    sentence = _("双方不是两个不同的往来单位，无法合并。")


@documents.verb
def request_evidence(conflict_id: UUID, *, actor: Actor, reason: str) -> ConflictCase:
    """This will ask both sides for proof."""
    case = _judged(conflict_id, actor, "crm.request_evidence_conflict")
    case.request_evidence()
    return documents.save(case, actor=actor, event="crm.conflict.evidence_requested", reason=reason)


@documents.verb
def review(conflict_id: UUID, *, actor: Actor) -> ConflictCase:
    """This will begin to weigh the proof."""
    case = _judged(conflict_id, actor, "crm.review_conflict")
    case.review()
    return documents.save(case, actor=actor, event="crm.conflict.reviewed")


@documents.verb
def decide(
    conflict_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    decision: str,
    share_a: Decimal | None,
    share_b: Decimal | None,
    reason: str,
) -> ConflictCase:
    """This will say who keeps it; after an appeal that is the last word."""
    case = _judged(conflict_id, actor, "crm.decide_conflict")
    is_last = case.state == State.APPEALED
    if is_last and case.decided_by_id == actor.user_id and actor.user_id is not None:
        raise NotImpartial
    parts = _parts(case, decision, share_a, share_b)
    if not is_last:
        case.decide()
    case.decision, case.share_a, case.share_b = decision, parts["a"], parts["b"]
    case.decided_by_id, case.decided_at, case.decided_note = actor.user_id, at, reason
    if is_last:
        return _bind(case, actor=actor, at=at, reason=reason)
    return documents.save(
        case,
        actor=actor,
        event="crm.conflict.decided",
        payload={"decision": decision, "split": parts},
        reason=reason,
    )


@documents.verb
def agree(
    conflict_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    decision: str,
    share_a: Decimal | None,
    share_b: Decimal | None,
) -> ConflictCase:
    """This will say what one's own side would accept; when both say the same it is so."""
    case = documents.lock(ConflictCase, conflict_id, actor=actor, permission="crm.agree_conflict")
    if case.state not in OPEN:
        raise NotNow(state=documents.state_label(case))
    side = queries.side_of(case, actor)
    if not side:
        raise NotAParty
    parts = _parts(case, decision, share_a, share_b)
    wish = {"decision": decision, "a": str(parts["a"]), "b": str(parts["b"])}
    setattr(case, f"{side}_wish", wish)
    if case.a_wish and _same(case.a_wish, case.b_wish):
        case.decision, case.share_a, case.share_b = decision, parts["a"], parts["b"]
        case.decided_at, case.decided_note = at, str(_("双方协商一致"))
        case.decided_by_id = None
        return _bind(case, actor=actor, at=at, reason="")
    return documents.save(
        case, actor=actor, event="crm.conflict.agreed", payload={"side": side, **wish}
    )


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one.get("decision") != other.get("decision"):
        return False
    return all(Decimal(one[side]) == Decimal(other[side]) for side in "ab")


@documents.verb
def appeal(conflict_id: UUID, *, actor: Actor, reason: str) -> ConflictCase:
    """This will ask a higher lead to look at a decision again; each conflict is appealed once."""
    case = documents.lock(ConflictCase, conflict_id, actor=actor, permission="crm.appeal_conflict")
    if not queries.side_of(case, actor):
        raise NotAParty
    case.appeal()
    case.appeal_reason, case.appealed_by_id = reason, actor.user_id
    return documents.save(case, actor=actor, event="crm.conflict.appealed", reason=reason)


@documents.verb
def close(conflict_id: UUID, *, actor: Actor, at: datetime) -> ConflictCase:
    """This will make a decision bind that nobody appealed."""
    case = documents.lock(ConflictCase, conflict_id, actor=actor, permission="crm.close_conflict")
    if case.state != State.DECIDED:
        raise NotNow(state=documents.state_label(case))
    return _bind(case, actor=actor, at=at, reason=case.decided_note)


def _judged(conflict_id: UUID, actor: Actor, permission: str) -> ConflictCase:
    case = documents.lock(ConflictCase, conflict_id, actor=actor, permission=permission)
    if queries.side_of(case, actor) or not queries.covers_both(case, actor, permission):
        raise NotImpartial
    return case


def _parts(
    case: ConflictCase, decision: str, share_a: Decimal | None, share_b: Decimal | None
) -> dict[str, Decimal]:
    if decision == calc.MERGE and case.b_party_id in (None, case.a_party_id):
        raise NothingToMerge(errors={"decision": NothingToMerge.sentence})
    if decision == calc.MERGE and case.a_party_id is None:
        raise NothingToMerge(errors={"decision": NothingToMerge.sentence})
    try:
        return calc.split(decision, share_a, share_b)
    except ValueError:
        raise NotWhole(
            errors={"share_a": NotWhole.sentence, "share_b": NotWhole.sentence}
        ) from None


def _bind(case: ConflictCase, *, actor: Actor, at: datetime, reason: str) -> ConflictCase:
    """Make it so: whose it is, or that both are one; the parts are for the commission."""
    case.close()
    case.closed_at = at
    documents.save(
        case,
        actor=actor,
        event="crm.conflict.closed",
        payload={
            "decision": case.decision,
            "split": {"a": case.share_a, "b": case.share_b},
            "owners": [case.owner_id, case.b_owner_id],
        },
        reason=reason,
    )
    judge = system(f"{case.no}")
    if case.decision == calc.A_KEEPS:
        _award(case.b_document, case.b_id, case, judge, at, to=(case.owner_id, case.unit_id))
    elif case.decision == calc.B_KEEPS:
        _award(case.a_document, case.a_id, case, judge, at, to=(case.b_owner_id, case.b_unit_id))
    elif case.decision == calc.MERGE:
        _merge(case, judge, at)
    return case


def _award(
    document: str,
    pk: UUID,
    case: ConflictCase,
    judge: Actor,
    at: datetime,
    *,
    to: tuple[int | None, UUID | None],
) -> None:
    """Give what the losing side had to the winner; a paper that is gone is left alone."""
    owner_id, unit_id = to
    row: Any = OBJECTS[document]._default_manager.select_for_update().filter(pk=pk).first()
    if row is None or row.owner_id == owner_id:
        return
    reason = str(_("撞单裁决 {no}")).format(no=case.no)
    if isinstance(row, Customer):
        customers.give(
            row,
            actor=judge,
            owner_id=owner_id,
            unit_id=unit_id,
            event="crm.customer.assigned",
            payload={"conflict": case.no},
            reason=reason,
            at=at,
        )
        return
    documents.remember(row)
    row.owner_id, row.unit_id = owner_id, unit_id
    documents.save(row, actor=judge, event=f"{document}.awarded", reason=reason)


def _merge(case: ConflictCase, judge: Actor, at: datetime) -> None:
    """The older company stays."""
    pair = Party.objects.filter(pk__in=[case.a_party_id, case.b_party_id])
    found = list(pair.order_by("created_at", "id"))
    if len(found) < 2:
        return
    merging.create(
        actor=judge,
        id=None,
        survivor_id=found[0].pk,
        victim_ids=[found[1].pk],
        choices={},
        at=at,
        reason=str(_("撞单裁决 {no}")).format(no=case.no),
    )
