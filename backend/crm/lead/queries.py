"""Questions about leads: who waits, who is known already, how fast we answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet

from backend.core import context
from backend.core.access import actor as actors
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.party import queries as parties
from backend.core.party.calc import Match, phone_key
from backend.core.party.models import Party, PartyKey
from backend.core.people.models import User
from backend.core.registry import resource_of
from backend.crm.customer.models import Customer
from backend.crm.lead.flow import LIVE, UNANSWERED, State
from backend.crm.lead.models import Lead
from backend.market.calendar import queries as calendar

SAME_PHONE = timedelta(days=90)
"""So long a second call from one phone is the same lead."""
FAST = ("web", "b2b", "phone", "referral")
FEW = 20


class Median(Aggregate):
    """The middle value of a column."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Response:
    """How fast leads of one source or one person were answered."""

    key: str
    label: str
    leads: int
    answered: int
    in_time: int
    late: int
    median_minutes: int | None

    @property
    def share(self) -> Decimal | None:
        """The share answered in time of those whose time is over or that were answered."""
        measured = self.in_time + self.late
        return None if measured == 0 else (Decimal(self.in_time) / measured).quantize(FINE)


FINE = Decimal("0.0001")


class Known(NamedTuple):
    """A party a lead looks like, as far as the asker may know it."""

    match: Match
    party: Party | None


def of_party(party_id: UUID) -> Iterable[UUID]:
    """This will give the leads that became a company, or turned out to be it."""
    return Lead.objects.filter(party_id=party_id).values_list("pk", flat=True)


def unanswered(actor: Actor) -> QuerySet[Lead]:
    """This will give new and assigned leads the actor may see that nobody has called yet."""
    rows = policy.visible(Lead, actor).filter(
        state__in=[State.NEW, State.ASSIGNED], first_response_at=None
    )
    return rows.order_by(F("sla_due_at").asc(nulls_last=True), "received_on", "id")


# -- the promise to answer -------------------------------------------------------------------


def due_at(source: str, *, received_at: datetime) -> datetime:
    """This will give the moment by which a lead must be answered.

    Sources of the first class within two working hours, others within one working day.
    """
    fast = getattr(settings, "HENG_LEAD_FAST_SOURCES", FAST)
    if source in fast:
        return calendar.work_deadline(received_at, hours=2)
    return calendar.work_deadline(received_at, days=1)


def is_late(wanted: bool) -> Q:
    """This will compile which leads were answered after their time, or not at all within it."""
    over = Q(first_response_at__gt=F("sla_due_at"))
    over |= Q(first_response_at=None, sla_due_at__lt=context.now(), state__in=UNANSWERED)
    return over if wanted else ~over


def late(at: datetime) -> QuerySet[Lead]:
    """This will give the leads whose time to be answered is over and nobody was told."""
    rows = Lead.objects.filter(
        state__in=UNANSWERED, first_response_at=None, sla_told_at=None, sla_due_at__lt=at
    )
    return rows.order_by("sla_due_at", "pk")


def overseers(lead: Lead) -> list[int]:
    """This will name the people who may give this lead to somebody: its sales leads.

    Where nobody holds that right for it, those who may do everything are named.
    """
    resource = resource_of(Lead)
    granted = User.objects.filter(
        is_active=True, assignments__role__grants__permission="crm.assign_lead"
    ).distinct()
    found = [
        user.pk
        for user in granted
        if documents.reaches(lead, actors.of_user(user), "crm.assign_lead", resource)
    ]
    if not found:
        everybody = User.objects.filter(is_active=True, is_superuser=True)
        found = list(everybody.values_list("pk", flat=True))
    return sorted(found)


def responses(actor: Actor, *, by: str, since: date, until: date) -> list[Response]:
    """This will measure how fast the leads an actor may see were answered, by source or owner."""
    rows = policy.visible(Lead, actor).filter(
        received_on__range=(since, until), sla_due_at__isnull=False
    )
    key, name = ("owner_id", "owner__name") if by == "owner" else ("source", "source")
    in_time = Q(first_response_at__lte=F("sla_due_at"))
    too_late = Q(first_response_at__gt=F("sla_due_at")) | Q(
        first_response_at=None, sla_told_at__isnull=False
    )
    found = rows.order_by().values(key, name) if key != name else rows.order_by().values(key)
    found = found.annotate(
        leads=Count("pk"),
        answered=Count("pk", filter=Q(first_response_at__isnull=False)),
        in_time=Count("pk", filter=in_time),
        late=Count("pk", filter=too_late),
        median=Median("response_minutes"),
    )
    return sorted((_response(row, key, name) for row in found), key=lambda r: (-r.leads, r.key))


def _response(row: dict[str, Any], key: str, name: str) -> Response:
    labels = dict(Lead.Source.choices)
    said = row[name] if key == "owner_id" else labels.get(row[key], row[key])
    median = row["median"]
    return Response(
        key="" if row[key] is None else str(row[key]),
        label=str(said or ""),
        leads=row["leads"],
        answered=row["answered"],
        in_time=row["in_time"],
        late=row["late"],
        median_minutes=None if median is None else round(median),
    )


# -- who it may be ---------------------------------------------------------------------------


def key_of(phone: str) -> str:
    """This will bring a phone into the form in which two are compared."""
    return phone_key(phone) if phone else ""


def same_phone(key: str, *, on: date, but: UUID | None = None) -> Lead | None:
    """This will find the first lead of the last 90 days from one phone that is no dead end."""
    if not key:
        return None
    rows = Lead.objects.filter(
        phone_key=key, received_on__range=(on - SAME_PHONE, on + SAME_PHONE)
    ).exclude(state__in=[State.INVALID, State.DUPLICATE])
    rows = rows if but is None else rows.exclude(pk=but)
    return rows.order_by("received_on", "created_at", "pk").first()


def customer_of_phone(key: str) -> Customer | None:
    """This will find the customer to whom a verified phone belongs."""
    if not key:
        return None
    proven = PartyKey.objects.filter(kind=PartyKey.Kind.PHONE, value=key, is_hard=True)
    rows = Customer.objects.filter(party_id__in=proven.values("party_id"))
    return rows.select_related("party", "owner").order_by("pk").first()


def looks_like(lead: Lead, actor: Actor) -> list[Known]:
    """This will give the parties a lead may be; one out of sight comes without its name."""
    name = lead.company or lead.contact_name
    facts = parties.read_facts(
        name=name,
        kind="company" if lead.company else "person",
        phone=lead.contact_phone,
        email=lead.contact_email,
    )
    matches = [m for m in parties.lookalikes(facts) if m.party_id != lead.party_id][:FEW]
    seen = policy.visible(Party, actor).in_bulk([m.party_id for m in matches])
    return [Known(match, seen.get(match.party_id)) for match in matches]


def open_of(user_ids: Iterable[int]) -> dict[int, int]:
    """This will count the leads each person has in hand."""
    rows = Lead.objects.filter(owner_id__in=list(user_ids), state__in=LIVE).order_by()
    return dict(rows.values_list("owner_id").annotate(Count("pk")))


def pooled() -> QuerySet[Lead]:
    """This will give the leads in the pool, the most promising first."""
    rows = Lead.objects.filter(state=State.POOLED, owner=None, released_at__isnull=False)
    return rows.order_by("-score", "received_on", "pk")
