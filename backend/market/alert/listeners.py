"""A new price is shown to the alerts that watch its series; a crossing is told to people."""

from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.market.alert import actions, queries
from backend.market.alert.models import Alert


@log.on("market.quote.recorded")
def show_price(event: Event) -> None:
    """A price came in by hand or by feed."""
    _show([event.payload["instrument_id"]])


@log.on("market.quote.corrected")
def show_correction(event: Event) -> None:
    """A day that had been missing may now have its price."""
    _show([event.payload["instrument_id"]])


@log.on("market.quote_import.stored")
def show_file(event: Event) -> None:
    """A file of prices came in."""
    _show(event.payload["instrument_ids"])


def _show(instrument_ids: list[str]) -> None:
    for alert in queries.watching(instrument_ids):
        actions.look(alert.pk, actor=system("market.alert"))


SENTENCES = {
    Alert.Direction.ABOVE.value: _("{name} {day} 报 {price}，已达到或高于 {level}"),
    Alert.Direction.BELOW.value: _("{name} {day} 报 {price}，已达到或低于 {level}"),
}


@notices.on("market.alert.triggered", urgent=True)
def tell(event: Event) -> list[notices.Notice]:
    """The people an alert names read about the crossing."""
    news = event.payload
    title = str(SENTENCES[news["direction"]]).format(
        name=news["instrument_name"],
        day=news["trade_date"],
        price=_short(news["price"]),
        level=_short(news["level"]),
    )
    return [
        notices.Notice(
            user_id=user_id,
            key=f"market.alert:{event.document_id}:{news['trade_date']}",
            title=title,
            link=f"market.alert:{event.document_id}",
        )
        for user_id in news["receivers"]
    ]


def _short(value: str) -> str:
    """Write a price without the zeros that carry nothing."""
    return value.rstrip("0").rstrip(".") if "." in value else value
