"""Files as answers: saved by the browser, kept by no cache."""

import io
from typing import TypeVar
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from backend.core.access.actor import Actor
from backend.core.spreadsheet import books, queries
from backend.core.spreadsheet.models import ExportFile, ImportBatch
from backend.core.spreadsheet.plans import Plan

Answer = TypeVar("Answer", HttpResponse, FileResponse)


def error_workbook(batch: ImportBatch) -> HttpResponse:
    """This will answer with the rows that were not taken, each with its reasons."""
    target = io.BytesIO()
    books.write_xlsx(queries.error_lines(batch), target, title=_("未通过的行"), marks=())
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return _download(target.getvalue(), name=f"{stem}-{_('未通过')}.xlsx")


def template(plan: Plan, actor: Actor) -> HttpResponse:
    """This will answer with the workbook to be filled."""
    content = books.template(plan, plan.open_columns(actor))
    return _download(content, name=f"{plan.resource.label}-{_('导入模板')}.xlsx")


def sent(made: ExportFile) -> FileResponse:
    """This will stream the file of an export."""
    is_book = made.kind == ExportFile.Kind.XLSX
    encoding = "gb18030" if made.kind == ExportFile.Kind.CSV_GB else "utf-8"
    response = FileResponse(
        default_storage.open(made.path),
        as_attachment=True,
        filename=made.file_name,
        content_type=books.XLSX if is_book else f"text/csv; charset={encoding}",
    )
    return _private(response)


def _download(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=books.XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name)}"
    )
    return _private(response)


def _private(response: Answer) -> Answer:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
