"""What the preview of a night of recycling costs over all customers."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.access import policy
from backend.core.access.actor import of_user
from backend.core.people.models import User
from backend.crm.customer.models import Customer
from backend.crm.pool import queries
from bench.load import pricing
from bench.sizes import SIZES

VISITS = 3


def words() -> str:
    """This will preview a night and tell how long it took, in how many statements."""
    actor, on = of_user(User.objects.get(username="head")), pricing.falling_on()
    times = []
    for _ in range(VISITS):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            night = queries.night(on, within=policy.visible(Customer, actor))
        times.append(time.perf_counter() - begun)
    middle = sorted(times)[VISITS // 2] * 1000
    return (
        f"recycle preview of {SIZES.customers:,} customers: {middle:.0f} ms, "
        f"{len(asked)} statements, {len(night.falls):,} fall, {len(night.warns):,} are warned of"
    )
