"""Attaching a file to a paper."""

import hashlib
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal, TooLarge
from backend.core.events import log
from backend.core.files import calc, images, queries
from backend.core.files.models import Attachment
from backend.core.ids import uuid7

log.declare("core.attachment.added", "core.attachment.removed")
MAX_BYTES = 20 * 1024 * 1024


class NotTaken(Malformed):
    """The file is of no kind we take, or it is damaged."""

    sentence = _("不支持该文件或文件已损坏。可上传 JPEG、PNG、WebP、PDF、XLSX、DOCX、CSV。")


class TooBigInside(Malformed):
    """The file is small but what it holds is not."""

    sentence = _("文件内容过大：图片最多 4000 万像素，表格和文档解压后最多 200 MB。")


class BelongsToThePaper(Refusal):
    """What was sent from outside is part of the paper."""

    sentence = _("已提交的文件属于该单据，不能自行删除；如有错误请另传新文件并联系对方经办人。")


@documents.verb
def add(
    *, actor: Actor, document: str, document_id: UUID, kind: str, name: str, content: bytes
) -> Attachment:
    """This will check a file by its bytes, store it and tell the document's timeline.

    It raises Invisible for a paper out of sight, Forbidden when the actor may only read it,
    TooLarge beyond 20 MB, NotTaken and TooBigInside for what the file is.
    """
    paper = queries.visible_paper(document, document_id, actor=actor)
    queries.require_writer(paper, actor=actor)
    if len(content) > MAX_BYTES:
        raise TooLarge
    row = _checked(content)
    row.id = uuid7()
    row.document, row.document_id, row.kind = document, document_id, kind
    row.name = _named(name, mime=row.mime)
    row.created_at, row.created_by_id = timezone.now(), actor.user_id
    with_dot = calc.ENDINGS[row.mime]
    row.path = f"attachments/{row.created_at:%Y/%m}/{row.id}{with_dot}"
    payload = {"attachment_id": row.id, "name": row.name, "kind": kind, "sha256": row.sha256}
    row.path = default_storage.save(row.path, ContentFile(row.content))  # type: ignore[attr-defined]
    try:
        row.save(force_insert=True)
        log.emit("core.attachment.added", paper, actor=actor, payload=payload)
    except Exception:
        default_storage.delete(row.path)
        raise
    return row


@documents.verb
def remove(attachment_id: UUID, *, actor: Actor, reason: str) -> None:
    """This will take a file off its paper; the timeline keeps its name and digest.

    It raises BelongsToThePaper for a person from outside, whose files stay where they were sent.
    """
    row = queries.visible(attachment_id, actor=actor)
    if actor.party_id is not None:
        raise BelongsToThePaper
    paper = queries.visible_paper(row.document, row.document_id, actor=actor)
    queries.require_writer(paper, actor=actor)
    payload = {"attachment_id": row.pk, "name": row.name, "kind": row.kind, "sha256": row.sha256}
    log.emit("core.attachment.removed", paper, actor=actor, payload=payload, reason=reason)
    path = row.path
    row.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def _checked(content: bytes) -> Attachment:
    try:
        mime = calc.sniff(content)
        if not mime:
            raise NotTaken(errors={"file": NotTaken.sentence})
        row = Attachment(mime=mime)
        if mime in calc.IMAGES:
            fresh = images.renew(content, kind=calc.IMAGES[mime])
            content, row.width, row.height = fresh.content, fresh.width, fresh.height
    except (calc.Bomb, images.TooManyPixels):
        raise TooBigInside(errors={"file": TooBigInside.sentence}) from None
    except images.NoImage:
        raise NotTaken(errors={"file": NotTaken.sentence}) from None
    if len(content) > MAX_BYTES:
        raise TooLarge
    row.content = content  # type: ignore[attr-defined]
    row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
    return row


def _named(name: str, *, mime: str) -> str:
    """The last part of the given name, with the ending its content has."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or "file"
    stem = last.rsplit(".", 1)[0] if "." in last[1:] else last
    ending = calc.ENDINGS[mime]
    return stem[: 200 - len(ending)] + ending
