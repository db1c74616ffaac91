"""The paper, of whatever room, that something of quality is about."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.errors import Invisible, Malformed
from backend.core.files import queries as files


def name(row: Any, document: str, document_id: UUID | None, *, actor: Actor) -> None:
    """This will write down which paper a row is about; one out of sight is named by field."""
    if not document and document_id is None:
        return
    if not document or document_id is None:
        field = "document" if not document else "document_id"
        raise Malformed(errors={field: _("来源单据的类型和标识须同时填写")})
    try:
        paper = files.visible_paper(document, document_id, actor=actor)
    except Invisible:
        raise Malformed(errors={"document_id": Invisible.sentence}) from None
    row.source_code, row.source_id = document, document_id
    row.source_no = str(getattr(paper, "no", "") or "")
