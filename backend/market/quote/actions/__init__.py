"""What people do with prices."""

from backend.market.quote.actions.entries import confirm, enter, paste, reject
from backend.market.quote.actions.importing import BrokenRows, NotAPriceFile, import_csv
from backend.market.quote.actions.recording import mark_missing, record

__all__ = [
    "BrokenRows",
    "NotAPriceFile",
    "confirm",
    "enter",
    "import_csv",
    "mark_missing",
    "paste",
    "record",
    "reject",
]
