"""What surveys hear: a ticket is over, so its customer is asked; and who hears of an answer."""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.events import log
from backend.core.events.models import Event
from backend.service.survey import actions
from backend.service.survey.models import Survey


@log.on("service.ticket.resolved")
def ask_customer(event: Event) -> None:
    """A helped customer is asked how it was."""
    actions.ask_for(event.document_id, at=datetime.fromisoformat(event.payload["at"]))


@notices.on("service.survey.answered")
def tell_worker(event: Event) -> list[notices.Notice]:
    """Who did the work reads what the customer said."""
    survey = Survey.objects.select_related("customer").get(pk=event.document_id)
    if survey.worker_id is None:
        return []
    title = format_lazy(
        _("{customer} 对您的服务评了 {score} 分"), customer=survey.customer, score=survey.score
    )
    return [
        notices.Notice(
            user_id=survey.worker_id,
            key=f"service.survey:{event.pk}",
            title=title,
            link=f"service.survey:{survey.pk}",
        )
    ]
