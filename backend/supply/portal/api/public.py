"""The one door without a log-in: a link is exchanged, once, for a key or a password."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from backend.core.access.actor import of_key, of_user
from backend.core.http import throttle
from backend.core.http.doors import as_json
from backend.core.registry import permissions
from backend.supply.portal import actions
from backend.supply.portal.schemas import PortalEntryOut, PortalRedeem

router = Router(tags=["public"])
VISITS, GUESSES = 30, 10  # a minute from one address


@router.post(
    "",
    response=PortalEntryOut,
    auth=None,
    operation_id="public_portal_redeem",
    summary="Exchange a one-time link for a key",
)
def redeem(request: HttpRequest, data: PortalRedeem) -> HttpResponse:
    """Exchange the token of a link, once, for a short-lived key or for a log-in with a password."""
    where = throttle.address(request)
    throttle.hit("portal_link", where, limit=VISITS)
    try:
        with transaction.atomic():
            link, key, secret = actions.redeem(
                token=data.token, at=timezone.now(), address=where, password=data.password
            )
    except actions.NoSuchPortalLink:
        throttle.hit("portal_guess", where, limit=GUESSES)
        raise
    actor = of_user(link.contact.user) if key is None else of_key(key)
    answer = as_json(
        {
            "username": link.contact.user.username,
            "name": link.contact.name,
            "party_name": link.contact.party.name,
            "key": secret or None,
            "expires_at": None if key is None else key.expires_at,
            "permissions": [name for name in permissions() if actor.may(name)],
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer
