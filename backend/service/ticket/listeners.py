"""Who is told of tickets: who answers for one, and those who give them out."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import notices
from backend.core.events.models import Event
from backend.service.asset import queries as assets
from backend.service.ticket import queries
from backend.service.ticket.models import Clock, Ticket

assets.tells("service.ticket")(queries.ids_of_asset)


@notices.on("service.ticket.opened")
def tell_opened(event: Event) -> list[notices.Notice]:
    """What nobody answers for yet is told to those who give tickets out."""
    ticket = Ticket.objects.get(pk=event.document_id)
    if ticket.owner_id == event.actor_id and event.actor_id is not None:
        return []
    title = format_lazy(
        _("新服务单 {no}（{priority}）：{summary}"),
        no=ticket.no,
        priority=ticket.get_priority_display(),
        summary=ticket.summary,
    )
    return _each(event, ticket, title, everybody=ticket.owner_id is None)


@notices.on("service.ticket.assigned")
def tell_assigned(event: Event) -> list[notices.Notice]:
    """Who is given a ticket reads about it."""
    ticket = Ticket.objects.get(pk=event.document_id)
    if event.payload["owner_id"] in (None, event.actor_id):
        return []
    title = format_lazy(_("指派给您：{no} {summary}"), no=ticket.no, summary=ticket.summary)
    return [_notice(event, event.payload["owner_id"], ticket, title)]


@notices.on("service.ticket.answered")
def tell_answered(event: Event) -> list[notices.Notice]:
    """The customer wrote."""
    ticket = Ticket.objects.get(pk=event.document_id)
    title = format_lazy(_("客户留言：{no} {summary}"), no=ticket.no, summary=ticket.summary)
    return _each(event, ticket, title, everybody=False)


@notices.on("service.ticket.cost_agreed")
def tell_agreed(event: Event) -> list[notices.Notice]:
    """The customer pays: the work may begin."""
    return _cost(event, _("客户已同意费用：{no} {summary}"))


@notices.on("service.ticket.cost_refused")
def tell_refused(event: Event) -> list[notices.Notice]:
    """The customer does not pay: somebody has to talk to them."""
    return _cost(event, _("客户不同意费用：{no} {summary}"))


def _cost(event: Event, text: StrOrPromise) -> list[notices.Notice]:
    ticket = Ticket.objects.get(pk=event.document_id)
    if event.actor_id is not None:
        return []
    title = format_lazy(text, no=ticket.no, summary=ticket.summary)
    return _each(event, ticket, title, everybody=False)


@notices.on("service.ticket.reopened")
def tell_reopened(event: Event) -> list[notices.Notice]:
    """It was not helped after all."""
    ticket = Ticket.objects.get(pk=event.document_id)
    title = format_lazy(_("重新打开：{no} {summary}"), no=ticket.no, summary=ticket.summary)
    return _each(event, ticket, title, everybody=False)


@notices.on("service.ticket.warned")
def tell_warned(event: Event) -> list[notices.Notice]:
    """Most of the time is gone."""
    return _promise(event, _("即将超时：{no} {what}，承诺 {at} 前"), everybody=False)


@notices.on("service.ticket.breached")
def tell_breached(event: Event) -> list[notices.Notice]:
    """The promise is broken."""
    return _promise(event, _("已超时：{no} {what}，承诺 {at} 前"), everybody=True)


@notices.on("service.ticket.escalated")
def tell_escalated(event: Event) -> list[notices.Notice]:
    """An hour later it is still not done."""
    return _promise(event, _("超时已满一小时：{no} {what}，承诺 {at} 前"), everybody=True)


def _promise(event: Event, text: StrOrPromise, *, everybody: bool) -> list[notices.Notice]:
    ticket = Ticket.objects.get(pk=event.document_id)
    due = timezone.localtime(datetime.fromisoformat(event.payload["target_at"]))
    title = format_lazy(
        text, no=ticket.no, what=Clock.Kind(event.payload["kind"]).label, at=f"{due:%m-%d %H:%M}"
    )
    return _each(event, ticket, title, everybody=everybody)


@notices.on("service.ticket.closed")
def tell_closed(event: Event) -> list[notices.Notice]:
    """Nobody objected: it closed by itself."""
    if not event.payload["by_itself"]:
        return []
    ticket = Ticket.objects.get(pk=event.document_id)
    title = format_lazy(_("已自动关闭：{no} {summary}"), no=ticket.no, summary=ticket.summary)
    return _each(event, ticket, title, everybody=False)


def _each(
    event: Event, ticket: Ticket, title: StrOrPromise, *, everybody: bool
) -> list[notices.Notice]:
    people = queries.told_to(ticket, on=timezone.localdate(event.at), everybody=everybody)
    return [_notice(event, user_id, ticket, title) for user_id in people]


def _notice(event: Event, user_id: int, ticket: Ticket, title: StrOrPromise) -> notices.Notice:
    return notices.Notice(
        user_id=user_id,
        key=f"service.ticket:{event.pk}",
        title=title,
        link=f"service.ticket:{ticket.pk}",
    )
