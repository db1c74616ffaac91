"""Tokens and how a link stands; what people from outside did."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from backend.core.access.models import Grant, Scope
from backend.core.registry import is_outward
from backend.supply.portal.flow import State
from backend.supply.portal.models import PortalContact, PortalLink

SHAPE = re.compile(r"^[A-Za-z0-9_-]{46}$")
ROLE = "supplier"


class Standing(StrEnum):
    """How a link stands for whoever holds it."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    OVER = "over"


def token_of(link_id: UUID) -> str:
    """This will write the token of a link: its id, signed. Nothing else opens it."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(), b"supply.portal.link" + link_id.bytes, hashlib.sha256
    ).digest()
    return _text(link_id.bytes) + _text(signed[:18])


def digest(token: str) -> str:
    """This will hash a token; the database holds only this."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_id_of(token: str) -> UUID | None:
    """This will read the id in a token; a forged one is known without asking the database."""
    if not SHAPE.fullmatch(token):
        return None
    link_id = UUID(bytes=base64.urlsafe_b64decode(token[:22] + "=="))
    return link_id if hmac.compare_digest(token_of(link_id), token) else None


def standing(link: PortalLink, *, at: datetime) -> Standing:
    """This will tell whether a link still opens."""
    if link.used_at is not None:
        return Standing.USED
    if link.revoked_at is not None or link.contact.state == State.SUSPENDED:
        return Standing.REVOKED
    return Standing.OPEN if link.expires_at > at else Standing.OVER


def verbs_of_role() -> list[str]:
    """This will list what the role of people from outside grants them, as far as it may."""
    held = Grant.objects.filter(role__code=ROLE, scope__gt=Scope.NONE)
    return sorted(p for p in held.values_list("permission", flat=True) if is_outward(p))


def links(contact: PortalContact) -> list[PortalLink]:
    """This will list a contact's links, newest first."""
    return list(contact.links.order_by("-made_at", "-id"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
