"""A request for quotation with its rules, the suppliers' quotes and seals, and the award."""

from backend.supply.rfq.models.asking import (
    Rfq,
    RfqBenchmark,
    RfqCost,
    RfqLine,
    RfqPenalty,
    RfqRate,
)
from backend.supply.rfq.models.awarding import Award, AwardLine
from backend.supply.rfq.models.quoting import (
    CellNote,
    SupplierQuote,
    SupplierQuoteLine,
)
from backend.supply.rfq.models.sealing import OpenedShare, OpeningKey, SealedBid, SealOpening
from backend.supply.rfq.models.telling import Addendum, Invitation, Question

__all__ = [
    "Addendum",
    "Award",
    "AwardLine",
    "CellNote",
    "Invitation",
    "OpenedShare",
    "OpeningKey",
    "Question",
    "Rfq",
    "RfqBenchmark",
    "RfqCost",
    "RfqLine",
    "RfqPenalty",
    "RfqRate",
    "SealOpening",
    "SealedBid",
    "SupplierQuote",
    "SupplierQuoteLine",
]
