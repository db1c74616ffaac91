"""Two tickets about one matter become one; nothing of either is lost."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.service.ticket.actions import clocks
from backend.service.ticket.flow import OPEN
from backend.service.ticket.models import Ticket

log.declare("service.ticket.merged", "service.ticket.absorbed")


class NotOneMatter(Malformed):
    """Only open tickets of one customer are one matter."""

    sentence = _("只能并入同一客户的、未结束的另一张服务单。")


@documents.verb
def merge(ticket_id: UUID, *, actor: Actor, at: datetime, into_id: UUID, reason: str) -> Ticket:
    """This will end a ticket as the same matter as another one, which goes on for both.

    Its clocks count for nothing any more, its own children follow, and what was said stays.
    """
    first = min(ticket_id, into_id)
    list(Ticket.objects.select_for_update(no_key=True).filter(pk=first))  # in the order of keys
    ticket = documents.lock(Ticket, ticket_id, actor=actor, permission="service.merge_ticket")
    ticket.merge(at=at)
    into = documents.refer(Ticket, into_id, actor=actor, field="into_id")
    if into is None or into.pk == ticket.pk or into.customer_id != ticket.customer_id:
        raise NotOneMatter(errors={"into_id": NotOneMatter.sentence})
    into = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=into.pk)
    if into.state not in OPEN:
        raise NotOneMatter(errors={"into_id": NotOneMatter.sentence})
    documents.remember(into)
    ticket.merged_into = into
    clocks.void(ticket, at=max(at, ticket.opened_at))
    news = {"at": at, "into_id": into.pk, "into_no": into.no}
    documents.save(ticket, actor=actor, event="service.ticket.merged", payload=news, reason=reason)
    for child in ticket.children.order_by("pk"):
        documents.remember(child)
        child.merged_into = into
        documents.save(child, actor=actor, event="service.ticket.merged", payload=news)
    told = {"at": at, "child_id": ticket.pk, "child_no": ticket.no}
    documents.save(into, actor=actor, event="service.ticket.absorbed", payload=told)
    return ticket
