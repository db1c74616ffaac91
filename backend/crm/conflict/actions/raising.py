"""Raising a conflict and bringing proof forward."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.actions.duplicates import SAID
from backend.core.party.calc import Evidence, Signal
from backend.crm.conflict import queries
from backend.crm.conflict.flow import OPEN
from backend.crm.conflict.models import ConflictCase, ConflictEvidence
from backend.crm.conflict.queries import KINDS, OBJECTS, Found
from backend.market.calendar import queries as calendar

log.declare("crm.conflict.raised", "crm.conflict.evidence_added")

SLA_DAYS = 2


class NothingLikeIt(Malformed):
    """Nobody else has anything like it."""

    sentence = _(
        "没有找到他人名下与之冲突的对象。可先补充统一社会信用代码或电话，或请主管指明对方客户。"
    )


class WrongObject(Malformed):
    """A conflict of this kind is about other things."""

    sentence = _("该冲突类型不能针对这种单据。")


class NotYours(Malformed):
    """One raises a conflict about what one has oneself."""

    sentence = _("只能就自己负责的客户、线索或商机提出撞单。")


class AlreadyRaised(Duplicate):
    """The same two things are in a conflict that is not final."""

    sentence = _("双方就该对象已有未终结的撞单。")


class NotAParty(Forbidden):
    """Only the two sides may do this."""

    sentence = _("只有撞单双方的负责人可以这样做。")


documents.explains("crm_conflictcase_one_open", AlreadyRaised())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    kind: str,
    document: str,
    document_id: UUID,
    other_id: UUID | None,
    at: datetime,
    note: str,
) -> ConflictCase:
    """This will raise a conflict about what somebody else has too; the evidence is worked out.

    The other side need not be named: what is out of sight is found by what both are known by.
    """
    if document not in KINDS[ConflictCase.Kind(kind)]:
        raise WrongObject(errors={"document": WrongObject.sentence})
    mine = documents.refer(OBJECTS[document], document_id, actor=actor, field="document_id")
    other = _other(document, mine, kind=kind, other_id=other_id, actor=actor)
    owner_id = mine.owner_id  # type: ignore[union-attr]
    if owner_id is None:
        raise NotYours(errors={"document_id": NotYours.sentence})
    case = ConflictCase(
        kind=kind,
        a_document=document,
        a_id=document_id,
        a_name=queries.name_of(document, mine)[:200],
        a_party=queries.party_of(document, mine),
        b_document=other.document,
        b_id=other.row.pk,
        b_party=queries.party_of(other.document, other.row),
        b_owner_id=other.row.owner_id,
        b_unit_id=other.row.unit_id,
        owner_id=owner_id,
        unit_id=mine.unit_id,  # type: ignore[union-attr]
        score=other.score,
        raised_at=at,
        due_at=calendar.work_deadline(at, days=SLA_DAYS),
        note=note,
        no=numbering.next_number("ZD", on=at.date()),
    )
    if id is not None:
        case.id = id
    documents.add(
        case,
        actor=actor,
        event="crm.conflict.raised",
        permission="crm.create_conflict",
        payload={"owners": [case.owner_id, case.b_owner_id], "score": other.score},
        reason=note,
    )
    ConflictEvidence.objects.bulk_create(_worked_out(case, other.evidence))
    return case


def _other(document: str, mine: Any, *, kind: str, other_id: UUID | None, actor: Actor) -> Found:
    if other_id is not None:
        code = "crm.opportunity" if document == "crm.opportunity" else "crm.customer"
        row: Any = documents.refer(OBJECTS[code], other_id, actor=actor, field="other_id")
        score, evidence = queries.compared(document, mine, row)
        found: Found | None = Found(code, row, score, evidence)
    else:
        found = queries.other_side(document, mine, kind=kind)
    if found is None or found.row.owner_id in (None, mine.owner_id):
        raise NothingLikeIt(errors={"document_id": NothingLikeIt.sentence})
    return found


def _worked_out(case: ConflictCase, evidence: Iterable[Evidence]) -> list[ConflictEvidence]:
    """What both can see: phones and accounts only in part, names only as A knows them."""
    return [
        ConflictEvidence(
            case=case,
            side=ConflictEvidence.Side.SYSTEM,
            signal=str(each.signal),
            text=f"{SAID[each.signal]}：{_safe(each)}"[:500],
            weight=each.weight,
            added_at=case.raised_at,
        )
        for each in evidence
    ]


def _safe(evidence: Evidence) -> str:
    if evidence.signal in (Signal.MOBILE, Signal.LANDLINE, Signal.VERIFIED_PHONE):
        return policy.mask_phone(evidence.given)
    if evidence.signal == Signal.ACCOUNT:
        return policy.mask_account(evidence.given)
    return evidence.given


@documents.verb
def add_evidence(conflict_id: UUID, *, actor: Actor, text: str, at: datetime) -> ConflictCase:
    """This will bring forward what speaks for one's own side."""
    case = documents.lock(
        ConflictCase, conflict_id, actor=actor, permission="crm.add_evidence_conflict"
    )
    if case.state not in OPEN:
        raise NotNow(state=documents.state_label(case))
    side = queries.side_of(case, actor)
    if not side:
        raise NotAParty
    ConflictEvidence.objects.create(
        case=case, side=side, text=text, added_at=at, added_by_id=actor.user_id
    )
    return documents.save(
        case, actor=actor, event="crm.conflict.evidence_added", payload={"side": side}
    )
