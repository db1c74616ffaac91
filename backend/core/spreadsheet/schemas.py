"""Imports and exports as machines see them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.core.spreadsheet import actions
from backend.core.spreadsheet.flow import FileState, State
from backend.core.spreadsheet.models import ExportFile, ImportBatch

Place = types.text(4, minimum=1)
ColumnName = types.text(80)
Mapping = Annotated[dict[Place, ColumnName], Field(max_length=100)]


class ImportForm(types.In):
    """The fields beside an uploaded file."""

    document: types.text(64, minimum=3)
    on: types.Day


class ImportMap(types.In):
    """Which column is which, by its place in the file from 0, and what to do with known rows."""

    mapping: Mapping
    manner: types.one_of(ImportBatch.Manner) = ImportBatch.Manner.INSERT.value
    duplicates: types.one_of(ImportBatch.Twice) = ImportBatch.Twice.SKIP.value


class ImportValidate(types.In):
    """Whether rows that look like something on file are meant to be new."""

    accepts_similar: types.Flag = False


class ImportBatchRow(types.Out):
    """An import in a list."""

    id: UUID
    no: str
    state: str
    document: str
    file_name: str
    manner: str
    total: int
    handled: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    refused: int
    warned: int
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class ImportBatchOut(ImportBatchRow):
    """An import in full; what its rows say is read from its own address."""

    on: date
    kind: str
    encoding: str
    sheet: str
    size: int
    sha256: str
    headers: list[str]
    mapping: dict[str, str]
    duplicates: str
    accepts_similar: bool
    began_at: datetime | None
    ended_at: datetime | None
    error: str
    updated_at: types.Moment

    @staticmethod
    def resolve_owner_name(batch: Any) -> str | None:
        """This will name the owner."""
        return str(batch.owner) if batch.owner else None


class ImportBatchFilters(Filters):
    """What imports can be filtered by."""

    state: types.one_of(State) | None = None
    document: types.text(64) | None = None


class ImportOutcome(types.Out):
    """What became, or would become, of one row."""

    line: int
    outcome: str
    id: UUID | None
    why: str
    warn: str


class ImportOutcomes(types.Out):
    """Rows of an import; `next` is what to send as `after`."""

    items: list[ImportOutcome]
    next: int | None


class ImportOutcomeQuery(types.In):
    """Which rows, behind which line of the file."""

    outcome: types.text(12) = ""
    after: types.count(0, 1_000_000) = 0
    limit: types.count(1, 1_000) = 200


class ImportColumn(types.Out):
    """A column that a document takes."""

    name: str
    label: str
    kind: str
    is_required: bool
    choices: dict[str, str]
    example: str


class ImportTemplate(types.Out):
    """A document that can be imported, with its columns."""

    document: str
    label: str
    columns: list[ImportColumn]


class ImportTemplates(types.Out):
    """Every document that the caller may import."""

    items: list[ImportTemplate]


QueryName = types.text(40, minimum=1)


class ExportIn(types.In):
    """Which list is to go out, narrowed as the list itself is: filters, `q`, `ordering`."""

    id: types.Id | None = None
    on: types.Day
    document: types.text(64, minimum=3)
    kind: types.one_of(ExportFile.Kind) = ExportFile.Kind.XLSX.value
    query: Annotated[dict[QueryName, types.text(200)], Field(max_length=30)] = {}


class ExportFileRow(types.Out):
    """An export in a list."""

    id: UUID
    no: str
    state: str
    document: str
    kind: str
    file_name: str
    total: int
    size: int
    expires_at: types.Moment
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class ExportFileOut(ExportFileRow):
    """An export in full: what was asked for and what it showed."""

    query: dict[str, Any]
    fields: list[str]
    error: str
    updated_at: types.Moment

    @staticmethod
    def resolve_owner_name(made: Any) -> str | None:
        """This will name the owner."""
        return str(made.owner) if made.owner else None


class ExportFileFilters(Filters):
    """What exports can be filtered by."""

    state: types.one_of(FileState) | None = None
    document: types.text(64) | None = None


IMPORT_BATCH = declare(
    Resource(
        model=ImportBatch,
        room="core",
        name="import_batch",
        plural="imports",
        label=_("导入"),
        out=ImportBatchOut,
        row=ImportBatchRow,
        verbs={
            "map": Verb(actions.map, _("对应列"), ImportMap),
            "validate": Verb(actions.validate, _("校验"), ImportValidate, transition="begin_check"),
            "run": Verb(actions.run, _("开始导入")),
            "cancel": Verb(actions.cancel, _("取消"), danger=True),
            "undo": Verb(actions.undo, _("撤销导入"), danger=True),
        },
        filters=ImportBatchFilters,
        columns={"owner_name": "owner__name"},
        load=lambda rows: rows.select_related("owner"),
    )
)
EXPORT_FILE = declare(
    Resource(
        model=ExportFile,
        room="core",
        name="export_file",
        plural="exports",
        label=_("导出"),
        out=ExportFileOut,
        row=ExportFileRow,
        create=Verb(actions.export, _("导出"), ExportIn),
        verbs={"retry": Verb(actions.retry, _("重试"))},
        filters=ExportFileFilters,
        columns={"owner_name": "owner__name"},
        load=lambda rows: rows.select_related("owner"),
    )
)
