"""Questions about imports: what became of rows, what may be imported."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from backend.core.access.actor import Actor
from backend.core.spreadsheet import books, plans, reading
from backend.core.spreadsheet.models import ImportBatch, ImportChunk
from backend.core.spreadsheet.plans import Plan

KEPT = ("refused", "skipped")


def outcomes(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """This will give what became of each row, by the last phase that was begun."""
    phases = set(batch.chunks.values_list("phase", flat=True))
    phase = ImportChunk.Phase.RUN if ImportChunk.Phase.RUN in phases else ImportChunk.Phase.CHECK
    chunks = batch.chunks.filter(phase=phase).order_by("start").iterator(chunk_size=4)
    rows = (row for chunk in chunks for row in chunk.rows)
    plan = plans.of(batch.document)
    is_gathered = plan is not None and plan.lines is not None
    yield from sorted(rows, key=lambda row: row["line"]) if is_gathered else rows


def some(batch: ImportBatch, *, outcome: str, after: int, limit: int) -> list[dict[str, Any]]:
    """This will give the first outcomes behind a line, of one kind when that is named.

    `warned` names the rows that carry a warning.
    """
    found = []
    for row in outcomes(batch):
        if row["line"] <= after or not _is(row, outcome):
            continue
        found.append(
            {
                "line": row["line"],
                "outcome": row["outcome"],
                "id": row.get("id"),
                "why": row.get("why", ""),
                "warn": row.get("warn", ""),
            }
        )
        if len(found) == limit:
            break
    return found


def _is(row: dict[str, Any], outcome: str) -> bool:
    if outcome == "warned":
        return "warn" in row
    return outcome in ("", row["outcome"])


def table_of(batch: ImportBatch) -> reading.Table:
    """This will read the file of an import again."""
    with default_storage.open(batch.path) as file:
        return reading.read(file.read())


def preview(batch: ImportBatch, *, rows: int = 3) -> list[list[str]]:
    """This will give, for each column of the file, its first values as text."""
    table = table_of(batch)
    found: list[list[str]] = [[] for _heading in table.headers]
    for row in table.rows[:50]:
        for at, cell in enumerate(row.cells):
            shown = books.shown(cell)
            if shown and len(found[at]) < rows:
                found[at].append(shown[:40])
    return found


def error_lines(batch: ImportBatch) -> Iterator[list[Any]]:
    """This will give the rows of the file that were not taken, each with the reasons."""
    table = table_of(batch)
    yield [*table.headers, _("行号"), _("结果"), _("原因")]
    rows = {row.line: row for row in table.rows}
    said = {"refused": _("未通过"), "skipped": _("跳过")}
    for found in outcomes(batch):
        if found["outcome"] not in KEPT and "warn" not in found:
            continue
        cells = list(rows[found["line"]].cells)
        cells += [None] * (len(table.headers) - len(cells))
        why = "；".join(part for part in (found.get("why"), found.get("warn")) if part)
        yield [*cells, found["line"], said.get(found["outcome"], _("提醒")), why]


def importable(actor: Actor) -> list[Plan]:
    """This will give the documents this actor may import."""
    return [plan for plan in plans.plans() if actor.may(plan.permission)]
