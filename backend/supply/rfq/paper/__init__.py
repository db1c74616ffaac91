"""The comparison on paper 比价单 and as a workbook."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from backend.core import printing
from backend.core.spreadsheet import books
from backend.supply.rfq.calc.baskets import Basket
from backend.supply.rfq.models import Award
from backend.supply.rfq.paper.words import FLAGS, TAXED, joined
from backend.supply.rfq.queries.comparing import Column, Compared, Comparison

ACROSS = 5
SPLIT = 2


def comparison_pdf(matrix: Comparison, *, on: date) -> bytes:
    """This will print the comparison, some suppliers to a table."""
    return printing.render("supply/print/rfq_comparison.html", context(matrix, on=on))


def context(matrix: Comparison, *, on: date) -> dict[str, Any]:
    """This will give everything the template shows."""
    rfq = matrix.rfq
    award = Award.objects.filter(rfq=rfq, state="approved").first()
    quoted = [column for column in matrix.columns if column.quote is not None]
    groups = [quoted[at : at + ACROSS] for at in range(0, len(quoted), ACROSS)]
    return {
        "title": "比价单",
        "company": rfq.buyer.name if rfq.buyer else "",
        "no": rfq.no,
        "on": on,
        "rfq": rfq,
        "kind": rfq.get_kind_display(),
        "silent": [column.name for column in matrix.columns if column.quote is None],
        "groups": [_group(matrix, group) for group in groups],
        "rates": list(rfq.rates.all()),
        "penalties": list(rfq.penalties.all()),
        "single": _basket(matrix, _single(matrix)),
        "split": _basket(matrix, matrix.split(most=SPLIT)),
        "award": award,
        "shares": []
        if award is None
        else list(award.lines.select_related("rfq_line__product", "supplier__party")),
    }


def comparison_xlsx(matrix: Comparison, *, on: date) -> bytes:
    """This will write the comparison as a workbook with its rules on a second sheet."""
    target = io.BytesIO()
    books.write_xlsx(
        _sheet(matrix), target, title=f"{_('比价单')} {matrix.rfq.no}", marks=_marks(matrix, on)
    )
    return target.getvalue()


def _sheet(matrix: Comparison) -> Iterator[Sequence[Any]]:
    quoted = [column for column in matrix.columns if column.quote is not None]
    head: list[Any] = [_("行"), _("产品"), _("数量（吨）"), _("最低到门单价")]
    for column in quoted:
        head += [
            f"{column.name} {_('报价')}",
            f"{column.name} {_('到门单价')}",
            f"{column.name} {_('名次')}",
            f"{column.name} {_('说明')}",
        ]
    yield head
    for line in matrix.lines:
        best = matrix.best(line.pk)
        row: list[Any] = [line.seq, str(line.product), line.quantity]
        row.append(None if best is None else best.cell.unit)
        for column in quoted:
            row += _cells(matrix.cells.get((line.pk, column.supplier_id)))
        yield row
    last: list[Any] = ["", _("合计（到门总成本）"), "", ""]
    for column in quoted:
        last += ["", total(matrix, column), "", ""]
    yield last


def _cells(one: Compared | None) -> list[Any]:
    if one is None:
        return ["", "", "", _("未报价")]
    said = joined([*(FLAGS[flag] for flag in one.flags), one.note])
    return [one.offered.price, one.cell.unit, one.rank, said]


def _marks(matrix: Comparison, on: date) -> list[str]:
    rfq = matrix.rfq
    said = [
        f"{rfq.no} {rfq.title}",
        f"{_('比价币种')}：{rfq.currency}；{_('汇率日')}：{rfq.fx_on}；{_('比价日')}：{on}",
        *(f"1 {row.currency} = {row.rate.normalize():f} {rfq.currency}" for row in rfq.rates.all()),
    ]
    for label, shown in baskets(matrix):
        if shown is not None:
            names = "、".join(shown["names"])
            said.append(f"{label}：{shown['total']:f} {rfq.currency}（{names}）")
    return said


def _group(matrix: Comparison, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "columns": [
            {"column": column, "quote": column.quote, "tax": tax(column)} for column in columns
        ],
        "rows": [
            {
                "line": line,
                "cells": [_shown(matrix.cells.get((line.pk, c.supplier_id))) for c in columns],
            }
            for line in matrix.lines
        ],
        "totals": [total(matrix, column) for column in columns],
    }


def _shown(one: Compared | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "unit": one.cell.unit,
        "rank": one.rank,
        "gap": one.gap,
        "price": one.offered.price,
        "pricing": one.offered.get_pricing_display(),
        "flags": [FLAGS[flag] for flag in one.flags],
        "note": one.note,
    }


def tax(column: Column) -> str:
    """This will say the tax of a quote."""
    quote = column.quote
    if quote is None:
        return ""
    rate = (quote.tax_rate or Decimal(0)) * 100
    return f"{TAXED[quote.tax_mode]} {rate.normalize():f}%"


def total(matrix: Comparison, column: Column) -> Decimal:
    """This will add up what a supplier offers."""
    found = [matrix.cells.get((line.pk, column.supplier_id)) for line in matrix.lines]
    return sum((one.cell.amount for one in found if one is not None), Decimal("0.00"))


def baskets(matrix: Comparison) -> list[tuple[str, dict[str, Any] | None]]:
    """This will name the cheapest baskets, from one supplier and from two."""
    return [
        (_("单一供应商最低"), _basket(matrix, _single(matrix))),
        (_("最多两家最低"), _basket(matrix, matrix.split(most=SPLIT))),
    ]


def _single(matrix: Comparison) -> Basket | None:
    return matrix.split(most=1)


def _basket(matrix: Comparison, basket: Basket | None) -> dict[str, Any] | None:
    if basket is None:
        return None
    names = {column.supplier_id: column.name for column in matrix.columns}
    return {
        "total": Decimal(basket.total).scaleb(-2),
        "names": [names[UUID(supplier)] for supplier in basket.suppliers],
    }
