"""Words for news and for fields that no column names; rooms need not repeat them."""

from backend.core.backoffice.sayings.events import EVENTS
from backend.core.backoffice.sayings.fields import CODES, FIELDS

__all__ = ["CODES", "EVENTS", "FIELDS"]
