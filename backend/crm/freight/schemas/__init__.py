"""Freight cards, cost profiles and trade terms as machines see them."""

from backend.crm.freight.schemas.cards import FREIGHT_CARD
from backend.crm.freight.schemas.profiles import COST_PROFILE
from backend.crm.freight.schemas.quotes import (
    FreightAnswerOut,
    FreightAsk,
    IncotermsAsk,
    IncotermsOut,
    ask_of,
    compared,
    offered,
    priced,
)

__all__ = [
    "COST_PROFILE",
    "FREIGHT_CARD",
    "FreightAnswerOut",
    "FreightAsk",
    "IncotermsAsk",
    "IncotermsOut",
    "ask_of",
    "compared",
    "offered",
    "priced",
]
