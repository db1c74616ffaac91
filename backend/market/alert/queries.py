"""Questions about alerts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.market.alert.flow import State
from backend.market.alert.models import Alert


def watching(instrument_ids: Iterable[UUID | str]) -> QuerySet[Alert]:
    """This will give the alerts on these series that are not switched off."""
    rows = Alert.objects.filter(instrument_id__in=list(instrument_ids)).exclude(state=State.OFF)
    return rows.order_by("pk")
