"""What the company set, or what a house begins with: priorities, promises, hours, codes."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone, translation

from backend.market.calendar import queries as calendars
from backend.service.asset.models import Entitlement
from backend.service.ticket import calc
from backend.service.ticket.models import Clock, FaultCode, PriorityRule, SlaPolicy

HOURS = {
    "response": "response_hours",
    "on_site": "onsite_hours",
    "restore": "restore_hours",
    "resolve": "resolve_hours",
}


def priority(impact: str, urgency: str) -> str:
    """This will give the priority of a cell of the matrix."""
    own = PriorityRule.objects.filter(impact=impact, urgency=urgency).values_list("priority")
    found = own.first()
    rules = {} if found is None else {(impact, urgency): found[0]}
    return calc.priority_of(impact, urgency, rules=rules)


def promise(priority: str) -> calc.Promise:
    """This will give what is promised at a priority."""
    own = SlaPolicy.objects.filter(priority=priority).first()
    if own is None:
        return calc.PROMISES[priority]
    return calc.Promise(
        calendar=own.calendar,
        response=own.response_minutes,
        on_site=own.on_site_minutes,
        restore=own.restore_minutes,
        resolve=own.resolve_minutes,
        pauses_on=tuple(own.pauses_on),
        reopen_days=own.reopen_days,
        close_days=own.close_days,
    )


def hours(calendar: str) -> calc.Hours:
    """This will give the hours that count on a calendar; working days as they are on file."""
    if calendar == Clock.Calendar.ALWAYS:
        return calc.ALWAYS
    return calc.Business(
        calendars.working_days, calendars.work_hours(), timezone.get_default_timezone()
    )


def owed(promised: calc.Promise, entitlement: Entitlement | None) -> dict[str, calc.Owed]:
    """This will give what each clock owes: the entitlement's hours first, else the promise's."""
    found = {
        kind: calc.Owed(minutes * 60, promised.calendar, promised.pauses_on, is_entitled=False)
        for kind, minutes in promised.minutes().items()
    }
    if entitlement is None:
        return found
    for kind, name in HOURS.items():
        own = cast("int | None", getattr(entitlement, name))
        if own:
            found[kind] = calc.Owed(
                own * 3600, entitlement.calendar, promised.pauses_on, is_entitled=True
            )
    return found


def codes(kind: str, *, product_id: UUID | None = None) -> dict[str, str]:
    """This will list the words of a kind for a model, in the reader's language, by code."""
    at = 1 if (translation.get_language() or "").startswith("en") else 0
    found = {code: words[at] for code, words in calc.REMEDIES[kind].items()}
    rows = FaultCode.objects.filter(kind=kind).order_by("position", "code")
    here = Q(product=None) | Q(product_id=product_id)
    own: dict[str, str] = {}
    for row in rows.filter(here):
        found.pop(row.code, None)
        if row.is_active:
            own[row.code] = (row.name_en or row.name) if at else row.name
    return own | found


def is_code(kind: str, code: str) -> bool:
    """This will tell whether a word of a kind exists and is in use, for any model."""
    own = FaultCode.objects.filter(kind=kind, code=code).first()
    return code in calc.REMEDIES[kind] if own is None else own.is_active


def word(kind: str, code: str) -> str:
    """This will say a code in the reader's language; one nobody knows any more stays itself."""
    if not code:
        return ""
    at = 1 if (translation.get_language() or "").startswith("en") else 0
    own = FaultCode.objects.filter(kind=kind, code=code).first()
    if own is not None:
        return (own.name_en or own.name) if at else own.name
    known = calc.REMEDIES[kind].get(code)
    return code if known is None else known[at]


def closes_after(priority: str) -> timedelta:
    """This will tell how long after its end a ticket closes by itself."""
    return timedelta(days=promise(priority).close_days)
