"""The links customers read quotes by, and what exactly a quote says."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events.log import plain
from backend.core.registry import resource_of
from backend.crm.quote import calc
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteLink

SHAPE = re.compile(r"^[A-Za-z0-9_-]{46}$")
HEAD = (
    "no", "revision", "party_id", "seller_id", "made_on", "valid_until", "currency", "tax_rate",
    "incoterm", "named_place", "delivery_place", "delivery_mode", "delivery_until",
    "quality_terms", "other_terms", "amount_estimated",
)  # fmt: skip
LINE = (
    "seq", "product_id", "brands", "quantity", "unit", "tolerance_more", "tolerance_less",
    "tolerance_option", "pricing", "instrument_id", "quote_kind", "premium", "pricer",
    "window_start", "window_end", "average_places", "provisional_on", "provisional_price",
    "amount_estimated", "lead_days", "substitutes", "note",
)  # fmt: skip
TERM = ("seq", "portion", "percent", "amount", "trigger", "offset_days", "method")


class Standing(StrEnum):
    """How a link and its quote stand for whoever opens it."""

    OPEN = "open"
    HELD = "held"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVOKED = "revoked"
    OVER = "over"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


SHOWN = frozenset({Standing.OPEN, Standing.HELD, Standing.ACCEPTED})
"""Standings in which the content of the quote may be read."""


def token_of(link_id: UUID) -> str:
    """This will write the token of a link: its id, signed. Nothing else opens it."""
    signed = hmac.new(
        settings.SECRET_KEY.encode(), b"crm.quote.link" + link_id.bytes, hashlib.sha256
    ).digest()
    return _text(link_id.bytes) + _text(signed[:18])


def digest(token: str) -> str:
    """This will hash a token; the database holds only this."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> QuoteLink | None:
    """This will find the link of a token; a forged one is known without asking the database."""
    if not SHAPE.fullmatch(token):
        return None
    link_id = UUID(bytes=base64.urlsafe_b64decode(token[:22] + "=="))
    if not hmac.compare_digest(token_of(link_id), token):
        return None
    rows = QuoteLink.objects.select_related("quote__party", "quote__seller")
    return rows.filter(digest=digest(token)).first()


def standing(link: QuoteLink, *, at: datetime, why_stale: str) -> Standing:
    """This will say how a link and its quote stand at a moment."""
    quote = link.quote
    ended = {
        State.SUPERSEDED: Standing.SUPERSEDED,
        State.EXPIRED: Standing.EXPIRED,
        State.REJECTED: Standing.REJECTED,
    }
    if link.revoked_at is not None or quote.state in (State.DRAFT, State.IN_REVIEW):
        return Standing.REVOKED
    if quote.state in ended:
        return ended[State(quote.state)]
    if at >= link.expires_at:
        return Standing.OVER
    if quote.state in (State.ACCEPTED, State.CONTRACTED):
        return Standing.ACCEPTED
    if calc.has_passed(quote.valid_until, on=timezone.localdate(at)):
        return Standing.EXPIRED
    return Standing.HELD if quote.price_stale or why_stale else Standing.OPEN


def fingerprint(quote: Quote) -> str:
    """This will hash everything a quote says to its customer."""
    return hashlib.sha256(orjson.dumps(content(quote), option=orjson.OPT_SORT_KEYS)).hexdigest()


def content(quote: Quote) -> dict[str, Any]:
    """This will give everything a quote says to its customer, as plain facts."""
    found: dict[str, Any] = plain(
        {
            **{name: str(getattr(quote, name)) for name in HEAD},
            "lines": [_facts(line, LINE) for line in quote.lines.all()],
            "terms": [_facts(term, TERM) for term in quote.terms.all()],
        }
    )
    return found


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def links(quote: Quote) -> list[QuoteLink]:
    """This will give the links of a quote, newest first."""
    return list(quote.links.all())


def may_share(quote: Quote, actor: Actor) -> bool:
    """This will tell whether the actor may hand out the links of a quote."""
    return documents.reaches(quote, actor, "crm.share_quote", resource_of(Quote))
