"""Sums of the receivable plan: shares of a changed amount, and which debts a receipt pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from backend.core import money
from backend.crm.contract.calc import Claim
from backend.market.pricing.calc import receipts
from backend.market.pricing.calc.receipts import Debt, Payment


class Share(NamedTuple):
    """One instalment's claim; `kept` is its amount when it must not move any more."""

    claim: Claim
    kept: Decimal | None = None


def balancing(claims: Sequence[Claim]) -> int:
    """This will find the instalment that takes what the others leave: the rest, else the last."""
    rests = (i for i, claim in enumerate(claims) if claim.is_rest)
    return next(rests, len(claims) - 1)


def restate(total: Decimal, *, shares: Sequence[Share]) -> list[Decimal]:
    """This will share a changed amount; kept parts stay, the balancing one takes the difference.

    The balancing part may turn negative: then more was asked than the contract is worth now.
    """
    last = balancing([share.claim for share in shares])
    parts = [_part(total, share) for share in shares]
    others = money.total(part for i, part in enumerate(parts) if i != last)
    parts[last] = money.cents(total) - others
    return parts


def _part(total: Decimal, share: Share) -> Decimal:
    if share.kept is not None:
        return share.kept
    if share.claim.amount is not None:
        return share.claim.amount
    return money.cents(total * (share.claim.percent or Decimal(0)))


def pay(
    left: Decimal, *, named: Iterable[Debt], others: Iterable[Debt]
) -> tuple[list[Payment], Decimal]:
    """This will pay the named contract's debts first, then the others, oldest due first.

    It returns the payments above zero and what stays on account (rulebook g.3).
    """
    first = receipts.allocate(left, debts=named)
    then = receipts.allocate(first.on_account, debts=others)
    payments = [p for p in (*first.payments, *then.payments) if p.amount > 0]
    return payments, then.on_account
