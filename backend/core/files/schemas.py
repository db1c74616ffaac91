"""A file as machines see it."""

from uuid import UUID

from backend.core import types
from backend.core.files.models import Attachment


class AttachmentFilters(types.In):
    """Whose files."""

    document: types.text(64, minimum=3)
    document_id: types.Id


class AttachmentForm(types.In):
    """The fields beside an uploaded file."""

    document: types.text(64, minimum=3)
    document_id: types.Id
    kind: types.one_of(Attachment.Kind)


class AttachmentRemove(types.In):
    """Why a file is taken away."""

    reason: types.Reason


class AttachmentOut(types.Out):
    """A file of a document."""

    id: UUID
    document: str
    document_id: UUID
    kind: str
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    sha256: str
    created_at: types.Moment
    created_by_id: int | None


class AttachmentsOut(types.Out):
    """The files of a document."""

    items: list[AttachmentOut]
