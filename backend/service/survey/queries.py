"""Links of surveys, and how content customers were."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.service.survey import calc
from backend.service.survey.flow import State
from backend.service.survey.models import Survey
from backend.service.ticket import queries as tickets

SHAPE = re.compile(r"^[A-Za-z0-9_-]{46}$")


def token_of(survey_id: UUID) -> str:
    """This will write the token of a survey's link: its id, signed."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(), b"service.survey.link" + survey_id.bytes, hashlib.sha256
    ).digest()
    return _text(survey_id.bytes) + _text(signed[:18])


def survey_of(token: str) -> Survey | None:
    """This will find the survey of a token; a forged one is known without the database."""
    if not SHAPE.fullmatch(token):
        return None
    survey_id = UUID(bytes=base64.urlsafe_b64decode(token[:22] + "=="))
    if not hmac.compare_digest(token_of(survey_id), token):
        return None
    rows = Survey.objects.select_related("ticket", "work_order", "product")
    return rows.filter(pk=survey_id).first()


def is_open(survey: Survey, *, at: datetime) -> bool:
    """This will tell whether a survey may still be answered."""
    return survey.state == State.OPEN and at < survey.expires_at


def path(survey_id: UUID) -> str:
    """This will give the path of a survey's page."""
    return reverse("survey_link", args=[token_of(survey_id)])


@tickets.invites
def of_ticket(ticket_id: UUID) -> str:
    """This will give the path by which a ticket is rated, while nobody did."""
    found = Survey.objects.filter(ticket_id=ticket_id, state=State.OPEN).first()
    return "" if found is None else path(found.pk)


def content(
    actor: Actor,
    *,
    since: datetime,
    until: datetime,
    worker_id: int | None,
    product_id: UUID | None,
) -> calc.Content:
    """This will sum up the surveys a person may see that were asked in a span of time."""
    wanted = Q(asked_at__gte=since, asked_at__lt=until) & ~Q(state=State.WITHDRAWN)
    if worker_id is not None:
        wanted &= Q(worker_id=worker_id)
    if product_id is not None:
        wanted &= Q(product_id=product_id)
    scores = policy.visible(Survey, actor).filter(wanted).values_list("score", flat=True)
    found = list(scores)
    return calc.content(len(found), [score for score in found if score is not None])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
