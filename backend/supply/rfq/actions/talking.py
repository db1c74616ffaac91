"""Questions, answers and refusals of those who were asked."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.core.events import log
from backend.supply.rfq.actions.publishing import DeadlinePast
from backend.supply.rfq.models import Invitation, Question, Rfq

log.declare("supply.rfq.declined", "supply.rfq.asked", "supply.rfq.answered")


class HasQuoted(Refusal):
    """Who has quoted takes the quote back first."""

    sentence = _("该供应商已有有效报价，请先撤回报价。")


def invitation_of(rfq: Rfq, supplier_id: UUID | None, *, actor: Actor) -> Invitation:
    """This will find whose invitation is meant: one's own, or the supplier named by a buyer."""
    rows = rfq.invitations.select_related("supplier")
    if actor.party_id is not None:
        found = rows.filter(party_id=actor.party_id).first()
        if found is None or supplier_id not in (None, found.supplier_id):
            raise Invisible
        return found
    if supplier_id is None:
        raise Malformed(errors={"supplier_id": _("请选择供应商。")})
    found = rows.filter(supplier_id=supplier_id).first()
    if found is None:
        raise Malformed(errors={"supplier_id": _("该供应商未被邀请参加本次询价。")})
    return found


@documents.verb
def decline(rfq_id: UUID, *, actor: Actor, supplier_id: UUID | None, reason: str) -> Rfq:
    """This will note that a supplier will not quote, and why."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.decline_rfq")
    invitation = invitation_of(rfq, supplier_id, actor=actor)
    if rfq.quotes.filter(supplier_id=invitation.supplier_id, state="submitted").exists():
        raise HasQuoted
    invitation.state = Invitation.State.DECLINED
    invitation.declined_reason = reason
    invitation.save()
    told = {"supplier_id": invitation.supplier_id}
    return documents.save(
        rfq, actor=actor, event="supply.rfq.declined", payload=told, reason=reason
    )


@documents.verb
def ask(rfq_id: UUID, *, actor: Actor, supplier_id: UUID | None, text: str) -> Rfq:
    """This will put a supplier's question before the buyers."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.ask_rfq")
    if rfq.deadline <= context.now():
        raise DeadlinePast(_("已过截止时间，不能再提问。"))
    invitation = invitation_of(rfq, supplier_id, actor=actor)
    question = Question.objects.create(
        rfq=rfq, invitation=invitation, text=text, asked_at=context.now()
    )
    told = {"question_id": question.pk, "supplier_id": invitation.supplier_id}
    return documents.save(rfq, actor=actor, event="supply.rfq.asked", payload=told)


@documents.verb
def answer(rfq_id: UUID, *, actor: Actor, question_id: UUID, answer: str, is_private: bool) -> Rfq:
    """This will answer a question, to all who were invited or only to the one who asked."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.answer_rfq")
    question = rfq.questions.filter(pk=question_id).first()
    if question is None:
        raise Malformed(errors={"question_id": Invisible.sentence})
    question.answer = answer
    question.is_private = is_private
    question.answered_at = context.now()
    question.save()
    told = {"question_id": question.pk, "is_private": is_private}
    return documents.save(rfq, actor=actor, event="supply.rfq.answered", payload=told)
