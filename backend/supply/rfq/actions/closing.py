"""The deadline: nobody closes before it, nothing is taken after it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.supply.rfq.flow import QuoteState
from backend.supply.rfq.models import Rfq

log.declare("supply.rfq.closed", "supply.supplier_quote.expired")


class BeforeDeadline(Refusal):
    """Nobody closes early: suppliers were promised the time."""

    sentence = _("截止时间 {deadline} 未到，不能提前截止；如需终止请取消询价。")


def local(moment: datetime, zone: str) -> str:
    """This will write a moment as the clocks of a zone show it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


@documents.verb
def close(rfq_id: UUID, *, actor: Actor) -> Rfq:
    """This will take no more quotes; raises BeforeDeadline."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.close_rfq")
    return end(rfq, actor=actor)


def end(rfq: Rfq, *, actor: Actor) -> Rfq:
    """This will close a locked request whose deadline has passed."""
    if context.now() < rfq.deadline:
        raise BeforeDeadline(deadline=local(rfq.deadline, rfq.deadline_zone))
    rfq.close()
    for quote in rfq.quotes.select_for_update(no_key=True).filter(state=QuoteState.DRAFT):
        documents.remember(quote)
        quote.expire()
        documents.save(quote, actor=actor, event="supply.supplier_quote.expired")
    return documents.save(rfq, actor=actor, event="supply.rfq.closed")
