"""The customer's own door: made, opened, closed, and what is answered through it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.crm.quote import queries
from backend.crm.quote.actions import guards
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteAnswer, QuoteLink

log.declare("crm.quote.shared", "crm.quote.viewed", "crm.quote.links_revoked")


class NoOpenLink(Refusal):
    """There is no link to take back."""

    sentence = _("没有可撤销的客户链接。")


class LinkClosed(Refusal):
    """The link was taken back or its time is over."""

    sentence = _("这个链接已失效，请向业务员索取新的链接。")


class Caller(NamedTuple):
    """From where somebody answers."""

    address: str
    agent: str


@documents.verb
def share(quote_id: UUID, *, actor: Actor, at: datetime, days: int) -> Quote:
    """This will open a link to a sent quote for its customer, for so many days."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.share_quote")
    if quote.state != State.SENT:
        raise NotNow(verbs=documents.verbs_now(quote, actor), state=documents.state_label(quote))
    guards.still_binds(quote, timezone.localdate(at))
    link = QuoteLink(
        quote=quote, made_at=at, made_by_id=actor.user_id, expires_at=at + timedelta(days=days)
    )
    link.digest = queries.digest(queries.token_of(link.pk))
    link.save(force_insert=True)
    return documents.save(
        quote, actor=actor, event="crm.quote.shared", payload={"expires_at": link.expires_at}
    )


@documents.verb
def unshare(quote_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Quote:
    """This will close every open link of a quote."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.unshare_quote")
    closed = quote.links.filter(revoked_at=None).update(revoked_at=at, revoked_reason=reason[:200])
    if not closed:
        raise NoOpenLink
    return documents.save(
        quote,
        actor=actor,
        event="crm.quote.links_revoked",
        payload={"links": closed},
        reason=reason,
    )


@documents.verb
def note_viewed(link: QuoteLink, *, at: datetime) -> None:
    """This will count one opening of a link; the first of all is news. The token was checked."""
    QuoteLink.objects.filter(pk=link.pk, first_seen_at=None).update(first_seen_at=at)
    QuoteLink.objects.filter(pk=link.pk).update(views=F("views") + 1, last_seen_at=at)
    if link.quote.viewed_at is not None:
        return
    quote = Quote.objects.select_for_update(no_key=True).get(pk=link.quote_id)
    if quote.viewed_at is None:
        documents.remember(quote)
        quote.viewed_at = at
        documents.save(quote, actor=system(str(_("客户链接"))), event="crm.quote.viewed")


@documents.verb
def accept_by_link(
    link: QuoteLink, *, at: datetime, name: str, phone: str, remark: str, caller: Caller
) -> Quote:
    """This will record a customer's yes to the very content it saw. The token was checked."""
    quote = _open(link, at)
    quote.accept()
    on = timezone.localdate(at)
    guards.still_binds(quote, on)
    guards.still_fresh(quote, on)
    answer = _note(link, quote, QuoteAnswer.Kind.ACCEPT, at, name, phone, remark, caller)
    quote.accepted_on, quote.accepted_by = on, name
    quote.accepted_phone, quote.accepted_remark = phone, remark
    quote.content_hash = answer.content_hash
    return documents.save(
        quote, actor=_customer(name), event="crm.quote.accepted", payload=_payload(answer)
    )


@documents.verb
def reject_by_link(
    link: QuoteLink, *, at: datetime, name: str, phone: str, reason: str, caller: Caller
) -> Quote:
    """This will record a customer's no and why. The token was checked."""
    quote = _open(link, at)
    quote.reject()
    if not reason:
        raise Malformed(errors={"reason": _("请填写拒绝原因")})
    answer = _note(link, quote, QuoteAnswer.Kind.REJECT, at, name, phone, reason, caller)
    quote.closed_reason = reason
    return documents.save(
        quote,
        actor=_customer(name),
        event="crm.quote.rejected",
        payload=_payload(answer),
        reason=reason,
    )


def _open(link: QuoteLink, at: datetime) -> Quote:
    """Lock the quote first, as every verb does, then see that its link is still open."""
    quote = Quote.objects.select_for_update(no_key=True).get(pk=link.quote_id)
    documents.remember(quote)
    fresh = QuoteLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if fresh.revoked_at is not None or at >= fresh.expires_at:
        raise LinkClosed
    return quote


def _note(
    link: QuoteLink,
    quote: Quote,
    kind: QuoteAnswer.Kind,
    at: datetime,
    name: str,
    phone: str,
    words: str,
    caller: Caller,
) -> QuoteAnswer:
    return QuoteAnswer.objects.create(
        quote=quote,
        link=link,
        kind=kind,
        at=at,
        name=name,
        phone=phone,
        words=words,
        address=caller.address[:45],
        agent=caller.agent[:300],
        content_hash=queries.fingerprint(quote),
    )


def _customer(name: str) -> Actor:
    return system(f"{_('客户')} {name}")


def _payload(answer: QuoteAnswer) -> dict[str, str]:
    return {"answer": str(answer.pk), "content_hash": answer.content_hash}
