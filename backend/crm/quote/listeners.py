"""The market's news: a quote whose benchmark or rate moved too far is held at once."""

from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.quote import actions, queries
from backend.crm.quote.models import Quote


@log.on("market.quote.recorded")
def hear_price(event: Event) -> None:
    """A new price may leave quotes behind."""
    _look(rule=Quote.Validity.MARKET, instrument_id=queries.series_of(event.document_id))


@log.on("market.quote.corrected")
def hear_correction(event: Event) -> None:
    """So may a corrected one."""
    hear_price(event)


@log.on("market.fx_rate.recorded")
def hear_rate(event: Event) -> None:
    """A new rate may leave quotes in another currency behind."""
    _look(rule=Quote.Validity.FX, pair=queries.pair_of(event.document_id))


@log.on("market.fx_rate.corrected")
def hear_rate_correction(event: Event) -> None:
    """So may a corrected one."""
    hear_rate(event)


def _look(*, rule: str, instrument_id: UUID | None = None, pair: str = "") -> None:
    now = timezone.now()
    ids = [instrument_id] if instrument_id is not None else []
    rows = queries.watching(rule=rule, instrument_ids=ids, pair=pair)
    for quote_id in rows.values_list("pk", flat=True):
        actions.mark_stale(quote_id, actor=system("market"), at=now, on=timezone.localdate(now))
