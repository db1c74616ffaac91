"""The receipt note 入库单 with both weights, for warehouse and supplier to sign."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt

ZERO = Decimal(0)


def note(receipt: GoodsReceipt) -> bytes:
    """This will print what came in, the scale difference, and what the gate let through.

    Prices are not on it: it goes through the hands of drivers and warehouse keepers.
    """
    rows = receipt.lines.select_related("product", "warehouse", "ticket", "lot", "purchase_line")
    lines = list(rows.order_by("seq"))
    weighed = [line for line in lines if not line.product.is_counted]
    return printing.render(
        "supply/receiving/note.html",
        {
            "title": _("入库单"),
            "no": receipt.no,
            "on": receipt.received_on,
            "company": receipt.owner_party.name,
            "receipt": receipt,
            "lines": lines,
            "net": sum((line.net or ZERO for line in weighed), ZERO),
            "accepted": sum((line.accepted or ZERO for line in weighed), ZERO),
            "payable": sum((line.payable_weight or ZERO for line in weighed), ZERO),
            "is_posted": receipt.state == ReceiptState.POSTED,
        },
    )
