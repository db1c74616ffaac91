"""What the clock does with customers."""

from datetime import date, timedelta

from backend.core.access.actor import system
from backend.crm.customer import actions, queries

QUIET_DAYS = 180


def rest_the_quiet(on: date) -> int:
    """This will mark customers dormant who have not bought for 180 days; it may run twice."""
    quiet = queries.gone_quiet(before=on - timedelta(days=QUIET_DAYS))
    ids = list(quiet.order_by("id").values_list("pk", flat=True))
    for customer_id in ids:
        actions.rest(customer_id, actor=system("clock"))
    return len(ids)
