"""A list as a file: the rows and columns of the page, trimmed by the same rules."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import showing
from backend.core.backoffice.shapes import shapes
from backend.core.backoffice.words import Glossary
from backend.core.http import doors
from backend.core.registry import Resource

MOST = 20_000
_FORMULA = re.compile(r"^[=+\-@\t\r]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEFT_OUT = frozenset({"id", "version", "withheld"})


def harmless(value: Any) -> Any:
    """This will disarm a text that a spreadsheet would run as a formula; numbers stay."""
    if isinstance(value, str) and _FORMULA.match(value) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def names_of(resource: Resource, actor: Actor) -> list[str]:
    """This will name the columns: those of the list's rows, without keys and hidden fields."""
    columns = doors.columns_of(resource)
    linked = {n.rpartition("_")[0] for n in columns if n.endswith(("_no", "_name", "_code"))}
    return [
        name
        for name in columns
        if name not in LEFT_OUT
        and not (name.endswith("_id") and name.removesuffix("_id") in linked)
        and policy.mode(actor, resource, name) > 0
    ]


def rows_of(
    resource: Resource, actor: Actor, rows: QuerySet[Any], glossary: Glossary
) -> Iterator[list[Any]]:
    """This will give the heading and then every row, at most 20,000, as plain cells."""
    names = names_of(resource, actor)
    yield [str(glossary.label(name)) for name in names]
    columns = doors.columns_of(resource)
    values = rows.values(
        *[name for name in names if columns[name] == name],
        **{name: F(columns[name]) for name in names if columns[name] != name},
    )
    cut = policy.trimmer(actor, resource)
    kinds = shapes(resource.row)
    for row in values[:MOST].iterator(chunk_size=500):
        trimmed = cut(dict(row))
        yield [_cell(trimmed[name], name, kinds[name].kind, glossary) for name in names]


def _cell(value: Any, name: str, kind: str, glossary: Glossary) -> Any:
    if isinstance(value, Decimal) or (kind == "count" and isinstance(value, int)):
        return value
    return harmless(showing.plain(value, name=name, glossary=glossary))


def as_csv(rows: Iterable[list[Any]], *, name: str) -> HttpResponse:
    """This will write the rows as CSV in UTF-8 with the mark that Excel needs."""
    text = io.StringIO()
    text.write("\ufeff")
    csv.writer(text).writerows(rows)
    return _file(text.getvalue().encode(), name=f"{name}.csv", kind="text/csv; charset=utf-8")


def as_xlsx(rows: Iterable[list[Any]], *, name: str) -> HttpResponse:
    """This will write the rows as a workbook in which no cell is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for row in rows:
        sheet.append([_written(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return _file(target.getvalue(), name=f"{name}.xlsx", kind=XLSX)


def _written(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = _attachment(name)
    response["Cache-Control"] = "private, no-store"
    return response


def _attachment(name: str) -> str:
    from urllib.parse import quote

    return f"attachment; filename=\"export\"; filename*=UTF-8''{quote(name)}"


def file_name(resource: Resource) -> str:
    """This will name the file by the document and the day."""
    return f"{resource.label}-{timezone.localdate():%Y%m%d}"
