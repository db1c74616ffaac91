"""What comes in without a log-in: off the label of a machine, and by mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.party.models import Party
from backend.service.asset.models import Asset
from backend.service.ticket import calc, queries
from backend.service.ticket.actions import opening, talking
from backend.service.ticket.models import Level, Ticket

HOUSE = "service.ticket.label"
URGENT: dict[str, Any] = {"impact": Level.HIGH, "urgency": Level.HIGH}


@dataclass(frozen=True)
class Report:
    """The ticket a report went to, and whether it was opened for it."""

    ticket: Ticket
    is_new: bool


@documents.verb
def report(
    asset_id: UUID,
    *,
    at: datetime,
    symptom_code: str,
    is_down: bool,
    text: str,
    contact_name: str,
    contact_phone: str,
    source: str,
) -> Report:
    """This will open a ticket for a machine somebody stands beside, or join the one just opened.

    Reports within minutes are about one matter: each is kept as the customer's word.
    """
    Asset.objects.select_for_update(no_key=True).get(pk=asset_id)
    key = f"qr:{source}"
    if known := Ticket.objects.filter(source_key=key).first():
        return Report(known, is_new=True)
    symptom = queries.word("symptom", symptom_code)
    if found := queries.recent_report(asset_id, at=at):
        said = "：".join(part for part in (symptom, text) if part)
        joined = talking.hear_customer(
            found.pk, at=at, text=said, author=contact_name, phone=contact_phone, source=key
        )
        return Report(joined, is_new=False)
    asset = Asset.objects.select_related("product").get(pk=asset_id)
    facts = URGENT if is_down else {}
    ticket = opening.open_for(
        actor=system(HOUSE),
        customer_id=asset.customer_id,
        asset_id=asset_id,
        kind=Ticket.Kind.FAULT,
        channel=Ticket.Channel.QR,
        summary=f"{asset.product.name} {asset.serial} {symptom}",
        description=text,
        at=at,
        source=key,
        symptom_code=symptom_code,
        contact_name=contact_name,
        contact_phone=contact_phone,
        **facts,
    )
    return Report(ticket, is_new=True)


class UnknownSender(Malformed):
    """No company on file writes from that address."""

    sentence = _("没有单位使用这个邮箱或其域名，请人工建单并登记联系人邮箱。")


@documents.verb
def receive_mail(
    *,
    actor: Actor,
    at: datetime,
    message_id: str,
    sender: str,
    subject: str,
    text: str,
) -> Ticket:
    """This will take a customer's mail in, once a message: an answer to a ticket, or a new one.

    Raises UnknownSender when no company on file writes from that address.
    """
    key = f"mail:{message_id}"
    customer = _writer(sender)
    number = calc.number_in(subject)
    known = Ticket.objects.filter(no=number, customer=customer).first() if number else None
    if known is not None and known.state not in ("cancelled",):
        return talking.hear_customer(known.pk, at=at, text=text, author=sender, source=key)
    return opening.open_for(
        actor=actor,
        customer_id=customer.pk,
        asset_id=None,
        kind=Ticket.Kind.INQUIRY,
        channel=Ticket.Channel.MAIL,
        summary=subject or say("（无主题）"),
        description=text,
        at=at,
        source=key,
        contact_name=sender[:64],
    )


def _writer(sender: str) -> Party:
    """Whose mail it is: a contact's, the company's own, or anybody's at its one domain."""
    party_id = queries.party_of_mail(sender)
    if party_id is None:
        raise UnknownSender(errors={"sender": UnknownSender.sentence})
    return Party.objects.get(pk=party_id)
