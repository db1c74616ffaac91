"""Links are opened, prolonged, taken back; files are released; the customer asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.files import queries as files
from backend.core.ids import uuid7
from backend.core.numbering import actions as numbering
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract
from backend.service.link import queries
from backend.service.link.models import CustomerLink, ReleasedFile
from backend.service.ticket import actions as tickets
from backend.service.ticket.models import Ticket

log.declare(
    "service.customer_link.opened",
    "service.customer_link.extended",
    "service.customer_link.revoked",
    "service.customer_link.viewed",
    "service.customer_link.file_released",
    "service.customer_link.file_withdrawn",
    "service.customer_link.asked",
)
UNBOUND = (ContractState.DRAFT, ContractState.VOID)


class NotYetAnOrder(Refusal):
    """Only what both sides agreed on is shown."""

    sentence = _("合同签署后才能生成客户链接。")


class NotOfThisContract(Malformed):
    """Only files of the contract go to its customer."""

    sentence = _("只能发布这份合同及其单据下的文件。")


class NotReleased(Refusal):
    """The file was not released."""

    sentence = _("该文件没有发布给客户。")


@documents.verb
def open_link(
    *,
    actor: Actor,
    id: UUID | None,
    at: datetime,
    contract_id: UUID,
    days: int,
    shows: Sequence[str],
    language: str,
    note: str,
) -> CustomerLink:
    """This will open a link to a signed contract for its customer, for so many days."""
    contract = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    assert contract is not None  # the field is required
    if contract.signed_on is None or contract.state in UNBOUND:
        raise NotYetAnOrder
    link = CustomerLink(
        id=id or uuid7(),
        no=numbering.next_number("KHLJ", on=timezone.localdate(at)),
        contract=contract,
        party_id=contract.party_id,
        shows=sorted(set(shows)),
        language=language,
        note=note,
        expires_at=at + timedelta(days=days),
    )
    link.digest = queries.digest(queries.token_of(link.pk))
    return documents.add(
        link,
        actor=actor,
        event="service.customer_link.opened",
        permission="service.create_customer_link",
    )


@documents.verb
def extend(
    customer_link_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    days: int,
    shows: Sequence[str] | None,
) -> CustomerLink:
    """This will let a link open for so many days from now, and perhaps show something else."""
    link = _locked(customer_link_id, actor, "extend")
    link.extend()
    link.expires_at = at + timedelta(days=days)
    link.shows = link.shows if shows is None else sorted(set(shows))
    return documents.save(link, actor=actor, event="service.customer_link.extended")


@documents.verb
def revoke(customer_link_id: UUID, *, actor: Actor, at: datetime, reason: str) -> CustomerLink:
    """This will take a link back; from this moment it opens nothing."""
    link = _locked(customer_link_id, actor, "revoke")
    link.revoke(at=at)
    return documents.save(link, actor=actor, event="service.customer_link.revoked", reason=reason)


@documents.verb
def release_file(
    customer_link_id: UUID, *, actor: Actor, at: datetime, attachment_id: UUID, title: str
) -> CustomerLink:
    """This will release a file of the contract to its customer; twice is once."""
    link = _locked(customer_link_id, actor, "release_file")
    attachment = files.visible(attachment_id, actor=actor)
    if not queries.belongs(attachment, link.contract):
        raise NotOfThisContract(errors={"attachment_id": NotOfThisContract.sentence})
    row, is_new = ReleasedFile.objects.get_or_create(
        contract=link.contract,
        attachment=attachment,
        defaults={
            "title": title or attachment.name[:120],
            "released_at": at,
            "released_by_id": actor.user_id,
        },
    )
    if not is_new:
        return link
    news = {"attachment_id": attachment.pk, "name": attachment.name, "title": row.title}
    return documents.save(
        link, actor=actor, event="service.customer_link.file_released", payload=news
    )


@documents.verb
def withdraw_file(
    customer_link_id: UUID, *, actor: Actor, attachment_id: UUID, reason: str
) -> CustomerLink:
    """This will take a file back from the customer."""
    link = _locked(customer_link_id, actor, "withdraw_file")
    row = ReleasedFile.objects.filter(contract_id=link.contract_id, attachment_id=attachment_id)
    if not row.delete()[0]:
        raise NotReleased
    return documents.save(
        link,
        actor=actor,
        event="service.customer_link.file_withdrawn",
        payload={"attachment_id": attachment_id},
        reason=reason,
    )


@documents.verb
def note_viewed(link: CustomerLink, *, at: datetime) -> None:
    """This will count one opening of a link; the first of all is news. The token was checked."""
    rows = CustomerLink.objects.filter(pk=link.pk)
    is_first = rows.filter(first_seen_at=None).update(first_seen_at=at)
    rows.update(views=F("views") + 1, last_seen_at=at)
    if is_first:
        log.emit("service.customer_link.viewed", link, actor=system(str(_("客户链接"))))


@documents.verb
def ask(
    link: CustomerLink, *, at: datetime, client_id: str, name: str, phone: str, text: str
) -> Ticket:
    """This will make a ticket of what a customer asks, once a client id. The token was checked."""
    actor = system(f"{_('客户')} {name}"[:60])
    ticket = tickets.open_for(
        actor=actor,
        customer_id=link.party_id,
        asset_id=None,
        contract_id=link.contract_id,
        kind=Ticket.Kind.INQUIRY,
        channel=Ticket.Channel.PORTAL,
        summary=f"{link.contract.no} {text}"[:200],
        description=text,
        at=at,
        source=f"service.customer_link:{link.pk}:{client_id}",
        contact_name=name,
        contact_phone=phone,
        owner_id=link.owner_id,
        unit_id=link.unit_id,
    )
    log.emit(
        "service.customer_link.asked",
        link,
        actor=actor,
        payload={"ticket_id": ticket.pk, "ticket_no": ticket.no, "owner_id": link.owner_id},
    )
    return ticket


def _locked(pk: UUID, actor: Actor, verb: str) -> CustomerLink:
    return documents.lock(CustomerLink, pk, actor=actor, permission=f"service.{verb}_customer_link")
