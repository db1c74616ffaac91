"""What is done for quality; the papers above call `open_for`, `drop`, `place_lots`."""

from backend.goods.quality.actions.gate import (
    accept_inspection,
    concede_inspection,
    measure_inspection,
    reject_inspection,
)
from backend.goods.quality.actions.opening import (
    create_inspection,
    drop,
    open_for,
    open_for_lot,
    place_lots,
)
from backend.goods.quality.actions.plans import change_plan, create_plan

__all__ = [
    "accept_inspection",
    "change_plan",
    "concede_inspection",
    "create_inspection",
    "create_plan",
    "drop",
    "measure_inspection",
    "open_for",
    "open_for_lot",
    "place_lots",
    "reject_inspection",
]
