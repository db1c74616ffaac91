"""Which ticket is meant, who pays for it, and who is to hear of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from backend.core.access.actor import is_running
from backend.core.access.models import Assignment, Grant, Scope
from backend.core.party.calc import domain_of
from backend.core.party.models import Party, PartyKey
from backend.crm.customer.models import Contact
from backend.service.asset import queries as assets
from backend.service.asset.models import Entitlement
from backend.service.ticket.flow import OPEN
from backend.service.ticket.models import Comment, Ticket

MINUTES = timedelta(minutes=15)
"""Reports about one machine that come within are about one matter."""
SOON = timedelta(hours=4)
"""What is due within is pressing."""
PERMISSION = "service.assign_ticket"


def entitlement_of(asset_id: UUID | None, *, at: datetime) -> Entitlement | None:
    """This will find what a machine is entitled to on the day of a moment, by itself."""
    if asset_id is None:
        return None
    return assets.entitlement(asset_id, timezone.localtime(at).date())


def coverage(asset_id: UUID | None, entitlement: Entitlement | None) -> bool | None:
    """This will tell whether the customer pays nothing; None when no machine is named."""
    if asset_id is None:
        return None
    return entitlement is not None and entitlement.covers_labour and entitlement.covers_parts


@assets.tells("service.ticket")
def ids_of_asset(asset_id: UUID) -> list[UUID]:
    """This will name the tickets of a machine, those merged into others too."""
    return list(Ticket.objects.filter(asset_id=asset_id).values_list("pk", flat=True))


def recent_report(asset_id: UUID, *, at: datetime) -> Ticket | None:
    """This will find the open ticket that another report about the machine belongs to."""
    since = Q(opened_at__gt=at - MINUTES, opened_at__lte=at + MINUTES)
    rows = Ticket.objects.filter(since, asset_id=asset_id, state__in=OPEN)
    return rows.filter(channel=Ticket.Channel.QR).order_by("opened_at", "id").first()


def root_of(ticket: Ticket) -> Ticket:
    """This will give the ticket that goes on for a merged one, or itself."""
    return ticket if ticket.merged_into is None else ticket.merged_into


def told_to(ticket: Ticket, *, on: date, everybody: bool) -> list[int]:
    """This will name who is told of a ticket: its owner; else, or too, those who give it out."""
    found = [] if ticket.owner_id is None else [ticket.owner_id]
    if found and not everybody:
        return found
    return list(dict.fromkeys([*found, *givers(on=on)]))


def givers(*, on: date) -> list[int]:
    """This will name the people who give tickets out, on a day."""
    roles = Grant.objects.filter(permission=PERMISSION, scope=Scope.ALL).values("role_id")
    held = Assignment.objects.filter(is_running(on), role_id__in=roles, user__is_active=True)
    ids = held.filter(user__party=None).order_by("user_id").values_list("user_id", flat=True)
    return list(dict.fromkeys(ids))


def party_of_mail(sender: str) -> UUID | None:
    """This will find whose address it is: a contact's, a company's own, or of its one domain."""
    contact = Contact.objects.filter(email__iexact=sender, left_on=None).values_list(
        "customer__party_id", flat=True
    )
    own = Party.objects.filter(email__iexact=sender).values_list("pk", flat=True)
    found = set(contact[:2]) or set(own[:2])
    if not found and (domain := domain_of(sender)):
        keys = PartyKey.objects.filter(kind=PartyKey.Kind.DOMAIN, value=domain)
        found = set(keys.filter(party__merged_into=None).values_list("party_id", flat=True)[:2])
    return found.pop() if len(found) == 1 else None


def standing(word: str, *, now: datetime) -> Q:
    """This will compile open tickets by how they stand to what is promised next."""
    live = Q(state__in=[state.value for state in OPEN])
    moving = live & Q(is_paused=False)
    return {
        "late": live & (Q(is_late=True) | Q(is_paused=False, due_at__lt=now)),
        "soon": moving & Q(is_late=False, due_at__gte=now, due_at__lt=now + SOON),
        "fine": moving & Q(is_late=False, due_at__gte=now + SOON),
        "paused": live & Q(is_paused=True, is_late=False),
    }[word]


def remarks(ticket: Ticket) -> list[Comment]:
    """This will read what was said, on the tickets merged into it too, oldest first."""
    ours = Q(ticket=ticket) | Q(ticket__merged_into=ticket)
    return list(Comment.objects.filter(ours).order_by("at", "id"))
