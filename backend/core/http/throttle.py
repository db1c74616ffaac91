"""How often somebody who is not known may knock, counted in the shared cache."""

import time
from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from backend.core.errors import TooMany

ANONYMOUS = 120  # refused requests a minute from one address
LOGINS = 20  # log-ins a minute from one address
MINUTE = 60


def address(request: HttpRequest) -> str:
    """This will give the caller's address.

    Behind HENG_PROXIES reverse proxies of our own it is the entry of X-Forwarded-For which the
    outermost of them wrote; what the caller itself wrote there is never believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "HENG_PROXIES", 0))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if not proxies or len(hops) < proxies:
        return direct
    try:
        return str(ip_address(hops[-proxies]))
    except ValueError:
        return direct


def hit(name: str, key: str, *, limit: int, seconds: int = MINUTE) -> None:
    """This will count one knock and raise TooMany beyond the limit of this window of time."""
    now = int(time.time())
    window = now // seconds
    slot = f"throttle:{name}:{key}:{window}"
    cache.add(slot, 0, timeout=seconds * 2)
    try:
        count = cache.incr(slot)
    except ValueError:  # it expired in between
        return
    if count > limit:
        raise TooMany(wait=(window + 1) * seconds - now)
