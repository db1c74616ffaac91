"""The HTTP door of files: multipart in, bytes out."""

import hashlib
from typing import Annotated, Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, UploadedFile

from backend.core import types
from backend.core.errors import TooLarge
from backend.core.files import actions, queries
from backend.core.files.schemas import (
    AttachmentFilters,
    AttachmentForm,
    AttachmentOut,
    AttachmentRemove,
    AttachmentsOut,
)
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once

router = Router(tags=["core"])
Upload = Annotated[UploadedFile, File(description="At most 20 MB.")]
Key = Annotated[types.Id, Path()]


@router.post(
    "",
    response={201: AttachmentOut},
    operation_id="core_attachment_create",
    summary="Attach a file",
)
def attach(
    request: HttpRequest,
    form: Annotated[AttachmentForm, Form()],
    file: Upload,
    key: IdempotencyKey = None,
) -> HttpResponse:
    """Attach a file to a document the caller may change. The type is told by the content."""
    if (file.size or 0) > actions.MAX_BYTES:
        raise TooLarge
    actor = actor_of(request)
    content = file.read()

    def work() -> HttpResponse:
        row = actions.add(
            actor=actor,
            document=form.document,
            document_id=form.document_id,
            kind=form.kind,
            name=types.tidy(file.name or "", maximum=200),
            content=content,
        )
        return _answer(row, status=201)

    mark = f"{form.model_dump_json()}\n{file.name}\n{hashlib.sha256(content).hexdigest()}"
    return once(request, actor, key, work, body=mark.encode())


@router.get("", response=AttachmentsOut, operation_id="core_attachment_list", summary="List files")
def listing(request: HttpRequest, query: Annotated[AttachmentFilters, Query()]) -> dict[str, Any]:
    """List the files of a document the caller may see, newest first, at most 200."""
    rows = queries.of_paper(query.document, query.document_id, actor=actor_of(request))
    return {"items": list(rows[:200])}


@router.get(
    "/{attachment_id}",
    response=AttachmentOut,
    operation_id="core_attachment_read",
    summary="Read about a file",
)
def about(request: HttpRequest, attachment_id: Key) -> HttpResponse:
    """Read what is known about a file."""
    return _answer(queries.visible(attachment_id, actor=actor_of(request)), status=200)


@router.get(
    "/{attachment_id}/content",
    operation_id="core_attachment_content",
    summary="Download a file",
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
        }
    },
)
def content(request: HttpRequest, attachment_id: Key) -> FileResponse:
    """Download a file; a browser saves it and runs nothing of it."""
    row = queries.visible(attachment_id, actor=actor_of(request))
    response = FileResponse(
        default_storage.open(row.path),
        as_attachment=True,
        filename=row.name,
        content_type=row.mime,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{row.sha256}"'
    response["Cache-Control"] = "private, no-store"
    return response


@router.post(
    "/{attachment_id}/remove",
    response={204: None},
    operation_id="core_attachment_remove",
    summary="Remove a file",
)
def remove(
    request: HttpRequest, attachment_id: Key, data: AttachmentRemove, key: IdempotencyKey = None
) -> HttpResponse:
    """Take a file off its document; the timeline keeps its name and digest."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        actions.remove(attachment_id, actor=actor, reason=data.reason)
        return HttpResponse(status=204)

    return once(request, actor, key, work)


def _answer(row: Any, *, status: int) -> HttpResponse:
    response = as_json(AttachmentOut.model_validate(row).model_dump(), status=status)
    if status == 201:
        response["Location"] = f"/api/v1/core/attachments/{row.pk}"
    return response


ROUTERS = {"attachments": router}
