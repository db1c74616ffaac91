"""Three doors to the same verbs: session, API key, and nobody else."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from backend.core.access.actor import Actor, of_key, of_user
from backend.core.http import throttle
from backend.core.people.models import ApiKey, User

FRESH = timedelta(minutes=5)


def digest(secret: str) -> str:
    """This will hash a key's secret with the server's pepper; the database holds only this."""
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()


def issue(
    user: User,
    *,
    name: str,
    permissions: Sequence[str],
    expires_at: datetime,
    addresses: Sequence[str] = (),
) -> tuple[ApiKey, str]:
    """This will make a key and give its secret, which is shown this once."""
    prefix = "hk_" + secrets.token_hex(4)
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name,
        prefix=prefix,
        digest=digest(secret),
        user=user,
        permissions=list(permissions),
        addresses=list(addresses),
        expires_at=expires_at,
    )
    return key, f"{prefix}.{secret}"


def actor_of_key(token: str, *, address: str) -> Actor | None:
    """This will find the actor of a key that is whole, valid, and used from where it may be."""
    prefix, _, secret = token.partition(".")
    key = ApiKey.objects.select_related("user").filter(prefix=prefix[:12]).first()
    if key is None or not hmac.compare_digest(key.digest, digest(secret)):
        return None
    now = timezone.now()
    if key.revoked_at or key.expires_at <= now or not key.user.is_active:
        return None
    if key.addresses and not _inside(address, key.addresses):
        return None
    if key.last_used_at is None or now - key.last_used_at > FRESH:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return of_key(key)


def _inside(address: str, allowed: Sequence[str]) -> bool:
    try:
        here = ipaddress.ip_address(address)
        return any(here in ipaddress.ip_network(net, strict=False) for net in allowed)
    except ValueError:
        return False


class KeyAuth(HttpBearer):
    """`Authorization: Bearer hk_….…`, for other systems."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """This will let a valid key in and remember its actor on the request."""
        actor = actor_of_key(token, address=throttle.address(request))
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


class PersonAuth(SessionAuth):
    """The session of the admin and the field app; writes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """This will let a logged-in person in and remember the actor on the request."""
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return None
        request.actor = of_user(user)  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined]
