"""Order, receipt and invoice side by side, and what does not tie in words."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backend.supply.payable import calc, queries
from backend.supply.payable.calc import Charge, Difference, Standing
from backend.supply.payable.flow import GOOD
from backend.supply.payable.models import SupplierInvoice, SupplierInvoiceLine
from backend.supply.purchase import queries as purchase_queries
from backend.supply.receiving import queries as receiving

SENTENCES = {
    "quantity": _("第 {seq} 行数量：发票 {charged} 吨，已收货未开票 {expected} 吨。"),
    "order": _("第 {seq} 行数量：发票 {charged} 吨，超过采购合同余量 {expected} 吨。"),
    "price": _("第 {seq} 行金额：发票 {charged}，按采购单价 {price} 应为 {expected}。"),
    "tax": _("第 {seq} 行税率：发票 {charged}，采购合同 {expected}。"),
    "sum": _("第 {seq} 行金额：发票 {charged}，数量乘单价应为 {expected}。"),
    "rounding": _("第 {seq} 行税额：发票 {charged}，按税率应为 {expected}。"),
    "red": _("第 {seq} 行红冲 {charged}，超过原票该行可红冲金额 {expected}。"),
}
ZERO = Decimal(0)


def compare(invoice: SupplierInvoice) -> list[str]:
    """This will write onto each line what does not tie, and give every sentence."""
    told: list[str] = []
    for line in invoice.lines.select_related("purchase_line__purchase"):
        standing = _standing(line)
        if invoice.kind == SupplierInvoice.Kind.RED:
            found = _against_blue(invoice, line)
        else:
            charge = Charge(line.quantity, line.price, line.tax_rate, line.amount_excl, line.tax)
            found = calc.differences(charge, standing=standing)
        line.differences = [_say(line, row, standing) for row in found]
        line.save(update_fields=["differences"])
        told += [row["sentence"] for row in line.differences]
    return told


def _standing(line: SupplierInvoiceLine) -> Standing:
    bought = line.purchase_line
    done = queries.invoiced_weight(bought.pk, but=line.invoice_id)
    return Standing(
        received=receiving.accepted_weight(bought.pk) - done,
        price=purchase_queries.expected_price(bought),
        tax_rate=bought.purchase.tax_rate,
        orderable=purchase_queries.ceiling(bought) - done,
    )


def _against_blue(invoice: SupplierInvoice, line: SupplierInvoiceLine) -> list[Difference]:
    """A red line takes back no more than its blue line has left."""
    same = SupplierInvoiceLine.objects.filter(purchase_line=line.purchase_line)
    others = same.filter(invoice__reverses=invoice.reverses, invoice__state__in=GOOD)
    blue = same.filter(invoice=invoice.reverses)
    taken = others.exclude(invoice=invoice).aggregate(sum=Sum("amount"))["sum"] or ZERO
    left = (blue.aggregate(sum=Sum("amount"))["sum"] or ZERO) + taken
    if -line.amount > left:
        return [Difference("red", -line.amount, left)]
    return []


def _say(line: SupplierInvoiceLine, row: Difference, standing: Standing) -> dict[str, Any]:
    sentence = SENTENCES[row.kind].format(
        seq=line.seq,
        charged=f"{row.charged.normalize():f}" if row.kind == "tax" else f"{row.charged:f}",
        expected=f"{row.expected.normalize():f}" if row.kind == "tax" else f"{row.expected:f}",
        price=f"{standing.price:f}",
    )
    return {"kind": row.kind, "sentence": str(sentence)}
