"""What is done at our gate."""

from backend.supply.receiving.actions.gate import (
    accept_inspection,
    concede_inspection,
    measure_inspection,
    reject_inspection,
)
from backend.supply.receiving.actions.notices import (
    arrive_notice,
    cancel_notice,
    change_notice,
    close_notice,
    create_notice,
)
from backend.supply.receiving.actions.plans import change_plan, create_plan
from backend.supply.receiving.actions.posting import post_receipt, void_receipt
from backend.supply.receiving.actions.receipts import (
    change_receipt,
    create_receipt,
    inspect_receipt,
)
from backend.supply.receiving.actions.weights import decide_receipt, weigh_receipt

__all__ = [
    "accept_inspection",
    "arrive_notice",
    "cancel_notice",
    "change_notice",
    "change_plan",
    "change_receipt",
    "close_notice",
    "concede_inspection",
    "create_notice",
    "create_plan",
    "create_receipt",
    "decide_receipt",
    "inspect_receipt",
    "measure_inspection",
    "post_receipt",
    "reject_inspection",
    "void_receipt",
    "weigh_receipt",
]
