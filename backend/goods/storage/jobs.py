"""The clock draws up the storage bills of the month that has passed."""

from datetime import time, timedelta

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.goods.storage import actions


@clock.every("goods.storage.month", daily=time(2, 40))
def bill_last_month() -> int:
    """This will draw up last month's bills that nobody drew up yet."""
    first = timezone.localdate().replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    return actions.run_month(month, actor=system("goods.storage"))
