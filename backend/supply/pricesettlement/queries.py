"""What a purchase finally comes to, worked out from its receipts and its prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.core.money import VatSplit
from backend.goods.cost.models import CostEntry
from backend.supply.callprice import queries as prices
from backend.supply.purchase import queries as purchases
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving import queries as receipts
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

ZERO = Decimal(0)
DONE = (ReceiptState.POSTED, ReceiptState.REJECTED, ReceiptState.VOID)


class ReceiptsOpen(Refusal):
    """A truck of this purchase is at the gate or in the laboratory."""

    sentence = _("还有 {count} 张收货单未入库或作废：{numbers}。")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSum:
    """The final figures of one lot: tonnes paid for, money with tax, and our cost without."""

    row: GoodsReceiptLine
    amount: Decimal
    value: Decimal

    @property
    def weight(self) -> Decimal:
        """The tonnes paid for."""
        return self.row.payable_weight or ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLineSum:
    """The final figures of one purchase line, and of every lot it brought."""

    line: PurchaseLine
    quantity: Decimal
    price: Decimal
    amount: Decimal
    split: VatSplit
    provisional: Decimal
    trace: list[dict[str, Any]]
    lots: list[LotSum]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSum:
    """The final figures of a purchase."""

    lines: list[PurchaseLineSum]

    @property
    def amount(self) -> Decimal:
        """The amount with tax."""
        return money.total(line.amount for line in self.lines)

    @property
    def excl(self) -> Decimal:
        """The amount without tax."""
        return money.total(line.split.excl for line in self.lines)

    @property
    def provisional(self) -> Decimal:
        """What the receipts were taken in at, with tax."""
        return money.total(line.provisional for line in self.lines)


def work_out(purchase: Purchase) -> PurchaseSum:
    """This will price what came of every line and share it over its lots, to the cent.

    Raises ReceiptsOpen or PriceOpen naming what is missing.
    """
    _require_no_open_receipts(purchase)
    came = receipts.posted(purchase_id=purchase.pk)
    lines = purchase.lines.select_related("instrument", "product", "purchase").order_by("seq")
    return PurchaseSum(
        lines=[
            _line(purchase, line, [row for row in came if row.purchase_line_id == line.pk])
            for line in lines
        ]
    )


def booked_value(row: GoodsReceiptLine) -> Decimal:
    """This will give what a received lot cost in our books up to now, sold or not."""
    entries = CostEntry.objects.filter(line_id__in=[row.pk, row.lot_id])
    taken_in = entries.filter(
        kind=CostEntry.Kind.RECEIPT, line_id=row.pk, quantity__gt=0, reversed_by=None
    )
    late = entries.filter(kind=CostEntry.Kind.PRICE, line_id=row.lot_id)
    later = late.aggregate(stock=Sum("value"), sales=Sum("to_cost_of_sales"))
    return money.total(
        [
            taken_in.aggregate(sum=Sum("value"))["sum"] or ZERO,
            later["stock"] or ZERO,
            later["sales"] or ZERO,
        ]
    )


def _line(
    purchase: Purchase, line: PurchaseLine, rows: Sequence[GoodsReceiptLine]
) -> PurchaseLineSum:
    quantity = sum((row.payable_weight or ZERO for row in rows), Decimal("0.000"))
    provisional = money.total(row.amount or ZERO for row in rows)
    found = _price(line, quantity, rows)
    weights = [row.payable_weight or ZERO for row in rows]
    value = purchases.cost(purchase, found.amount)
    amounts = money.allocate(found.amount, weights) if quantity else []
    values = money.allocate(value, weights) if quantity else []
    return PurchaseLineSum(
        line=line,
        quantity=quantity,
        price=found.price,
        amount=found.amount,
        split=money.vat_split(found.amount, purchase.tax_rate),
        provisional=provisional,
        trace=[*(_receipt_step(row) for row in rows), *found.trace],
        lots=[
            LotSum(row=row, amount=amount, value=worth)
            for row, amount, worth in zip(rows, amounts, values, strict=False)
        ],
    )


def _price(
    line: PurchaseLine, quantity: Decimal, rows: Sequence[GoodsReceiptLine]
) -> prices.PurchasePrice:
    """Each truck of a fixed price was rounded when it came; that is what its papers say."""
    if not quantity:
        return prices.PurchasePrice(
            amount=money.ZERO, price=purchases.expected_price(line), trace=[]
        )
    if line.pricing != PurchaseLine.Pricing.FIXED:
        return prices.final_price(line, quantity)
    amount = money.total(row.amount or ZERO for row in rows)
    step = {"step": "amount", "quantity": quantity, "price": line.fixed_price, "amount": amount}
    assert line.fixed_price is not None  # a constraint of the table
    return prices.PurchasePrice(amount=amount, price=line.fixed_price, trace=[step])


def _receipt_step(row: GoodsReceiptLine) -> dict[str, Any]:
    return {
        "step": "receipt",
        "no": row.receipt.no,
        "day": row.receipt.posted_at,
        "quantity": row.payable_weight,
        "price": row.price,
        "amount": row.amount,
        "lot": row.lot.no if row.lot else "",
    }


def _require_no_open_receipts(purchase: Purchase) -> None:
    rows = GoodsReceipt.objects.filter(purchase=purchase).exclude(state__in=DONE)
    numbers = list(rows.order_by("no").values_list("no", flat=True))
    if numbers:
        raise ReceiptsOpen(count=len(numbers), numbers="、".join(numbers[:5]))
