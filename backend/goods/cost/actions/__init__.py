"""Changes of value that follow the movements of stock; called by the stock ledger only.

A pool is locked before it is read, so layers and totals change under one lock. Value is carried
exactly: the last tonne out takes what is left, a return brings back what it left with.
"""

from backend.goods.cost.actions.flowing import issue, receive, take_back
from backend.goods.cost.actions.landed import OthersGoods, charge
from backend.goods.cost.actions.late import correct, relabel
from backend.goods.cost.actions.pools import AlreadyUsed, Cause, Key, Part, lock_pools
from backend.goods.cost.actions.switching import convert

__all__ = [
    "AlreadyUsed",
    "Cause",
    "Key",
    "OthersGoods",
    "Part",
    "charge",
    "convert",
    "correct",
    "issue",
    "lock_pools",
    "receive",
    "relabel",
    "take_back",
]
