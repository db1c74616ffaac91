"""What people do with imports."""

import hashlib
import logging
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.http import problems
from backend.core.ids import uuid7
from backend.core.jobs import queue
from backend.core.numbering import actions as numbering
from backend.core.registry import permit
from backend.core.spreadsheet import mapping as mappings
from backend.core.spreadsheet import plans, reading, running, undoing
from backend.core.spreadsheet.flow import State
from backend.core.spreadsheet.models import ImportBatch, ImportChunk
from backend.core.types import tidy

log.declare(
    "core.import_batch.created",
    "core.import_batch.mapped",
    "core.import_batch.validating_started",
    "core.import_batch.validated",
    "core.import_batch.started",
    "core.import_batch.finished",
    "core.import_batch.failed",
    "core.import_batch.cancelled",
    "core.import_batch.undo_started",
    "core.import_batch.undo_failed",
    "core.import_batch.undone",
)
CREATE_IMPORT = permit("core.create_import_batch")
UNDO_DAYS = 30
INSTANT_UNDO = 1_000


class NotImportable(Malformed):
    """The document takes no rows."""

    sentence = _("这种单据不支持导入。")


class NotYours(Forbidden):
    """An import works with the rights of whoever began it, and only that person steers it."""

    sentence = _("只有发起人可以操作这次导入。")


class TooLate(NotNow):
    """The import was too long ago to be taken back."""

    sentence = _("导入已超过 {days} 天，不能再撤销。")


def plan_for(document: str, *, actor: Actor) -> plans.Plan:
    """This will find how a document is imported, for somebody who may; else it refuses."""
    policy.require(actor, CREATE_IMPORT)
    plan = plans.of(document)
    if plan is None:
        raise NotImportable(errors={"document": NotImportable.sentence})
    policy.require(actor, plan.permission)
    return plan


@documents.verb
def upload(*, actor: Actor, on: date, document: str, file_name: str, content: bytes) -> ImportBatch:
    """This will take a file in, read its headings and propose which column is which."""
    plan = plan_for(document, actor=actor)
    table = reading.read(content)
    batch = ImportBatch(
        document=document,
        on=on,
        file_name=tidy(file_name.replace("\\", "/").rpartition("/")[2], maximum=200) or "file",
        kind=table.kind,
        encoding=table.encoding,
        sheet=tidy(table.sheet, maximum=64),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        headers=table.headers,
        mapping=mappings.propose(plan, table.headers),
        total=len(table.rows),
        key_id=actor.key_id,
    )
    batch.id = uuid7()
    batch.no = numbering.next_number("DR", on=on)
    batch.path = default_storage.save(
        f"imports/{on:%Y/%m}/{batch.id}.{table.kind}", ContentFile(content)
    )
    try:
        return documents.add(
            batch, actor=actor, event="core.import_batch.created", permission=CREATE_IMPORT
        )
    except Exception:
        default_storage.delete(batch.path)
        raise


def _lock(batch_id: UUID, verb: str, *, actor: Actor) -> tuple[ImportBatch, plans.Plan]:
    permission = f"core.{verb}_import_batch"
    batch = documents.lock(ImportBatch, batch_id, actor=actor, permission=permission)
    if batch.created_by_id != actor.user_id or batch.key_id != actor.key_id:
        raise NotYours
    plan = plans.of(batch.document)
    if plan is None:
        raise NotImportable
    policy.require(actor, plan.permission)
    return batch, plan


@documents.verb
def map(
    batch_id: UUID, *, actor: Actor, mapping: dict[str, str], manner: str, duplicates: str
) -> ImportBatch:
    """This will settle which column is which, and what to do with rows that are there already."""
    batch, plan = _lock(batch_id, "map", actor=actor)
    found = mappings.check(plan, batch.headers, mapping, actor=actor)
    if manner != ImportBatch.Manner.UPDATE:
        mappings.require(plan, found)
    batch.map()
    batch.mapping, batch.manner, batch.duplicates = found, manner, duplicates
    mappings.remember(plan, batch.headers, found, at=timezone.now())
    return documents.save(batch, actor=actor, event="core.import_batch.mapped")


@documents.verb
def validate(batch_id: UUID, *, actor: Actor, accepts_similar: bool) -> ImportBatch:
    """This will try every row in the background and write nothing."""
    batch, _plan = _lock(batch_id, "validate", actor=actor)
    batch.begin_check()
    batch.accepts_similar = accepts_similar
    batch.chunks.all().delete()
    return _begin(batch, actor, "core.import_batch.validating_started")


