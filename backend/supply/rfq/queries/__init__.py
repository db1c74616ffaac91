"""Questions about requests for quotation."""

from backend.supply.rfq.queries.awards import Awarded, awarded

__all__ = ["Awarded", "awarded"]
