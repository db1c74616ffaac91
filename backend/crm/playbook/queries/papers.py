"""Papers as the playbook looks at them: amount, level, stage, and what a title may say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.crm.contract.models import Contract
from backend.crm.customer.models import Customer
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity
from backend.crm.playbook.calc import NO_LEVEL, Case
from backend.crm.quote.models import Quote
from backend.market.fx import queries as rates

Levels = Mapping[UUID | None, str]


def levels_of(party_ids: Iterable[UUID | None]) -> Levels:
    """This will give the customer level of each company, in one question."""
    wanted = {pk for pk in party_ids if pk is not None}
    return dict(Customer.objects.filter(party_id__in=wanted).values_list("party_id", "level"))


def in_cny(amount: Decimal, currency: str, day: Any) -> Decimal | None:
    """This will give an amount in CNY by the latest rate; None when there is none."""
    if currency == "CNY":
        return amount
    found = rates.find(f"{currency}/CNY", day, latest=True)
    return None if found is None else amount * found.value


def of_lead(lead: Lead, *, at: datetime, key: str, levels: Levels) -> Case:
    """This will look at a lead; it has the level of its company, if that is on file."""
    return Case(
        document="crm.lead",
        document_id=lead.pk,
        party_id=lead.party_id,
        owner_id=lead.owner_id,
        unit_id=lead.unit_id,
        at=at,
        key=key,
        level=levels.get(lead.party_id, NO_LEVEL),
        source=lead.source,
        names={
            "party": lead.company or lead.contact_name,
            "name": lead.title,
            "no": lead.no,
            "date": _day(at),
        },
    )


def of_opportunity(
    row: Opportunity,
    *,
    at: datetime,
    key: str,
    levels: Levels,
    since: datetime | None = None,
    counts_from: datetime | None = None,
    amount: Decimal | None = None,
    **names: str,
) -> Case:
    """This will look at an opportunity with its party, stage and pipeline at hand."""
    return Case(
        document="crm.opportunity",
        document_id=row.pk,
        party_id=row.party_id,
        owner_id=row.owner_id,
        unit_id=row.unit_id,
        at=at,
        key=key,
        since=since,
        counts_from=counts_from,
        amount=amount_of(row) if amount is None else amount,
        level=levels.get(row.party_id, NO_LEVEL),
        pipeline=row.pipeline.code,
        stage=row.stage.code,
        source=row.source,
        names={
            "party": row.party.short_name or row.party.name,
            "name": row.name,
            "no": row.no,
            "amount": f"{row.amount:,.2f} {row.currency}",
            "stage": row.stage.name,
            "date": row.expected_close_on.isoformat(),
            **names,
        },
    )


def amount_of(row: Opportunity) -> Decimal | None:
    """This will give what an opportunity may bring in CNY; None when no rate was on file."""
    return row.amount if row.currency == "CNY" else row.amount_cny


def of_quote(row: Quote, *, at: datetime, key: str, levels: Levels) -> Case:
    """This will look at a quote with its party and opportunity at hand."""
    sale = row.opportunity
    return Case(
        document="crm.quote",
        document_id=row.pk,
        party_id=row.party_id,
        owner_id=row.owner_id,
        unit_id=row.unit_id,
        at=at,
        key=key,
        amount=in_cny(row.amount_estimated, row.currency, row.made_on),
        level=levels.get(row.party_id, NO_LEVEL),
        pipeline=sale.pipeline.code if sale else "",
        stage=sale.stage.code if sale else "",
        source=sale.source if sale else "",
        names=_paper(row, row.valid_until.isoformat()),
    )


def of_contract(row: Contract, *, at: datetime, key: str, levels: Levels, days: int = 0) -> Case:
    """This will look at a contract with its party at hand."""
    until = row.delivery_until.isoformat() if row.delivery_until else ""
    return Case(
        document="crm.contract",
        document_id=row.pk,
        party_id=row.party_id,
        owner_id=row.owner_id,
        unit_id=row.unit_id,
        at=at,
        key=key,
        amount=in_cny(row.amount_estimated, row.currency, row.made_on),
        level=levels.get(row.party_id, NO_LEVEL),
        names={**_paper(row, until), "days": str(days)},
    )


def of_customer(row: Customer, *, at: datetime, key: str, days: int) -> Case:
    """This will look at a customer with its party at hand."""
    return Case(
        document="crm.customer",
        document_id=row.pk,
        party_id=row.party_id,
        owner_id=row.owner_id,
        unit_id=row.unit_id,
        at=at,
        key=key,
        level=row.level,
        source=row.source,
        names={
            "party": row.party.short_name or row.party.name,
            "name": row.party.name,
            "no": row.no,
            "days": str(days),
            "date": row.last_deal_on.isoformat() if row.last_deal_on else "",
        },
    )


def _paper(row: Quote | Contract, until: str) -> dict[str, str]:
    name = row.party.short_name or row.party.name
    return {"party": name, "name": row.no, "no": row.no, "date": until}


def _day(at: datetime) -> str:
    return timezone.localtime(at).date().isoformat()
