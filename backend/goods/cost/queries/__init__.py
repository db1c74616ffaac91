"""What goods cost, what they are worth, and what the lots that are there cost themselves."""

from backend.goods.cost.queries.holdings import Holding, governed, holdings
from backend.goods.cost.queries.worth import (
    Estimate,
    Want,
    cost_of,
    estimate,
    estimates,
    valuation,
)

__all__ = [
    "Estimate",
    "Holding",
    "Want",
    "cost_of",
    "estimate",
    "estimates",
    "governed",
    "holdings",
    "valuation",
]
