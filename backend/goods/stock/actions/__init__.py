"""What is done with stock; the papers above call these names."""

from backend.core.documents.source import Source
from backend.goods.stock.actions.arriving import create, receive
from backend.goods.stock.actions.back import reverse, take_back
from backend.goods.stock.actions.claims import release, reserve, reserve_all
from backend.goods.stock.actions.holds import freeze, pledge, unfreeze, unpledge
from backend.goods.stock.actions.leaving import IssueResult, issue
from backend.goods.stock.actions.ledger import NotEnough
from backend.goods.stock.actions.moving import adjust, transfer
from backend.goods.stock.actions.pricing import price
from backend.goods.stock.actions.shaping import merge, split
from backend.goods.stock.queries import Want

__all__ = [
    "IssueResult",
    "NotEnough",
    "Source",
    "Want",
    "adjust",
    "create",
    "freeze",
    "issue",
    "merge",
    "pledge",
    "price",
    "receive",
    "release",
    "reserve",
    "reserve_all",
    "reverse",
    "split",
    "take_back",
    "transfer",
    "unfreeze",
    "unpledge",
]
