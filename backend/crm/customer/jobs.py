"""What the clock does with customers."""

from datetime import date, time, timedelta

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.crm.customer import actions, queries

QUIET_DAYS = 180


def rest_the_quiet(on: date) -> int:
    """This will mark customers dormant who have not bought for 180 days; it may run twice."""
    quiet = queries.gone_quiet(before=on - timedelta(days=QUIET_DAYS))
    ids = list(quiet.order_by("id").values_list("pk", flat=True))
    for customer_id in ids:
        actions.rest(customer_id, actor=system("clock"))
    return len(ids)


@clock.every("crm.rest_customers", daily=time(1, 0))
def rest_customers() -> int:
    """This will put quiet customers to rest by the calendar of the company."""
    return rest_the_quiet(timezone.localdate())


@clock.every("crm.measure_customers", daily=time(1, 20))
def measure_customers() -> int:
    """This will measure every customer's file anew."""
    return actions.measure_all()
