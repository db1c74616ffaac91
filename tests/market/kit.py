"""The kit of the market's stories: calendars, instruments and the real prices on file."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings

from backend.core.access.actor import system
from backend.market.calendar import actions as calendars
from backend.market.instrument import actions as instruments
from backend.market.instrument.models import Instrument
from backend.market.quote import actions as quotes
from backend.market.quote.models import QuoteImport

WORLD = system("test")
FILES = ("shfe_daily.csv", "usdcny_daily.csv", "lme_cu_3m.csv")


def text_of(name: str) -> str:
    """Read one of the price files that Heng ships."""
    return (settings.ROOT / "fixtures" / "market" / name).read_text(encoding="utf-8")


def cut(name: str, *, holding: Iterable[str]) -> str:
    """Read the head of a price file and its lines that hold all of these words."""
    head, *lines = text_of(name).splitlines()
    kept = [line for line in lines if all(word in line for word in holding)]
    return "\n".join([head, *kept]) + "\n"


def bring(text: str, *, name: str = "prices.csv", keep_good: bool = False) -> QuoteImport:
    """Import a file as the system would."""
    return quotes.import_csv(
        actor=WORLD,
        on=date(2026, 8, 24),
        text=text,
        file_name=name,
        source="test",
        keep_good=keep_good,
    )


def seed(*, prices: bool = False) -> None:
    """Fill calendars and instruments, and with `prices` every price file."""
    calendars.load_fixture(actor=WORLD)
    instruments.load_fixture(actor=WORLD)
    if prices:
        for name in FILES:
            bring(text_of(name), name=name)


def instrument(code: str) -> Instrument:
    """Find an instrument by its code."""
    return Instrument.objects.get(code=code)


def put(code: str, day: str, value: str, *, kind: str = "settle") -> None:
    """Record one price as the system would, whatever the one before it."""
    quotes.record(
        actor=WORLD,
        instrument_id=instrument(code).pk,
        kind=kind,
        trade_date=date.fromisoformat(day),
        value=Decimal(value),
        source="test",
        note="",
    )
