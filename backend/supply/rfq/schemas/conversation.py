"""What suppliers and buyers said about a request, cut to the reader."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.access.actor import Actor
from backend.supply.rfq.models import Rfq
from backend.supply.rfq.schemas.faces import RfqAddendumOut


class ConversationEntryOut(types.Out):
    """A question and its answer; who asked is told to buyers only."""

    id: UUID
    is_mine: bool
    supplier_id: UUID | None
    text: str
    asked_at: types.Moment
    answer: str
    is_private: bool
    answered_at: types.Moment | None


class ConversationOut(types.Out):
    """Questions and addenda, oldest first."""

    questions: list[ConversationEntryOut]
    addenda: list[RfqAddendumOut]


def told(rfq: Rfq, actor: Actor) -> dict[str, Any]:
    """This will give a buyer all of it; a supplier its own, and what was answered to all."""
    found = []
    for question in rfq.questions.all():
        invitation = question.invitation
        is_mine = actor.party_id is not None and invitation.party_id == actor.party_id
        is_public = bool(question.answer) and not question.is_private
        if actor.party_id is not None and not is_mine and not is_public:
            continue
        found.append(
            {
                "id": question.pk,
                "is_mine": is_mine,
                "supplier_id": invitation.supplier_id if actor.party_id is None else None,
                "text": question.text,
                "asked_at": question.asked_at,
                "answer": question.answer,
                "is_private": question.is_private,
                "answered_at": question.answered_at,
            }
        )
    addenda = [
        {"seq": one.seq, "text": one.text, "made_at": one.made_at, "deadline": one.deadline}
        for one in rfq.addenda.all()
    ]
    return {"questions": found, "addenda": addenda}
