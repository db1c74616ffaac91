"""What is done with stock; the papers above call these names."""

from backend.core.documents.source import Source
from backend.goods.stock.actions.arriving import create, receive
from backend.goods.stock.actions.back import reverse, take_back
from backend.goods.stock.actions.bonded import StillBonded
from backend.goods.stock.actions.claims import release, reserve, reserve_all
from backend.goods.stock.actions.clearing import clear
from backend.goods.stock.actions.holds import freeze, pledge, unfreeze, unpledge
from backend.goods.stock.actions.leaving import IssueResult, issue
from backend.goods.stock.actions.ledger import NotEnough
from backend.goods.stock.actions.moving import adjust, count, transfer
from backend.goods.stock.actions.owners import Passed, Passing, pass_title, return_title
from backend.goods.stock.actions.papers import Take, draw, issue_lots, remove, reserve_lots, send
from backend.goods.stock.actions.placing import put_in_bin
from backend.goods.stock.actions.pricing import price, price_for
from backend.goods.stock.actions.quality import Unreleased, mark_quality
from backend.goods.stock.actions.receipted import OnReceipts, ReceiptChange, put_receipts
from backend.goods.stock.actions.shaping import merge, split
from backend.goods.stock.queries import Trace, Want, trace

__all__ = [
    "IssueResult",
    "NotEnough",
    "OnReceipts",
    "Passed",
    "Passing",
    "ReceiptChange",
    "Source",
    "StillBonded",
    "Take",
    "Trace",
    "Unreleased",
    "Want",
    "adjust",
    "clear",
    "count",
    "create",
    "draw",
    "freeze",
    "issue",
    "issue_lots",
    "mark_quality",
    "merge",
    "pass_title",
    "pledge",
    "price",
    "price_for",
    "put_in_bin",
    "put_receipts",
    "receive",
    "release",
    "remove",
    "reserve",
    "reserve_all",
    "reserve_lots",
    "return_title",
    "reverse",
    "send",
    "split",
    "take_back",
    "trace",
    "transfer",
    "unfreeze",
    "unpledge",
]
