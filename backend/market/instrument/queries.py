"""Questions about instruments."""

from datetime import date

from backend.market.instrument.models import Instrument


def is_valid(instrument: Instrument, day: date) -> bool:
    """This will tell whether an instrument is quoted on a day."""
    begun = instrument.valid_from is None or instrument.valid_from <= day
    return begun and (instrument.valid_to is None or day <= instrument.valid_to)
