"""The HTTP door of spreadsheets: files in, templates and lists out."""

import hashlib
from typing import Annotated

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, UploadedFile

from backend.core import types
from backend.core.access import policy
from backend.core.errors import Invisible, TooLarge
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once, router_for
from backend.core.spreadsheet import actions, plans, queries, reading, sending
from backend.core.spreadsheet.schemas import (
    EXPORT_FILE,
    IMPORT_BATCH,
    ImportForm,
    ImportOutcomeQuery,
    ImportOutcomes,
    ImportTemplates,
)

imports, exports = router_for(IMPORT_BATCH), router_for(EXPORT_FILE)
templates = Router(tags=["core"])
Upload = Annotated[UploadedFile, File(description="An .xlsx or CSV file of at most 30 MB.")]
Key = Annotated[types.Id, Path()]
BYTES = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}}
}


@imports.post(
    "",
    response={201: doors.with_extras(IMPORT_BATCH.out, verbs=True)},
    operation_id="core_import_batch_create",
    summary="Upload a file to import",
)
def upload(
    request: HttpRequest,
    form: Annotated[ImportForm, Form()],
    file: Upload,
    key: IdempotencyKey = None,
) -> HttpResponse:
    """Upload a workbook or a text table; its columns are proposed, nothing is written yet."""
    actor = actor_of(request)
    actions.plan_for(form.document, actor=actor)
    if (file.size or 0) > reading.MAX_BYTES:
        raise TooLarge
    content = file.read()

    def work() -> HttpResponse:
        batch = actions.upload(
            actor=actor,
            on=form.on,
            document=form.document,
            file_name=file.name or "",
            content=content,
        )
        return doors.answer(IMPORT_BATCH, actor, batch.pk, status=201)

    mark = f"{form.model_dump_json()}\n{file.name}\n{hashlib.sha256(content).hexdigest()}"
    return once(request, actor, key, work, body=mark.encode())


@imports.get(
    "/{import_batch_id}/rows",
    response=ImportOutcomes,
    operation_id="core_import_batch_rows",
    summary="Read what became of the rows",
)
def rows(
    request: HttpRequest, import_batch_id: Key, query: Annotated[ImportOutcomeQuery, Query()]
) -> HttpResponse:
    """Read what became, or would become, of the rows, in the order of the file."""
    batch = actions.mine(import_batch_id, actor=actor_of(request))
    found = queries.some(batch, outcome=query.outcome, after=query.after, limit=query.limit + 1)
    following = found[query.limit - 1]["line"] if len(found) > query.limit else None
    return as_json({"items": found[: query.limit], "next": following})


@imports.get(
    "/{import_batch_id}/errors",
    operation_id="core_import_batch_errors",
    summary="Download the rows that were not taken",
    openapi_extra=BYTES,
)
def errors(request: HttpRequest, import_batch_id: Key) -> HttpResponse:
    """Download the original rows that were refused or skipped, each with its reasons."""
    batch = actions.mine(import_batch_id, actor=actor_of(request))
    return sending.error_workbook(batch)


@templates.get(
    "",
    response=ImportTemplates,
    operation_id="core_import_template_list",
    summary="List what can be imported",
)
def documents(request: HttpRequest) -> HttpResponse:
    """List the documents the caller may import, with their columns."""
    actor = actor_of(request)
    policy.require(actor, actions.CREATE_IMPORT)
    items = [
        {
            "document": plan.resource.code,
            "label": str(plan.resource.label),
            "columns": [
                {
                    "name": column.name,
                    "label": str(column.label),
                    "kind": column.kind,
                    "is_required": column.is_required,
                    "choices": {code: str(label) for code, label in column.choices},
                    "example": str(column.example),
                }
                for column in plan.open_columns(actor)
            ],
        }
        for plan in queries.importable(actor)
    ]
    return as_json({"items": items})


@templates.get(
    "/{document}",
    operation_id="core_import_template_read",
    summary="Download a workbook to be filled",
    openapi_extra=BYTES,
)
def template(request: HttpRequest, document: Annotated[str, Path(max_length=64)]) -> HttpResponse:
    """Download the workbook of a document: headings, explanations, an example, lists to choose."""
    actor = actor_of(request)
    policy.require(actor, actions.CREATE_IMPORT)
    plan = plans.of(document)
    if plan is None:
        raise Invisible
    policy.require(actor, plan.permission)
    return sending.template(plan, actor)


@exports.get(
    "/{export_file_id}/content",
    operation_id="core_export_file_content",
    url_name="core_export_file_content",
    summary="Download an export",
    openapi_extra=BYTES,
)
def content(request: HttpRequest, export_file_id: Key) -> FileResponse:
    """Download an export; only whoever asked for it may, until it expires."""
    made = actions.take(export_file_id, actor=actor_of(request))
    return sending.sent(made)


ROUTERS = {"imports": imports, "import-templates": templates, "exports": exports}
