"""What is done at our gate."""

from backend.supply.receiving.actions.counting import name_serials
from backend.supply.receiving.actions.gate import note_verdict
from backend.supply.receiving.actions.notices import (
    arrive_notice,
    cancel_notice,
    change_notice,
    close_notice,
    create_notice,
)
from backend.supply.receiving.actions.posting import post_receipt, void_receipt
from backend.supply.receiving.actions.receipts import (
    change_receipt,
    create_receipt,
    inspect_receipt,
)
from backend.supply.receiving.actions.weights import decide_receipt, weigh_receipt

__all__ = [
    "arrive_notice",
    "cancel_notice",
    "change_notice",
    "change_receipt",
    "close_notice",
    "create_notice",
    "create_receipt",
    "decide_receipt",
    "inspect_receipt",
    "name_serials",
    "note_verdict",
    "post_receipt",
    "void_receipt",
    "weigh_receipt",
]
