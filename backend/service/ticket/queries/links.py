"""The links by which a customer follows a ticket: signed, for one purpose, never stored."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from django.conf import settings

Invites = Callable[[UUID], str]
_invites: list[Invites] = []
SHAPE = re.compile(r"^[A-Za-z0-9_-]{47}$")


class Purpose(StrEnum):
    """How much a link opens.

    `glance` shows how far a ticket has come, to whoever stands beside the machine; `follow`
    also what was said, to who reported it; `money` also takes a yes or no to an estimate.
    """

    GLANCE = "g"
    FOLLOW = "f"
    MONEY = "m"


def token_of(ticket_id: UUID, purpose: Purpose) -> str:
    """This will write the token of a ticket's link: purpose, id, signature."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(),
        b"service.ticket.link" + purpose.encode() + ticket_id.bytes,
        hashlib.sha256,
    ).digest()
    return purpose + _text(ticket_id.bytes) + _text(signed[:18])


def read_token(token: str) -> tuple[UUID, Purpose] | None:
    """This will read a token; a forged one is known without asking the database."""
    if not SHAPE.fullmatch(token) or token[0] not in set(Purpose):
        return None
    purpose = Purpose(token[0])
    ticket_id = UUID(bytes=base64.urlsafe_b64decode(token[1:23] + "=="))
    whole = hmac.compare_digest(token_of(ticket_id, purpose), token)
    return (ticket_id, purpose) if whole else None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def invites(path: Invites) -> Invites:
    """This will register what a customer is asked once a ticket is over: a path, or nothing."""
    _invites.append(path)
    return path


def invitations(ticket_id: UUID) -> list[str]:
    """This will give the paths a ticket's customer is asked to open."""
    return [found for path in _invites if (found := path(ticket_id))]
