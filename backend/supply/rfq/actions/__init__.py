"""The verbs of a request for quotation, of a supplier's quote and of an award."""

from backend.supply.rfq.actions.asking import change, create
from backend.supply.rfq.actions.awarding import (
    approve_award,
    create_award,
    reject_award,
    submit_award,
    withdraw_award,
)
from backend.supply.rfq.actions.buying import note_bought, note_unbought
from backend.supply.rfq.actions.closing import close, local
from backend.supply.rfq.actions.keys import create_key, require_open, require_sealed_open
from backend.supply.rfq.actions.noting import note_cell, note_seen
from backend.supply.rfq.actions.opening import open_seal
from backend.supply.rfq.actions.publishing import (
    add_addendum,
    cancel,
    evaluate,
    extend,
    invite,
    publish,
    second_round,
)
from backend.supply.rfq.actions.quoting import create as create_quote
from backend.supply.rfq.actions.quoting import submit as submit_quote
from backend.supply.rfq.actions.quoting import withdraw as withdraw_quote
from backend.supply.rfq.actions.talking import answer, ask, decline

__all__ = [
    "add_addendum",
    "answer",
    "approve_award",
    "ask",
    "cancel",
    "change",
    "close",
    "create",
    "create_award",
    "create_key",
    "create_quote",
    "decline",
    "evaluate",
    "extend",
    "invite",
    "local",
    "note_bought",
    "note_cell",
    "note_seen",
    "note_unbought",
    "open_seal",
    "publish",
    "reject_award",
    "require_open",
    "require_sealed_open",
    "second_round",
    "submit_award",
    "submit_quote",
    "withdraw_award",
    "withdraw_quote",
]
