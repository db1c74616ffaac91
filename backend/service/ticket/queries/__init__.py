"""Questions about tickets: how pressing, by when, how the clocks stand, what is alike."""

from backend.service.ticket.queries.clocks import Light, light, lights, pauses, spans
from backend.service.ticket.queries.links import Purpose, invitations, invites, read_token, token_of
from backend.service.ticket.queries.rules import (
    closes_after,
    codes,
    hours,
    is_code,
    owed,
    priority,
    promise,
    word,
)
from backend.service.ticket.queries.tickets import (
    coverage,
    entitlement_of,
    givers,
    ids_of_asset,
    party_of_mail,
    recent_report,
    remarks,
    root_of,
    standing,
    told_to,
)

__all__ = [
    "Light",
    "Purpose",
    "closes_after",
    "codes",
    "coverage",
    "entitlement_of",
    "givers",
    "hours",
    "ids_of_asset",
    "invitations",
    "invites",
    "is_code",
    "light",
    "lights",
    "owed",
    "party_of_mail",
    "pauses",
    "priority",
    "promise",
    "read_token",
    "recent_report",
    "remarks",
    "root_of",
    "spans",
    "standing",
    "token_of",
    "told_to",
    "word",
]
