"""Somebody knocks with a token: who is let in, what they see, what they may ask and take away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.core.http import throttle
from backend.service.link import actions, queries
from backend.service.link.models import CustomerLink, Group
from backend.service.link.paper import told
from backend.service.link.schemas import PublicOrderOut, PublicQuestionIn
from backend.service.ticket.models import Ticket

VISITS, GUESSES = 60, 20
"""Openings and wrong tokens a minute from one address."""
QUESTIONS, HOUR = 10, 3600
"""Questions an hour through one link."""


class NoSuchOrderLink(Refusal):
    """No link opens with this token: wrong, over or taken back, which nobody is told apart."""

    status = 404
    code = "no-such-link"
    sentence = _("链接不正确或已失效，请向您的业务联系人索取新的链接。")


class NoSuchOrderFile(Refusal):
    """No such file was released by this link."""

    status = 404
    code = "no-such-file"
    sentence = _("没有这份文件，或它已被撤回。")


@dataclass(frozen=True)
class Visit:
    """A link that opens and the moment it was opened at."""

    link: CustomerLink
    at: datetime


def visit(request: HttpRequest, token: str) -> Visit:
    """This will let in whoever holds an open link; raises NoSuchOrderLink or TooMany."""
    where = throttle.address(request)
    throttle.hit("order_link", where, limit=VISITS)
    at = timezone.now()
    link = queries.link_of(token)
    if link is None or not queries.is_open(link, at=at):
        throttle.hit("order_guess", where, limit=GUESSES)
        raise NoSuchOrderLink
    return Visit(link, at)


def shown(known: Visit) -> PublicOrderOut:
    """This will give what the customer may know, cut to the fields of the contract."""
    return PublicOrderOut.model_validate(told(known.link))


def ask(known: Visit, data: PublicQuestionIn) -> Ticket:
    """This will make a ticket of a question."""
    throttle.hit("order_question", str(known.link.pk), limit=QUESTIONS, seconds=HOUR)
    with transaction.atomic():
        return actions.ask(known.link, at=known.at, **dict(data))


def file(known: Visit, file_id: UUID) -> FileResponse:
    """This will hand over a released file, to be saved and not run."""
    if Group.DOCUMENTS not in known.link.shows:
        raise NoSuchOrderFile
    row = queries.released(known.link.contract).filter(pk=file_id).first()
    if row is None:
        raise NoSuchOrderFile
    response = FileResponse(
        default_storage.open(row.attachment.path),
        as_attachment=True,
        filename=row.attachment.name,
        content_type=row.attachment.mime,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