@documents.verb
def run(batch_id: UUID, *, actor: Actor) -> ImportBatch:
    """This will write the rows in the background, exactly as the trial said."""
    batch, _plan = _lock(batch_id, "run", actor=actor)
    batch.run()
    batch.began_at = timezone.now()
    return _begin(batch, actor, "core.import_batch.started")


def _begin(batch: ImportBatch, actor: Actor, event: str) -> ImportBatch:
    batch.handled = batch.warned = batch.attempts = 0
    for word in running.COUNTED:
        setattr(batch, word, 0)
    batch.error, batch.beat_at, batch.ended_at = "", timezone.now(), None
    documents.save(batch, actor=actor, event=event)
    running.wake(batch.pk)
    return batch


@documents.verb
def cancel(batch_id: UUID, *, actor: Actor) -> ImportBatch:
    """This will stop an import; what was written so far stays and may be undone."""
    batch, _plan = _lock(batch_id, "cancel", actor=actor)
    batch.cancel()
    batch.ended_at = timezone.now()
    return documents.save(batch, actor=actor, event="core.import_batch.cancelled")


@documents.verb
def undo(batch_id: UUID, *, actor: Actor) -> ImportBatch:
    """This will take back what an import wrote, when nobody has built on it."""
    batch, plan = _lock(batch_id, "undo", actor=actor)
    since = batch.began_at or batch.created_at
    if timezone.now() - since > timedelta(days=UNDO_DAYS):
        raise TooLate(days=UNDO_DAYS)
    batch.undo()
    if batch.created + batch.updated > INSTANT_UNDO:
        batch.error = ""
        documents.save(batch, actor=actor, event="core.import_batch.undo_started")
        key = f"undo:{batch.pk}:{batch.version}"
        queue.enqueue("core.undo_import", key=key, batch_id=batch.pk)
        return batch
    return _take_back(batch, plan, actor=actor)


def _take_back(batch: ImportBatch, plan: plans.Plan, *, actor: Actor) -> ImportBatch:
    tally = undoing.take_back(batch, plan, actor=actor)
    batch.be_undone()
    return documents.save(batch, actor=actor, event="core.import_batch.undone", payload=tally)


@queue.does("core.undo_import")
def undo_later(batch_id: str) -> None:
    """This will take a large import back; one that cannot be stays, and says why."""
    rows = ImportBatch.objects.select_for_update(of=("self",))
    batch = rows.get(pk=UUID(batch_id))
    if batch.state != State.UNDOING:
        return
    documents.remember(batch)
    try:
        with transaction.atomic():
            actor = running.actor_of(batch)
            plan = plan_for(batch.document, actor=actor)
            _take_back(batch, plan, actor=actor)
    except Exception as error:
        refusal = problems.from_exception(error)
        if refusal is None:
            logging.getLogger("heng.spreadsheet").exception("undo failed")
        batch = rows.get(pk=UUID(batch_id))
        documents.remember(batch)
        why = str(refusal or _("撤销时出错，没有改动任何记录，请重试。"))
        _keep(batch, why)


def _keep(batch: ImportBatch, why: str) -> None:
    """What could not be taken back stays as it was, with the reason."""
    is_whole = not batch.refused and batch.handled >= batch.total
    (batch.be_done if is_whole else batch.be_partial)()
    batch.error = why[:500]
    house = system("import")
    documents.save(batch, actor=house, event="core.import_batch.undo_failed", reason=batch.error)


def forget(*, actor: Actor) -> int:
    """This will forget the rows of imports that can no longer be undone, and their files."""
    before = timezone.now() - timedelta(days=UNDO_DAYS + 60)
    old = ImportBatch.objects.filter(created_at__lt=before).exclude(path="")
    count = 0
    for batch in old.exclude(state__in=[State.RUNNING, State.CHECKING])[:500]:
        ImportChunk.objects.filter(batch=batch).delete()
        default_storage.delete(batch.path)
        ImportBatch.objects.filter(pk=batch.pk).update(path="")
        count += 1
    return count


def mine(batch_id: UUID, *, actor: Actor) -> Any:
    """This will read an import whose rows only its owner may look into."""
    batch = documents.get(ImportBatch, batch_id, actor=actor)
    if batch.created_by_id != actor.user_id:
        raise NotYours
    return batch
