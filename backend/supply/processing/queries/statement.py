"""What is owed for a processing order, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from backend.core import money
from backend.supply.processing import calc
from backend.supply.processing.models import (
    MaterialSwap,
    ProcessingReceipt,
    ProcessOrder,
    ProcessSettlementLine,
    ReceiptByproduct,
)
from backend.supply.processing.queries.balance import balance_of

Kind = ProcessSettlementLine.Kind
FEES = (Kind.FEE, Kind.MINIMUM)
SWAPS = (Kind.SWAP_SALE, Kind.SWAP_PURCHASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: quantity and price for show, the amount with tax and its two parts."""

    kind: str
    text: StrOrPromise
    quantity: Decimal
    price: Decimal
    amount: Decimal
    split: money.VatSplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All lines of an order's settlement."""

    lines: list[Figure]

    def _sum(self, kinds: Sequence[str], part: str = "amount") -> Decimal:
        rows = [line for line in self.lines if line.kind in kinds]
        return money.total(
            line.amount if part == "amount" else getattr(line.split, part) for line in rows
        )

    @property
    def fee(self) -> Decimal:
        """The processing fee with tax."""
        return self._sum(FEES)

    @property
    def fee_excl(self) -> Decimal:
        """The fee without tax."""
        return self._sum(FEES, "excl")

    @property
    def deductions(self) -> Decimal:
        """All that is taken off, as a figure above zero."""
        return -self._sum((Kind.OVERUSE, Kind.SCRAP, Kind.CLAIM))

    @property
    def net(self) -> Decimal:
        """Fee less deductions; a swap's sale and purchase cancel out."""
        return self.fee - self.deductions + self._sum(SWAPS)

    @property
    def charged_excl(self) -> Decimal:
        """What over-use and claims take off the cost of the goods, without tax."""
        return -self._sum((Kind.OVERUSE, Kind.CLAIM), "excl")


def work_out(order: ProcessOrder, *, claims: Sequence[Any] = ()) -> Statement:
    """This will work out what is owed for an order: `claims` have a text and an amount."""
    lines = [*_fees(order), *_swaps(order), *_overuse(order), *_scrap(order)]
    lines += [
        _line(order, Kind.CLAIM, claim.text, -claim.amount, quantity=Decimal(0), price=Decimal(0))
        for claim in claims
    ]
    return Statement(lines=lines)


def _line(
    order: ProcessOrder,
    kind: str,
    text: StrOrPromise,
    amount: Decimal,
    *,
    quantity: Decimal,
    price: Decimal,
) -> Figure:
    return Figure(
        kind=kind,
        text=text,
        quantity=quantity,
        price=price,
        amount=amount,
        split=money.vat_split(amount, order.tax_rate),
    )


def _fees(order: ProcessOrder) -> list[Figure]:
    rows = ProcessingReceipt.objects.filter(order=order).exclude(fee=0).order_by("at", "id")
    is_input = order.fee_basis == "input"
    lines = [
        _line(
            order,
            Kind.FEE,
            row.no,
            row.fee,
            quantity=row.consumed if is_input else row.accepted,
            price=order.fee_price,
        )
        for row in rows
    ]
    if order.fee_basis == "lump":
        price = order.fee_price
        lines.append(
            _line(order, Kind.FEE, _("一口价"), money.cents(price), quantity=Decimal(1),
                  price=price)
        )  # fmt: skip
    short = order.fee_minimum - money.total(line.amount for line in lines)
    if short > 0:
        text = _("最低收费 {amount} 元").format(amount=order.fee_minimum)
        lines.append(_line(order, Kind.MINIMUM, text, short, quantity=Decimal(0), price=Decimal(0)))
    return lines


def _overuse(order: ProcessOrder) -> list[Figure]:
    """Metal beyond what was allowed, when the one who processes bears it."""
    if order.excess_borne_by != ProcessOrder.Bearer.PROCESSOR:
        return []
    masses = balance_of(order).masses
    found = calc.excess(
        order.excess_basis,
        consumed=masses.consumed,
        outputs=masses.outputs,
        loss=masses.loss,
        std_yield=order.std_yield,
        std_loss=order.std_loss,
        allowed_extra=order.allowed_extra,
        price=order.excess_price,
    )
    if not found.charge:
        return []
    text = _("{basis}，允许 {allowed} 吨").format(
        basis=order.get_excess_basis_display(), allowed=found.allowed
    )
    return [
        _line(order, Kind.OVERUSE, text, -found.charge, quantity=found.excess,
              price=order.excess_price)
    ]  # fmt: skip


def _scrap(order: ProcessOrder) -> list[Figure]:
    rows = ReceiptByproduct.objects.filter(receipt__order=order, amount__gt=0)
    return [
        _line(
            order,
            Kind.SCRAP,
            f"{row.receipt.no} {row.product.name}",
            -row.amount,
            quantity=row.weight,
            price=row.price,
        )
        for row in rows.select_related("receipt", "product").order_by("receipt__at", "id")
    ]


def _swaps(order: ProcessOrder) -> list[Figure]:
    """Both sides invoice the metal in full, so both figures are shown; they cancel out."""
    lines = []
    for row in MaterialSwap.objects.filter(order=order).order_by("at", "id"):
        worth = money.amount(row.weight, order.swap_price)
        for kind, amount in ((Kind.SWAP_SALE, -worth), (Kind.SWAP_PURCHASE, worth)):
            lines.append(
                _line(order, kind, row.no, amount, quantity=row.weight, price=order.swap_price)
            )
    return lines
