"""Tonnes that warehouse receipts stand for: they are counted on the balance they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.goods.stock.actions import ledger
from backend.goods.stock.actions.ledger import NotEnough
from backend.goods.stock.models import Balance
from backend.goods.stock.queries import free_of

ZERO = Decimal("0.000")
COLUMNS = ("receipted", "pledged", "receipt_pledged", "frozen", "receipt_frozen")


class OnReceipts(Refusal):
    """More is to be put on receipts than lies there outside of receipts."""

    sentence = _(
        "批次“{lot}”结存 {there} 吨，已有 {receipted} 吨登记在其他仓单上，不能再登记 {wanted} 吨。"
    )


documents.explains(
    "goods_balance_receipted_within",
    Refusal(_("这批货登记在有效仓单上：请先在仓单上提货或注销仓单，再出库、调拨或过户。")),
)
documents.explains(
    "goods_balance_receipt_claims",
    Refusal(_("这部分货由仓单质押或冻结，请在仓单上解除。")),
)


class ReceiptChange(NamedTuple):
    """Tonnes of a balance that come on receipts (+) or off, and that they pledge or block."""

    receipted: Decimal = ZERO
    pledged: Decimal = ZERO
    frozen: Decimal = ZERO


@documents.verb
def put_receipts(changes: Mapping[UUID, ReceiptChange], *, actor: Actor) -> list[Balance]:
    """This will count tonnes on or off receipts; raises OnReceipts or NotEnough."""
    balances = ledger.lock_balances(Q(pk__in=changes))
    for balance in balances:
        _put(balance, changes[balance.pk])
    Balance.objects.bulk_update(balances, COLUMNS)
    return balances


def _put(balance: Balance, change: ReceiptChange) -> None:
    if balance.receipted + change.receipted > balance.actual:
        raise OnReceipts(
            lot=balance.lot,
            there=balance.actual,
            receipted=balance.receipted,
            wanted=change.receipted,
        )
    held = change.pledged + change.frozen
    if held > free_of(balance):
        raise NotEnough.of(balance.lot, wanted=held, available=free_of(balance))
    balance.receipted += change.receipted
    balance.pledged += change.pledged
    balance.receipt_pledged += change.pledged
    balance.frozen += change.frozen
    balance.receipt_frozen += change.frozen
