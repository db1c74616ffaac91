"""Somebody knocks with a token: who is let in, what they see, and what they may answer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Malformed, Refusal
from backend.core.http import throttle
from backend.crm.quote import actions, queries
from backend.crm.quote.models import Quote, QuoteLink
from backend.crm.quote.queries import Standing

VISITS, GUESSES = 60, 20  # a minute from one address


class NoSuchLink(Refusal):
    """No link has this token."""

    status = 404
    sentence = _("链接不正确，请核对或向业务员索取新的链接。")


class LinkOver(Refusal):
    """The link, or what it led to, is over."""

    status = 410


ENDED: dict[Standing, StrOrPromise] = {
    Standing.REVOKED: _("这个链接已被撤销，请向业务员索取新的链接。"),
    Standing.OVER: _("这个链接已过有效期，请向业务员索取新的链接。"),
    Standing.SUPERSEDED: _("这份报价已有新的版本，请向业务员索取新版本的链接。"),
    Standing.EXPIRED: _("这份报价已过有效期，请联系业务员重新报价。"),
    Standing.REJECTED: _("这份报价已结束，如需重新报价请联系业务员。"),
}


@dataclass(frozen=True)
class Visit:
    """A link that opens, its quote, how both stand and from where somebody came."""

    link: QuoteLink
    quote: Quote
    standing: Standing
    at: datetime
    caller: actions.Caller


def visit(request: HttpRequest, token: str) -> Visit:
    """This will let in whoever holds an open link; raises NoSuchLink, LinkOver or TooMany."""
    where = throttle.address(request)
    throttle.hit("quote_link", where, limit=VISITS)
    link = queries.link_of(token)
    if link is None:
        throttle.hit("quote_guess", where, limit=GUESSES)
        raise NoSuchLink
    agent = request.headers.get("User-Agent", "")
    found = _stand(link, timezone.now(), actions.Caller(where, agent))
    if found.standing in ENDED:
        raise LinkOver(ENDED[found.standing])
    return found


def again(known: Visit) -> Visit:
    """This will look at a visit's quote anew after an answer."""
    link = QuoteLink.objects.select_related("quote__party", "quote__seller").get(pk=known.link.pk)
    return _stand(link, known.at, known.caller)


def accept(visit: Visit, *, name: str, phone: str, remark: str, consent: bool) -> None:
    """This will say yes for the customer."""
    if not consent:
        raise Malformed(errors={"consent": _("请勾选确认您有权代表公司接受本报价")})
    with transaction.atomic():
        actions.accept_by_link(
            visit.link, at=visit.at, name=name, phone=phone, remark=remark, caller=visit.caller
        )


def reject(visit: Visit, *, name: str, phone: str, reason: str) -> None:
    """This will say no for the customer."""
    with transaction.atomic():
        actions.reject_by_link(
            visit.link, at=visit.at, name=name, phone=phone, reason=reason, caller=visit.caller
        )


def _stand(link: QuoteLink, at: datetime, caller: actions.Caller) -> Visit:
    why = queries.why_stale(link.quote, on=timezone.localdate(at))
    standing = queries.standing(link, at=at, why_stale=why)
    return Visit(link, link.quote, standing, at, caller)
