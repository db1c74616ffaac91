"""What happened, as occasions for a task. The key of each is the event itself."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity, StageHistory
from backend.crm.playbook.calc import Case
from backend.crm.playbook.models import PlaybookRule
from backend.crm.playbook.queries import papers
from backend.crm.quote.models import Quote

Trigger = PlaybookRule.Trigger


def case_of(event: Event, trigger: str) -> Case | None:
    """This will look at the paper an event is about; None when there is nothing to do."""
    return _EYES[Trigger(trigger)](event)


def _lead(event: Event) -> Case | None:
    lead = Lead.objects.filter(pk=event.document_id).first()
    if lead is None or lead.first_response_at is not None:
        return None
    levels = papers.levels_of([lead.party_id])
    return papers.of_lead(lead, at=event.at, key=str(event.pk), levels=levels)


def _opportunity(event: Event) -> Case | None:
    row = _open(event.document_id)
    if row is None:
        return None
    began = StageHistory.objects.filter(opportunity=row).aggregate(at=Min("at"))["at"]
    levels = papers.levels_of([row.party_id])
    return papers.of_opportunity(row, at=began or event.at, key=str(event.pk), levels=levels)


def _stage(event: Event) -> Case | None:
    row = _open(event.document_id)
    if row is None:
        return None
    levels = papers.levels_of([row.party_id])
    return papers.of_opportunity(row, at=row.stage_since, key=str(event.pk), levels=levels)


def _open(opportunity_id: UUID) -> Opportunity | None:
    rows = Opportunity.objects.filter(pk=opportunity_id, state="open")
    return rows.select_related("party", "stage", "pipeline").first()


def _quote(event: Event) -> Case | None:
    rows = Quote.objects.filter(pk=event.document_id).select_related(
        "party", "opportunity__pipeline", "opportunity__stage"
    )
    quote = rows.first()
    if quote is None or quote.sent_on is None:
        return None
    levels = papers.levels_of([quote.party_id])
    return papers.of_quote(
        quote, at=_moment(quote.sent_on, event.at), key=str(event.pk), levels=levels
    )


def _contract(event: Event) -> Case | None:
    contract = Contract.objects.filter(pk=event.document_id).select_related("party").first()
    if contract is None or contract.signed_on is None:
        return None
    at, levels = _moment(contract.signed_on, event.at), papers.levels_of([contract.party_id])
    return papers.of_contract(contract, at=at, key=str(event.pk), levels=levels)


def _moment(day: date, heard: datetime) -> datetime:
    """The moment of a day on paper: the news's own when it is of that day, else midnight."""
    if timezone.localtime(heard).date() == day:
        return heard
    return timezone.make_aware(datetime.combine(day, time.min))


_EYES: dict[str, Callable[[Event], Case | None]] = {
    Trigger.LEAD_ASSIGNED: _lead,
    Trigger.OPPORTUNITY_OPENED: _opportunity,
    Trigger.STAGE_ENTERED: _stage,
    Trigger.QUOTE_SENT: _quote,
    Trigger.CONTRACT_SIGNED: _contract,
}
