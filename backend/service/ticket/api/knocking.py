"""Who is let in at a machine's label or by a ticket's link, and how often they may knock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal, TooLarge
from backend.core.http import throttle
from backend.service.asset import queries as assets
from backend.service.asset.flow import OVER
from backend.service.asset.models import Asset
from backend.service.ticket import actions, queries
from backend.service.ticket.flow import ENDED
from backend.service.ticket.models import Ticket
from backend.service.ticket.queries import Purpose

VISITS, GUESSES = 60, 20
"""Openings and wrong tokens a minute from one address."""
REPORTS, REPORTS_HERE = 6, 10
"""Reports in ten minutes about one machine, and from one address."""
WRITES = 10
"""Messages in ten minutes through one link."""
TEN_MINUTES = 600
MAX_BODY = 12 * 1024 * 1024
LASTS = timedelta(days=180)
"""How long a link shows a ticket that is over."""


class NoSuchLabel(Refusal):
    """No machine in use has this label; whether one ever had is nobody's business."""

    status = 404
    code = "no-such-link"
    sentence = _("没有找到这台设备。请核对二维码是否完整，或直接联系您的服务人员。")


class NoSuchTicketLink(Refusal):
    """No ticket has this link, or it is long over."""

    status = 404
    code = "no-such-link"
    sentence = _("这个链接不正确或已失效，请联系您的服务人员。")


@dataclass(frozen=True)
class Visit:
    """A ticket, how much its link opens, and the moment it was opened at."""

    ticket: Ticket
    purpose: Purpose
    at: datetime


def machine(request: HttpRequest, token: str) -> Asset:
    """This will find the machine of a label; raises NoSuchLabel for one that is over, too."""
    where = throttle.address(request)
    throttle.hit("label", where, limit=VISITS)
    asset = assets.by_token(token)
    if asset is None or asset.state in OVER:
        throttle.hit("label_guess", where, limit=GUESSES)
        raise NoSuchLabel
    return asset


def report(
    request: HttpRequest,
    asset: Asset,
    *,
    symptom_code: str,
    is_down: bool,
    text: str,
    contact_name: str,
    contact_phone: str,
    once: str,
    website: str,
) -> actions.Report | None:
    """This will take a report in; None for a robot, which is told nothing of it."""
    where = throttle.address(request)
    throttle.hit("report_here", where, limit=REPORTS_HERE, seconds=TEN_MINUTES)
    throttle.hit("report", str(asset.pk), limit=REPORTS, seconds=TEN_MINUTES)
    if website:
        return None
    with transaction.atomic():
        return actions.report(
            asset.pk,
            at=timezone.now(),
            symptom_code=symptom_code,
            is_down=is_down,
            text=text,
            contact_name=contact_name,
            contact_phone=contact_phone,
            source=f"{asset.pk}:{once}",
        )


def visit(request: HttpRequest, token: str) -> Visit:
    """This will let in whoever holds a ticket's link; a merged ticket shows the one that goes on.

    Raises NoSuchTicketLink.
    """
    where = throttle.address(request)
    throttle.hit("ticket_link", where, limit=VISITS)
    known = queries.read_token(token)
    ticket = None if known is None else _find(known[0])
    at = timezone.now()
    if known is None or ticket is None or _is_past(ticket, at=at):
        throttle.hit("ticket_guess", where, limit=GUESSES)
        raise NoSuchTicketLink
    return Visit(ticket, known[1], at)


def _find(ticket_id: UUID) -> Ticket | None:
    rows = Ticket.objects.select_related("asset__product", "merged_into__asset__product")
    found = rows.filter(pk=ticket_id).first()
    return None if found is None else queries.root_of(found)


def _is_past(ticket: Ticket, *, at: datetime) -> bool:
    ended = ticket.closed_at or ticket.resolved_at
    return ticket.state in ENDED and ended is not None and at > ended + LASTS


def say(known: Visit, *, text: str, photo: tuple[str, bytes] | None) -> None:
    """This will take the customer's word, and a picture with it."""
    _count(known)
    with transaction.atomic():
        actions.hear_customer(known.ticket.pk, at=known.at, text=text)
        if photo is not None:
            actions.take_photo(known.ticket.pk, name=photo[0], content=photo[1])


def show(known: Visit, photo: tuple[str, bytes]) -> None:
    """This will take a picture in."""
    with transaction.atomic():
        actions.take_photo(known.ticket.pk, name=photo[0], content=photo[1])


def answer(known: Visit, *, name: str, is_yes: bool) -> None:
    """This will take the customer's yes or no to an estimate."""
    _count(known)
    with transaction.atomic():
        actions.answer(known.ticket.pk, at=known.at, name=name, is_yes=is_yes)


def take_back(known: Visit, *, reason: str) -> None:
    """This will reopen what the customer says was not helped."""
    _count(known)
    with transaction.atomic():
        actions.object_to(known.ticket.pk, at=known.at, reason=reason)


def _count(known: Visit) -> None:
    throttle.hit("ticket_write", str(known.ticket.pk), limit=WRITES, seconds=TEN_MINUTES)


def require_small(request: HttpRequest) -> None:
    """This will refuse a body beyond every picture before a byte of it is read."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if not stated.isdigit() or int(stated) > MAX_BODY:
        raise TooLarge
