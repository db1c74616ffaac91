"""Asking once how it was, hearing the answer, and calling back whoever was not content."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.crm.task import actions as tasks
from backend.service.survey import calc, queries
from backend.service.survey.flow import State
from backend.service.survey.models import Survey
from backend.service.ticket import queries as tickets
from backend.service.ticket.models import Ticket
from backend.service.workorder.models import WorkOrder

log.declare("service.survey.created", "service.survey.answered", "service.survey.withdrawn")
HOUSE = "service.survey"
documents.explains("service_survey_once", Duplicate(_("这项服务已发出过评价邀请。")))


class NothingToRate(Malformed):
    """A survey is about a ticket, a work order or both."""

    sentence = _("请选择要评价的服务单或工单。")


class NotYours(Malformed):
    """The order belongs to another ticket."""

    sentence = _("该工单不属于所选服务单。")


class SurveyOver(Refusal):
    """It was answered, taken back, or its days are over."""

    status = 410
    sentence = _("这份评价已提交过或已截止，感谢您的支持。")


@documents.verb
def ask(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    ticket_id: UUID | None,
    work_order_id: UUID | None,
    days: int,
) -> Survey:
    """This will make a link by which one piece of work is rated, for so many days."""
    ticket = documents.refer(Ticket, ticket_id, actor=actor, field="ticket_id")
    order = documents.refer(WorkOrder, work_order_id, actor=actor, field="work_order_id")
    if order is not None and ticket is not None and order.ticket_id != ticket.pk:
        raise NotYours(errors={"work_order_id": NotYours.sentence})
    survey = _about(ticket, order, at=at, days=days)
    if id is not None:
        survey.id = id
    return documents.add(
        survey, actor=actor, event="service.survey.created", permission="service.create_survey"
    )


@documents.verb
def ask_for(ticket_id: UUID, *, at: datetime, days: int = 30) -> Survey | None:
    """This will ask about a ticket that closed, once; a machine's own reports ask nobody."""
    ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)
    is_known = Survey.objects.filter(ticket=ticket).exclude(state=State.WITHDRAWN).exists()
    if is_known or ticket.channel == Ticket.Channel.PREVENTIVE:
        return None
    survey = _about(ticket, None, at=at, days=days)
    return documents.add(survey, actor=system(HOUSE), event="service.survey.created")


def _about(ticket: Ticket | None, order: WorkOrder | None, *, at: datetime, days: int) -> Survey:
    paper = ticket or order
    if paper is None:
        raise NothingToRate(errors={"ticket_id": NothingToRate.sentence})
    worker_id = order.engineer.user_id if order and order.engineer else None
    return Survey(
        no=numbering.next_number("PJ", on=timezone.localdate(at)),
        customer_id=paper.customer_id,
        ticket=ticket or (order.ticket if order else None),
        work_order=order,
        worker_id=worker_id or (ticket.owner_id if ticket else None),
        product_id=paper.asset.product_id if paper.asset else None,
        owner_id=paper.owner_id,
        unit_id=paper.unit_id,
        asked_at=at,
        expires_at=at + timedelta(days=days),
    )


@documents.verb
def answer(survey_id: UUID, *, at: datetime, score: int, tags: Sequence[str], text: str) -> Survey:
    """This will take the customer's answer, once; a low one opens a task to call within a day.

    Raises SurveyOver for a survey that is answered, taken back or too old.
    """
    rows = Survey.objects.select_for_update(of=("self",), no_key=True)
    survey = rows.get(pk=survey_id)
    documents.remember(survey)
    if not queries.is_open(survey, at=at):
        raise SurveyOver
    survey.reply()
    survey.answered_at, survey.score = at, score
    survey.tags, survey.text = list(dict.fromkeys(tags)), text
    news = {
        "score": score,
        "tags": survey.tags,
        "is_low": score <= calc.LOW,
        "ticket_id": survey.ticket_id,
        "work_order_id": survey.work_order_id,
        "worker_id": survey.worker_id,
        "product_id": survey.product_id,
    }
    documents.save(survey, actor=system(HOUSE), event="service.survey.answered", payload=news)
    if score <= calc.LOW:
        _call_back(survey, at=at)
    return survey


def _call_back(survey: Survey, *, at: datetime) -> None:
    owner_id = _caller(survey, at=at)
    if owner_id is None:
        return
    about = survey.ticket or survey.work_order
    title = str(_("回访：{no} 客户评价 {score} 分")).format(
        no=about.no if about else survey.no, score=survey.score
    )
    tasks.open_once(
        actor=system(HOUSE),
        origin_key=f"service.survey:{survey.pk}",
        document="service.survey",
        document_id=survey.pk,
        party_id=survey.customer_id,
        kind="call",
        title=title,
        owner_id=owner_id,
        unit_id=survey.unit_id,
        due_at=at + timedelta(days=1),
        origin="workflow",
        priority="high",
        content=survey.text,
    )


def _caller(survey: Survey, *, at: datetime) -> int | None:
    """Who gives tickets out calls back; where nobody does, whoever answered for the work."""
    on = timezone.localdate(at)
    givers = tickets.givers(on=on)
    others = [pk for pk in givers if pk != survey.worker_id]
    return next(iter([*others, *([survey.owner_id] if survey.owner_id else []), *givers]), None)


@documents.verb
def withdraw(survey_id: UUID, *, actor: Actor, reason: str) -> Survey:
    """This will stop asking: the link opens no more."""
    survey = documents.lock(Survey, survey_id, actor=actor, permission="service.withdraw_survey")
    survey.withdraw()
    return documents.save(survey, actor=actor, event="service.survey.withdrawn", reason=reason)
