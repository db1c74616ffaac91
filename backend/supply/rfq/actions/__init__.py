"""The verbs of a request for quotation, of a supplier's quote and of an award."""

from backend.supply.rfq.actions.buying import note_bought

__all__ = ["note_bought"]
