"""How well large sales are followed up: each with a contact that counts in the ISO week.

A sale counts when it was open and worth more than the threshold; one begun after Thursday is
exempt. The running week is read from the sales as they stand, a past one from the ledger of
moves, so that it never changes afterwards.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.errors import Malformed
from backend.core.people.models import User
from backend.crm.activity.models import FollowUp
from backend.crm.opportunity.models import Opportunity, StageHistory
from backend.crm.opportunity.queries import standing
from backend.crm.playbook import calc
from backend.crm.playbook.models import PlaybookRule
from backend.crm.quote.models import Quote

USUAL = Decimal("50000.00")
SHOWN = 100


class NoSuchWeek(Malformed):
    """The week is none of the calendar, or has not begun."""

    sentence = _("请填写已开始的 ISO 周，例如 2026-W40。")


@dataclass(frozen=True)
class Tally:
    """How many of somebody's sales were to be followed up, and how many were."""

    owner_id: int | None
    owner: str
    total: int
    done: int

    @property
    def share(self) -> Decimal:
        """This will give the part that was followed up."""
        return calc.share(self.done, self.total)


@dataclass(frozen=True)
class Coverage:
    """One week: in all, by person, and the sales nobody spoke about."""

    week: str
    first: date
    last: date
    threshold: Decimal
    people: list[Tally]
    missing: list[Opportunity]

    @property
    def total(self) -> int:
        """This will count the sales that were to be followed up."""
        return sum(row.total for row in self.people)

    @property
    def done(self) -> int:
        """This will count the sales that were."""
        return sum(row.done for row in self.people)

    @property
    def share(self) -> Decimal:
        """This will give the part that was followed up."""
        return calc.share(self.done, self.total)


def coverage(actor: Actor, week: str, *, now: datetime) -> Coverage:
    """This will measure a week over the sales the actor may see.

    Raises NoSuchWeek for what is no week, or one that has not begun.
    """
    policy.require(actor, "crm.view_opportunity")
    policy.require(actor, "crm.view_followup")
    try:
        monday = calc.monday_of(week)
    except ValueError:
        raise NoSuchWeek(errors={"week": NoSuchWeek.sentence}) from None
    if standing.start(monday) > now:
        raise NoSuchWeek(errors={"week": NoSuchWeek.sentence})
    over = threshold()
    is_over = standing.start(monday + timedelta(weeks=1)) <= now
    rows = _as_it_stood(actor, monday, over) if is_over else _as_it_stands(actor, monday, over)
    return Coverage(
        week=calc.week_of(monday),
        first=monday,
        last=monday + timedelta(days=6),
        threshold=over,
        people=_by_person(rows),
        missing=_missing(actor, rows),
    )


def this_week(now: datetime) -> str:
    """This will name the week of a moment."""
    return calc.week_of(timezone.localtime(now).date())


def threshold() -> Decimal:
    """This will give the amount above which a sale is to be followed up each week."""
    rows = PlaybookRule.objects.filter(trigger=PlaybookRule.Trigger.WEEKLY, is_active=True)
    found = [row for row in rows.values_list("amount_over", flat=True) if row is not None]
    return min(found, default=USUAL)


@dataclass(frozen=True)
class _Sale:
    pk: UUID
    owner_id: int | None
    is_covered: bool


def _as_it_stands(actor: Actor, monday: date, over: Decimal) -> list[_Sale]:
    worth = Q(currency="CNY", amount__gt=over) | (~Q(currency="CNY") & Q(amount_cny__gt=over))
    rows = policy.visible(Opportunity, actor).filter(worth, state="open")
    found = _measured(rows, monday).values_list("pk", "owner_id", "is_covered")
    return [_Sale(*row) for row in found]


def _as_it_stood(actor: Actor, monday: date, over: Decimal) -> list[_Sale]:
    """The last row of the ledger before the week ended says stage, amount and owner."""
    part = standing.standing(actor, until=standing.start(monday + timedelta(weeks=1)))
    stood = standing.fetch(
        "SELECT s.opportunity_id, s.owner_id, s.amount_cny, o.owner_id AS present, "  # noqa: S608
        "o.currency, o.amount "
        f"FROM ({part.sql}) s JOIN crm_opportunity o ON o.id = s.opportunity_id "
        "JOIN crm_stage t ON t.id = s.to_stage_id WHERE t.kind IN ('open', 'waiting')",
        part.params,
    )
    owners = {row["opportunity_id"]: row["owner_id"] or row["present"] for row in stood}
    large = [row["opportunity_id"] for row in stood if _worth(row) > over]
    rows = _measured(Opportunity.objects.filter(pk__in=large), monday)
    return [_Sale(pk, owners[pk], done) for pk, done in rows.values_list("pk", "is_covered")]


def _worth(row: dict[str, Any]) -> Decimal:
    if row["amount_cny"] is not None:
        return Decimal(row["amount_cny"])
    return Decimal(row["amount"]) if row["currency"] == "CNY" else Decimal(0)


def _measured(rows: QuerySet[Any], monday: date) -> QuerySet[Any]:
    """Leave out what is exempt, and tell what was spoken about."""
    began = StageHistory.objects.filter(opportunity=OuterRef("pk")).values("opportunity")
    friday = standing.start(monday + timedelta(days=calc.FRIDAY))
    counting = FollowUp.objects.filter(
        counts_as_contact=True,
        at__gte=standing.start(monday),
        at__lt=standing.start(monday + timedelta(weeks=1)),
    )
    quotes = Quote.objects.filter(opportunity=OuterRef(OuterRef("pk"))).values("pk")
    about = Q(document="crm.opportunity", document_id=OuterRef("pk")) | Q(
        document="crm.quote", document_id__in=quotes
    )
    found: QuerySet[Any] = (
        rows.annotate(began=Subquery(began.annotate(at=Min("at")).values("at")))
        .filter(Q(began__lt=friday) | Q(began=None, created_at__lt=friday))
        .annotate(is_covered=Exists(counting.filter(about)))
        .order_by(F("amount").desc(), "pk")
    )
    return found


def _by_person(rows: list[_Sale]) -> list[Tally]:
    total = Counter(row.owner_id for row in rows)
    done = Counter(row.owner_id for row in rows if row.is_covered)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[*total])}
    found = [Tally(pk, names.get(pk or 0, ""), total[pk], done[pk]) for pk in total]
    return sorted(found, key=lambda row: (row.share, row.owner, row.owner_id or 0))


def _missing(actor: Actor, rows: list[_Sale]) -> list[Opportunity]:
    wanted = [row.pk for row in rows if not row.is_covered][:SHOWN]
    seen = policy.visible(Opportunity, actor).filter(pk__in=wanted)
    return list(seen.select_related("party", "owner").order_by("-amount", "pk"))
