"""Weigh tickets and what stands on them; readings are kilograms, results tonnes."""

from backend.goods.weighing.models.comparisons import CounterWeight, ScaleDifference
from backend.goods.weighing.models.readings import (
    Reading,
    ReadingConfirmation,
    TicketDeduction,
)
from backend.goods.weighing.models.scales import Scale, VehicleTare
from backend.goods.weighing.models.tickets import WeighTicket

__all__ = [
    "CounterWeight",
    "Reading",
    "ReadingConfirmation",
    "Scale",
    "ScaleDifference",
    "TicketDeduction",
    "VehicleTare",
    "WeighTicket",
]
