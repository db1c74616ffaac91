"""A mill on paper: the statement 加工结算单 as PDF, its account as a sheet, its yields drawn."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, printing
from backend.supply.processing.models import ProcessSettlement, ProcessSettlementLine
from backend.supply.processing.queries import MillMonth, YieldRow

Kind = ProcessSettlementLine.Kind


def statement(paper: ProcessSettlement) -> bytes:
    """This will print a statement; what the goods cost us stays inside."""
    order = paper.order
    return printing.render(
        "supply/processing/statement.html",
        {
            "title": _("加工结算单"),
            "no": paper.no,
            "on": paper.settled_on,
            "company": order.company.name,
            "paper": paper,
            "order": order,
            "party": paper.party,
            "product": order.bom.product,
            "lines": paper.lines.order_by("seq"),
            "balance": paper.balance,
            "masses": _masses(paper.balance),
            "is_ours": order.is_ours,
            "due": abs(paper.net_payable),
            "due_words": capitals.rmb(abs(paper.net_payable)),
            "owes": paper.net_payable >= 0,
        },
    )


def _masses(balance: dict[str, Any]) -> list[tuple[Any, str]]:
    names = {
        "issued": _("发料"),
        "returned": _("退料"),
        "outputs": _("成品（折投料金属）"),
        "byproducts": _("废料及副产品"),
        "loss": _("已记损耗"),
        "at_mill": _("在厂结存"),
        "residual": _("差额"),
    }
    return [(label, balance[name]) for name, label in names.items()]


# -- the account of a mill, and its yields drawn -------------------------------------------------

HEADS = (
    _("月份"), _("加工地点"), _("货主"), _("期初（吨）"), _("发料（吨）"), _("退料（吨）"),
    _("消耗（吨）"), _("成品折金属（吨）"), _("副产品（吨）"), _("损耗（吨）"), _("期末（吨）"),
    _("成材率（%）"), _("加工费（含税）"),
)  # fmt: skip
WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, FOOT = 56, 16, 16, 36


def sheet(rows: Sequence[MillMonth]) -> Iterator[list[Any]]:
    """This will write a mill's account as the lines of a table, its heads first."""
    yield [str(head) for head in HEADS]
    for row in rows:
        yield [
            f"{row.month:%Y-%m}", row.warehouse_name, row.owner_name, row.opening, row.issued,
            row.returned, row.consumed, row.outputs, row.byproducts, row.loss, row.closing,
            row.yield_percent, row.fee,
        ]  # fmt: skip


class Mark(NamedTuple):
    """One settled order in the chart."""

    x: float
    y: float
    row: YieldRow


class Chart(NamedTuple):
    """A control chart: where everything is drawn, in units of the picture."""

    product_name: str
    marks: list[Mark]
    line: str
    standard: float
    floor: float
    """Below it is less than allowed."""
    mean: float | None
    band_top: float
    band_height: float
    top_label: str
    bottom_label: str
    last: YieldRow


def charts(rows: Sequence[YieldRow]) -> list[Chart]:
    """This will draw the yields of each product, oldest first, with mean and two deviations."""
    by_product: dict[Any, list[YieldRow]] = {}
    for row in rows:
        by_product.setdefault(row.product_id, []).append(row)
    return [_chart(found) for found in by_product.values()]


def _chart(rows: Sequence[YieldRow]) -> Chart:
    last = rows[-1]
    mean, spread = last.mean, last.two_sigma or Decimal(0)
    values = [row.yield_percent for row in rows] + [row.lowest_percent for row in rows]
    values += [row.standard_percent for row in rows]
    values += [] if mean is None else [mean - spread, mean + spread]
    low, high = min(values), max(values)
    room = max((high - low) / 10, Decimal("0.1"))
    low, high = low - room, high + room

    def down(value: Decimal) -> float:
        share = (high - value) / (high - low)
        return round(TOP + float(share) * (HEIGHT - TOP - FOOT), 1)

    step = (WIDTH - LEFT - RIGHT) / max(len(rows), 1)
    marks = [
        Mark(round(LEFT + step * (at + 0.5), 1), down(row.yield_percent), row)
        for at, row in enumerate(rows)
    ]
    top = TOP if mean is None else down(mean + spread)
    bottom = TOP if mean is None else down(mean - spread)
    return Chart(
        product_name=last.product_name,
        marks=marks,
        line=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        standard=down(last.standard_percent),
        floor=down(last.lowest_percent),
        mean=None if mean is None else down(mean),
        band_top=top,
        band_height=round(bottom - top, 1),
        top_label=f"{high:.2f}",
        bottom_label=f"{low:.2f}",
        last=last,
    )
