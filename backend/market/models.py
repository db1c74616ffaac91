"""Every table of the market room."""

from backend.market.alert.models import Alert
from backend.market.calendar.models import TradingDay
from backend.market.fx.models import FxRate
from backend.market.instrument.models import Instrument
from backend.market.position.models import (
    LimitBreach,
    PositionBook,
    PositionBucket,
    PositionEntry,
    PositionLimit,
)
from backend.market.quote.models import Quote, QuoteEntry, QuoteImport, QuoteImportLine

__all__ = [
    "Alert",
    "FxRate",
    "Instrument",
    "LimitBreach",
    "PositionBook",
    "PositionBucket",
    "PositionEntry",
    "PositionLimit",
    "Quote",
    "QuoteEntry",
    "QuoteImport",
    "QuoteImportLine",
    "TradingDay",
]
