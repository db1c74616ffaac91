"""Questions of dispatch: who suits which order, in words; the board; what was moved last."""

from backend.service.dispatch.queries.board import Board, board, last_move
from backend.service.dispatch.queries.facts import Facts, expects, gather, rule_in_force
from backend.service.dispatch.queries.suggesting import (
    Suggestion,
    suggest,
    suggest_all,
    waiting,
)

__all__ = [
    "Board",
    "Facts",
    "Suggestion",
    "board",
    "expects",
    "gather",
    "last_move",
    "rule_in_force",
    "suggest",
    "suggest_all",
    "waiting",
]
