"""Positions, limits and breaches as machines see them."""

from backend.market.position.schemas.limits import LIMIT_BREACH, POSITION_LIMIT
from backend.market.position.schemas.positions import (
    POSITION_ENTRY,
    VIEW,
    PositionQuery,
    PositionsOut,
)

__all__ = [
    "LIMIT_BREACH",
    "POSITION_ENTRY",
    "POSITION_LIMIT",
    "VIEW",
    "PositionQuery",
    "PositionsOut",
]
