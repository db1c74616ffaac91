"""Weigh tickets, scales and stored tares as machines see them."""

from backend.goods.weighing.schemas.scales import SCALE, TARE
from backend.goods.weighing.schemas.tickets import WEIGHING

__all__ = ["SCALE", "TARE", "WEIGHING"]
