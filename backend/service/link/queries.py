"""Tokens of links, and what of a contract a link may show."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from backend.core.files import queries as files
from backend.core.files.models import Attachment
from backend.core.registry import find
from backend.crm.contract.models import Contract
from backend.crm.delivery.flow import State as DeliveryState
from backend.crm.delivery.models import Delivery
from backend.service.asset.models import Asset
from backend.service.link.flow import State
from backend.service.link.models import CustomerLink, ReleasedFile
from backend.service.ticket.models import Ticket
from backend.supply.shipment.models import ShipmentLine

SHAPE = re.compile(r"^[A-Za-z0-9_-]{46}$")
MOST = 200
HIDDEN = (DeliveryState.CANCELLED,)


def token_of(link_id: UUID) -> str:
    """This will write the token of a link: its id, signed. Nothing else opens it."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(), b"service.customer_link" + link_id.bytes, hashlib.sha256
    ).digest()
    return _text(link_id.bytes) + _text(signed[:18])


def digest(token: str) -> str:
    """This will hash a token; the database holds only this."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> CustomerLink | None:
    """This will find the link of a token; a forged one is known without asking the database."""
    if not SHAPE.fullmatch(token):
        return None
    link_id = UUID(bytes=base64.urlsafe_b64decode(token[:22] + "=="))
    if not hmac.compare_digest(token_of(link_id), token):
        return None
    rows = CustomerLink.objects.select_related("contract__seller", "party")
    return rows.filter(pk=link_id, digest=digest(token)).first()


def is_open(link: CustomerLink, *, at: datetime) -> bool:
    """This will tell whether a link opens at a moment."""
    return link.state == State.OPEN and at < link.expires_at


def deliveries(contract: Contract) -> QuerySet[Delivery]:
    """This will give the deliveries of a contract as its customer sees them."""
    rows = Delivery.objects.filter(contract=contract).exclude(state__in=HIDDEN)
    return rows.select_related("line__product").order_by("planned_on", "no")[:MOST]


def waybills(found: list[Delivery]) -> dict[UUID, str]:
    """This will give the number of the waybill by which each delivery travels, if any."""
    rows = ShipmentLine.objects.filter(
        source_code="crm.delivery", source_id__in=[row.pk for row in found]
    ).exclude(shipment__waybill_no="")
    numbers = rows.values_list("source_id", "shipment__waybill_no")
    return {pk: no for pk, no in numbers if pk is not None}


def assets(contract: Contract) -> QuerySet[Asset]:
    """This will give the machines that were delivered on a contract and stand with its buyer."""
    rows = Asset.objects.filter(contract=contract, customer_id=contract.party_id)
    return rows.select_related("product").order_by("serial", "id")[:MOST]


def tickets(contract: Contract) -> QuerySet[Ticket]:
    """This will give the buyer's own tickets about a contract or one of its machines."""
    about = Q(contract=contract) | Q(asset__contract=contract)
    rows = Ticket.objects.filter(about, customer_id=contract.party_id)
    return rows.select_related("asset").order_by("-opened_at", "-id")[:MOST]


def released(contract: Contract) -> QuerySet[ReleasedFile]:
    """This will give the files that were released to the customer of a contract."""
    rows = ReleasedFile.objects.filter(contract=contract).select_related("attachment")
    return rows.order_by("-released_at", "-id")


def belongs(attachment: Attachment, contract: Contract) -> bool:
    """This will tell whether a file lies beside a contract or beside a paper of it."""
    resource = find(attachment.document)
    if resource is None:
        return False
    paper: Any = resource.model._default_manager.filter(pk=attachment.document_id).first()
    if paper is None:
        return False
    return paper.pk == contract.pk or getattr(paper, "contract_id", None) == contract.pk


def releasable(contract: Contract, *, actor: Any) -> list[Attachment]:
    """This will list the files beside a contract and its deliveries that the actor sees."""
    own = list(files.all_of(contract, actor=actor)[:MOST])
    beside = Attachment.objects.filter(
        document="crm.delivery",
        document_id__in=Delivery.objects.filter(contract=contract).values("pk"),
    ).order_by("-created_at")
    return own + list(beside[:MOST])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
