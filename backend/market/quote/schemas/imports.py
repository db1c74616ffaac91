"""Imports of prices as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.quote import actions
from backend.market.quote.models import QuoteImport, QuoteImportLine

MAX_TEXT = 2_000_000
Source = types.text(64, minimum=1)


class QuoteImportIn(types.In):
    """A price file as text."""

    id: types.Id | None = None
    on: types.Day
    file_name: types.text(200, minimum=1)
    source: Source
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    keep_good: types.Flag = False


class QuoteImportForm(types.In):
    """What comes along with an uploaded price file."""

    on: types.Day
    source: Source
    keep_good: types.Flag = False


class ImportLineOut(types.Out):
    """What became of one line of a file."""

    line: int
    outcome: str
    code: str
    day: types.Day | None
    detail: str


class ImportLinesOut(types.Out):
    """Lines of an import in file order; `next` is the line to go on after."""

    items: list[ImportLineOut]
    next: int | None


class ImportLinesQuery(Filters):
    """Which lines of an import to show."""

    outcome: types.one_of(QuoteImportLine.Outcome) | None = None
    after: types.count(0, 10_000_000) = 0
    limit: types.count(1, 1_000) = 200


class QuoteImportRow(types.Out):
    """An import in a list: how many lines became what."""

    id: UUID
    no: str
    file_name: str
    shape: str
    source: str
    first_day: types.Day | None
    last_day: types.Day | None
    stored: int
    corrected: int
    unchanged: int
    missing: int
    rejected: int
    version: int
    created_at: types.Moment


class QuoteImportOut(QuoteImportRow):
    """An import in full, with the first hundred lines that deserve a look."""

    created_by_id: int | None
    lines: list[ImportLineOut]

    @staticmethod
    def resolve_lines(done: Any) -> list[Any]:
        """This will read the lines that were missing, corrected or rejected."""
        outcome = QuoteImportLine.Outcome
        notable = (outcome.MISSING, outcome.CORRECTED, outcome.REJECTED)
        return list(done.lines.filter(outcome__in=notable).order_by("line")[:100])


class QuoteImportFilters(Filters):
    """What imports can be filtered by."""

    shape: types.one_of(QuoteImport.Shape) | None = None


QUOTE_IMPORT = declare(
    Resource(
        model=QuoteImport,
        room="market",
        name="quote_import",
        plural="quote-imports",
        label=_("行情导入"),
        out=QuoteImportOut,
        row=QuoteImportRow,
        create=Verb(actions.import_csv, _("导入"), QuoteImportIn),
        filters=QuoteImportFilters,
        scoped=False,
    )
)
