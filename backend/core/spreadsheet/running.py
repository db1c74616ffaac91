"""Going through a file in the background: a run of rows, one transaction, and on.

The batch's row is the truth: how far it got, and in which state. A start takes it up there, so
a worker that is killed loses at most the rows of one transaction, which then never were. The
attempt is counted before the work, so a file that kills its worker is given up after three.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_q.tasks import async_task

from backend.core import context
from backend.core.access.actor import Actor, of_key, of_user, system
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.people.models import ApiKey, User
from backend.core.spreadsheet import plans, reading
from backend.core.spreadsheet.checking import Checker
from backend.core.spreadsheet.flow import BUSY, State
from backend.core.spreadsheet.models import ImportBatch, ImportChunk
from backend.core.spreadsheet.writing import Writer, told

log = logging.getLogger("heng.spreadsheet")
AT_ONCE = 1_000
ONE_BY_ONE = 100
SECONDS = 200.0
QUIET = timedelta(seconds=60)
MAX_ATTEMPTS = 3
COUNTED = ("created", "updated", "unchanged", "skipped", "refused")


class RightsGone(Refusal):
    """The person who began the import may not go on with it."""

    status = 403
    sentence = gettext_lazy("发起人的账号或密钥已停用。")


def wake(batch_id: UUID) -> None:
    """This will tell a worker, after commit, that an import waits."""
    transaction.on_commit(
        lambda: async_task(f"{__name__}.work", str(batch_id), q_options={"save": False})
    )


def sweep() -> int:
    """This will wake workers for imports that nobody has carried on for a minute."""
    quiet = timezone.now() - QUIET
    left = list(ImportBatch.objects.filter(state__in=BUSY, beat_at__lt=quiet)[:20])
    for batch in left:
        async_task(f"{__name__}.work", str(batch.pk), q_options={"save": False})
    return len(left)


def mark_of(batch_id: UUID) -> str:
    """This will give the request id that every event of an import carries."""
    return f"import-{batch_id}"


@contextmanager
def marked(mark: str) -> Iterator[None]:
    """This will let every event inside say that an import caused it."""
    source, request = context.source.set("import"), context.request_id.set(mark)
    try:
        yield
    finally:
        context.source.reset(source)
        context.request_id.reset(request)


def actor_of(batch: Any) -> Actor:
    """This will work out, as of now, the rights of whoever began it; raises RightsGone."""
    if batch.key_id is not None:
        key = ApiKey.objects.select_related("user").filter(pk=batch.key_id).first()
        if key is None or key.revoked_at or not key.user.is_active:
            raise RightsGone
        return of_key(key)
    user = User.objects.filter(pk=batch.created_by_id, is_active=True).first()
    if user is None:
        raise RightsGone
    return of_user(user)


def work(batch_id: str | UUID, *, seconds: float = SECONDS) -> int:
    """This will carry an import on for at most so many seconds; it returns the rows handled."""
    batch = _begin(UUID(str(batch_id)))
    if batch is None:
        return 0
    user = batch.created_by
    with marked(mark_of(batch.pk)), translation.override(user.language if user else None):
        try:
            return _carry_on(batch, until=time.monotonic() + seconds)
        except Refusal as refused:
            _give_up(batch.pk, str(refused))
        except Exception as error:
            log.exception("import failed", extra={"batch": str(batch.pk)})
            ImportBatch.objects.filter(pk=batch.pk).update(error=repr(error)[:500])
    return 0


def _begin(batch_id: UUID) -> ImportBatch | None:
    """Count the attempt and commit it before the work."""
    with transaction.atomic():
        batch = (
            ImportBatch.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=batch_id, state__in=BUSY)
            .first()
        )
        if batch is None:
            return None
        if batch.attempts >= MAX_ATTEMPTS:
            _end(batch, failed=batch.error or _("后台进程多次中断，已停止。"))
            return None
        batch.attempts += 1
        batch.beat_at = timezone.now()
        batch.save(update_fields=["attempts", "beat_at"])
    return batch


def _carry_on(batch: ImportBatch, *, until: float) -> int:
    plan = plans.of(batch.document)
    if plan is None:
        raise LookupError(batch.document)
    with default_storage.open(batch.path) as file:
        table = reading.read(file.read())
    checker = Checker(plan, batch, actor_of(batch))
    checker.note_twins(table.rows)
    size = AT_ONCE if plan.bulk is not None else ONE_BY_ONE
    at = first = batch.handled
    while (after := _step(batch, table, checker, at=at, size=size)) is not None:
        at = after
        if at >= batch.total:
            break
        if time.monotonic() > until:
            wake(batch.pk)
            break
    return at - first


def _step(
    batch: ImportBatch, table: reading.Table, checker: Checker, *, at: int, size: int
) -> int | None:
    """One run of rows and the word that it is done, in one transaction; None when it is not ours.

    Somebody may have cancelled, or another worker may have gone on: then the row says otherwise.
    """
    with transaction.atomic():
        held = (
            ImportBatch.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=batch.pk, state=batch.state, handled=at)
            .first()
        )
        if held is None:
            return None
        rows = checker.following(table.rows, at=at, size=size)
        drafts = checker.drafts(rows)
        writer = Writer(checker)
        is_run = held.state == State.RUNNING
        (writer.write if is_run else writer.rehearse)(drafts)
        phase = ImportChunk.Phase.RUN if is_run else ImportChunk.Phase.CHECK
        label = checker.plan.resource.label
        became = [row for draft in drafts for row in draft.rows(label)]
        ImportChunk.objects.create(
            batch=held, phase=phase, start=at, rows=[told(row) for row in became]
        )
        for draft in became:
            setattr(held, draft.action, getattr(held, draft.action) + 1)
            held.warned += bool(draft.warnings)
        held.handled = at + len(rows)
        held.beat_at, held.attempts = timezone.now(), 0
        if held.handled >= held.total:
            _end(held)
        else:
            names = ["handled", "beat_at", "attempts", "warned", *COUNTED]
            held.save(update_fields=names)
        return held.handled


def _end(batch: ImportBatch, *, failed: str = "") -> None:
    """Close a phase of a batch that is locked: by what became of its rows."""
    documents.remember(batch)
    if batch.state == State.CHECKING and not failed:
        batch.be_validated()
        name = "core.import_batch.validated"
    else:
        name = _closed(batch, failed)
        batch.ended_at = timezone.now()
    counts = {word: getattr(batch, word) for word in COUNTED}
    with marked(mark_of(batch.pk)):
        documents.save(batch, actor=_voice(batch), event=name, payload=counts, reason=failed)


def _voice(batch: ImportBatch) -> Actor:
    """Who closes it: the person, or the house when that person is gone."""
    try:
        return actor_of(batch)
    except RightsGone:
        return system("import")


def _closed(batch: ImportBatch, failed: str) -> str:
    written = batch.created + batch.updated
    if failed and not (batch.state == State.RUNNING and written):
        batch.error = failed[:500]
        batch.fail()
        return "core.import_batch.failed"
    batch.error = failed[:500]
    if failed or (batch.refused and written):
        batch.be_partial()
    elif batch.refused and not batch.unchanged:
        batch.fail()
    else:
        batch.be_done()
    return "core.import_batch.finished"


def _give_up(batch_id: UUID, sentence: str) -> None:
    with transaction.atomic():
        batch = (
            ImportBatch.objects.select_for_update(of=("self",))
            .filter(pk=batch_id, state__in=BUSY)
            .first()
        )
        if batch is not None:
            _end(batch, failed=sentence)
