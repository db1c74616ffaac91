"""Questions about rules: which one a lead falls under, and who could be given it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from backend.core.people.models import Membership, User
from backend.crm.intake import calc
from backend.crm.intake.flow import AbsenceState, FormState
from backend.crm.intake.models import Absence, AssignmentRule, LeadForm
from backend.crm.lead.models import Lead
from backend.market.calendar import queries as calendar

SECOND = timedelta(seconds=1)


def open_form(key: str) -> LeadForm | None:
    """This will find a form that may be filled in."""
    rows = LeadForm.objects.filter(key=key, state=FormState.OPEN)
    return rows.select_related("default_owner").first()


def rules() -> QuerySet[AssignmentRule]:
    """This will give the rules in use, in their order."""
    rows = AssignmentRule.objects.filter(is_active=True).select_related("team")
    return rows.prefetch_related("seats").order_by("position", "pk")


def facts_of(lead: Lead, *, at: datetime) -> calc.LeadFacts:
    """This will give what rules look at."""
    said = [lead.title, lead.content, *(item.text for item in lead.items.all())]
    return calc.LeadFacts(
        source=lead.source,
        province=lead.province,
        city=lead.city,
        words=" ".join(said),
        amount=lead.amount,
        is_working_time=is_working_time(at),
    )


def is_working_time(at: datetime) -> bool:
    """This will tell whether people work at a moment."""
    return calendar.work_seconds_between(at, at + SECOND) > 0


def condition_of(rule: AssignmentRule) -> calc.Condition:
    """This will give what a rule asks for."""
    return calc.Condition(
        sources=rule.sources,
        provinces=rule.provinces,
        cities=rule.cities,
        words=rule.words,
        amount_min=rule.amount_min,
        amount_max=rule.amount_max,
        when=rule.when,
    )


def seats(rule: AssignmentRule, *, on: date) -> list[calc.Seat]:
    """This will give who a rule may give a lead to on a day: those named, or else its team.

    People whose log-in is closed or who are away are passed by. A team's territory is its
    leader's, where it has one.
    """
    named = [calc.Seat(seat.user_id, seat.seq) for seat in rule.seats.all()]
    if not named and rule.team_id is not None:
        members = Membership.objects.filter(unit_id=rule.team_id)
        if rule.method == AssignmentRule.Method.TERRITORY:
            members = members.filter(is_lead=True)
        ids = sorted(members.values_list("user_id", flat=True))
        named = [calc.Seat(user_id, user_id) for user_id in ids]
    there = present(on, [seat.user_id for seat in named])
    return [seat for seat in named if seat.user_id in there]


def present(on: date, user_ids: Iterable[int]) -> set[int]:
    """This will give those of some people who work on a day."""
    wanted = list(user_ids)
    active = User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True)
    away = Absence.objects.filter(
        owner_id__in=wanted,
        state=AbsenceState.PLANNED,
        first_on__lte=on,
        last_on__gte=on,
    )
    return set(active) - set(away.values_list("owner_id", flat=True))


def latest_of(user_ids: Iterable[int]) -> dict[int, datetime]:
    """This will give when each person got a lead last."""
    rows = Lead.objects.filter(owner_id__in=list(user_ids), assigned_at__isnull=False)
    return dict(rows.order_by().values_list("owner_id").annotate(Max("assigned_at")))
