"""Whether every tonne of an order is explained: by owner, and element by element."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Q, Sum

from backend.core.events.log import plain
from backend.supply.processing import calc
from backend.supply.processing.calc import ElementRow, Masses
from backend.supply.processing.models import (
    BomElement,
    LossRecord,
    MaterialEntry,
    MaterialIssue,
    MaterialReturn,
    ProcessingReceipt,
    ProcessOrder,
    ReceiptByproduct,
    ReceiptOutput,
)

ZERO = Decimal("0.000")


class Balance(NamedTuple):
    """The metal balance of one order, whose metal all belongs to one owner."""

    owner: str
    masses: Masses
    tickets: int
    limit: Decimal
    elements: list[ElementRow]

    @property
    def is_closed(self) -> bool:
        """Whether the scales alone can explain what is left open, and of every element too."""
        if abs(self.masses.residual) > self.limit:
            return False
        return all(abs(row.residual) <= row.limit for row in self.elements)

    def table(self) -> dict[str, Any]:
        """This will write the balance down as it stands, to be kept with a statement."""
        found = {
            "owner": self.owner,
            **self.masses._asdict(),
            "at_mill": self.masses.at_mill,
            "residual": self.masses.residual,
            "tickets": self.tickets,
            "limit": self.limit,
            "yield_percent": calc.yield_percent(self.masses.outputs, self.masses.consumed),
            "is_closed": self.is_closed,
            "elements": [row._asdict() for row in self.elements],
        }
        written: dict[str, Any] = plain(found)
        return written


def balance_of(order: ProcessOrder) -> Balance:
    """This will balance an order's metal from its ledger and its papers."""
    masses = Masses(
        issued=order.issued,
        returned=order.returned,
        consumed=order.consumed,
        outputs=calc.metal_in(order.accepted, metal_share=order.bom.metal_share),
        byproducts=order.byproducts,
        loss=order.lost,
    )
    tickets = tickets_of(order)
    limit = calc.tolerance(order.resolution, tickets=tickets)
    return Balance(str(order.owner_party), masses, tickets, limit, _elements(order, limit))


def tickets_of(order: ProcessOrder) -> int:
    """This will count the weigh tickets an order stands on; each may err by one division."""
    mine = Q(order=order, ticket__isnull=False)
    return sum(
        model._default_manager.filter(mine).count()
        for model in (MaterialIssue, MaterialReturn, ProcessingReceipt)
    )


def _elements(order: ProcessOrder, limit: Decimal) -> list[ElementRow]:
    rows = BomElement.objects.filter(bom_id=order.bom_id)
    shares = {
        (str(row.product_id), row.element): calc.Content(row.content, row.allowance) for row in rows
    }
    if not shares:
        return []
    used = Q(order=order, kind__in=(MaterialEntry.Kind.CONSUME, MaterialEntry.Kind.RESTORE))
    losses: dict[str, Decimal] = defaultdict(Decimal)
    for element, weight in LossRecord.objects.filter(order=order).values_list("element", "weight"):
        losses[element] += weight
    return calc.elements(
        shares,
        consumed={
            key: -tonnes
            for key, tonnes in _by(MaterialEntry.objects.filter(used), "product_id", "weight")
        },
        outputs=dict(
            _by(ReceiptOutput.objects.filter(receipt__order=order), "output__product_id",
                "accepted")
        ),
        byproducts=dict(
            _by(ReceiptByproduct.objects.filter(receipt__order=order), "product_id", "weight")
        ),
        losses=losses,
        scales=limit,
    )  # fmt: skip


def _by(rows: Any, key: str, column: str) -> list[tuple[str, Decimal]]:
    found = rows.values(group=F(key)).annotate(whole=Sum(column)).order_by("group")
    return [(str(row["group"]), row["whole"]) for row in found]
