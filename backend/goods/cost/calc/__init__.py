"""Cost: what goods cost, layer by layer or pooled, and what an order earns.

Amounts exclude VAT. Value follows quantity exactly: whoever takes the last tonne takes the
remaining value, so a store that is empty is worth nothing and no residue is left behind.
"""

from backend.goods.cost.calc.changes import (
    Adjusted,
    Charge,
    Loss,
    Move,
    WorthNothing,
    adjust,
    correct,
    land,
    replay,
    split_cost,
    split_weight,
    transit_loss,
    true_up,
)
from backend.goods.cost.calc.earnings import Margin, Snapshot, bridge, margin
from backend.goods.cost.calc.stores import (
    Averaged,
    Consumed,
    Issued,
    Layer,
    Ledger,
    NotEnough,
    Pool,
    Taken,
    averaged,
    consume,
    issue,
    ledger,
    receive,
    share,
)

__all__ = [
    "Adjusted",
    "Averaged",
    "Charge",
    "Consumed",
    "Issued",
    "Layer",
    "Ledger",
    "Loss",
    "Margin",
    "Move",
    "NotEnough",
    "Pool",
    "Snapshot",
    "Taken",
    "WorthNothing",
    "adjust",
    "averaged",
    "bridge",
    "consume",
    "correct",
    "issue",
    "land",
    "ledger",
    "margin",
    "receive",
    "replay",
    "share",
    "split_cost",
    "split_weight",
    "transit_loss",
    "true_up",
]
