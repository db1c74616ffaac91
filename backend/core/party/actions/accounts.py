"""Rooms above may forbid that one person edits the bank accounts of a party."""

from collections.abc import Callable, Sequence
from typing import Any

from backend.core.party.models import Party

Guard = Callable[[Party], None]
_guards: list[Guard] = []


def guards_accounts(guard: Guard) -> Guard:
    """This will register a guard that raises for a party whose accounts it keeps."""
    _guards.append(guard)
    return guard


def require_free(party: Party, banks: Sequence[Any]) -> None:
    """This will ask every guard before accounts other than those on file are written."""
    known = set(party.banks.values_list("bank", "account"))
    if {(row.bank, row.account) for row in banks} != known:
        for guard in _guards:
            guard(party)
