"""What people do with exports: every list that goes out leaves a row and an event."""

import logging
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from backend.core.access import policy
from backend.core.access.actor import Actor, system
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, NotNow
from backend.core.events import log
from backend.core.http import problems
from backend.core.jobs import queue
from backend.core.jobs.models import Job
from backend.core.numbering import actions as numbering
from backend.core.registry import Resource, find, permit
from backend.core.spreadsheet import exporting, running
from backend.core.spreadsheet.flow import FileState
from backend.core.spreadsheet.models import ExportFile

log.declare(
    "core.export_file.created",
    "core.export_file.finished",
    "core.export_file.failed",
    "core.export_file.retried",
    "core.export_file.downloaded",
    "core.export_file.expired",
)
MANY = permit("core.export_without_limit")
USUAL_ROWS, MOST_ROWS, INSTANT_ROWS = 20_000, 1_000_000, 5_000
LINK_HOURS = 24


class TooManyRows(Malformed):
    """More rows than this person may take out at once."""

    sentence = _("共 {count} 行，超过一次可导出的 {most} 行。请缩小筛选，或申请“大批量导出”权限。")


class Gone(NotNow):
    """The link's time is over."""

    sentence = _("下载链接已过期，请重新导出。")


class NotReady(NotNow):
    """The file is being written, or could not be."""

    sentence = _("文件尚未生成（{state}）。")


def resource_for(document: str, *, actor: Actor) -> Resource:
    """This will find a document that may be exported by this actor; else it refuses."""
    resource = find(document)
    if resource is None:
        raise Malformed(errors={"document": _("没有这种单据")})
    policy.require(actor, resource.permission("view"))
    policy.require(actor, resource.permission("export"))
    return resource


@documents.verb
def export(
    *, actor: Actor, id: UUID | None, on: date, document: str, kind: str, query: dict[str, str]
) -> ExportFile:
    """This will write the rows of a list to a file: at once, or in the background when many."""
    resource = resource_for(document, actor=actor)
    try:
        total = exporting.rows_for(resource, actor, query).order_by().count()
    except ValidationError as error:
        raise problems.malformed(list(error.errors())) from None
    most = MOST_ROWS if actor.may(MANY) else USUAL_ROWS
    if total > most:
        raise TooManyRows(count=total, most=most)
    made = ExportFile(
        document=document,
        kind=kind,
        query=query,
        total=total,
        fields=exporting.fields_of(resource, actor),
        key_id=actor.key_id,
        expires_at=timezone.now() + timedelta(hours=LINK_HOURS),
        file_name=f"{resource.label}-{on:%Y%m%d}.{exporting.ENDINGS[kind]}",
    )
    if id is not None:
        made.id = id
    made.no = numbering.next_number("DC", on=on)
    facts = {"document": document, "total": total, "query": query, "fields": made.fields}
    documents.add(made, actor=actor, event="core.export_file.created", payload=facts)
    if total <= INSTANT_ROWS:
        return _finish(made, resource, actor)
    _later(made)
    return made


def _finish(made: ExportFile, resource: Resource, actor: Actor) -> ExportFile:
    exporting.write(made, resource, actor)
    made.be_ready()
    return documents.save(made, actor=actor, event="core.export_file.finished")


@queue.does("core.export")
def write_later(export_id: str) -> None:
    """This will write a large export with the rights its owner has now."""
    made = ExportFile.objects.select_for_update(of=("self",)).get(pk=UUID(export_id))
    if made.state != FileState.WAITING:
        return
    documents.remember(made)
    try:
        with transaction.atomic():
            actor = running.actor_of(made)
            _finish(made, resource_for(made.document, actor=actor), actor)
    except Exception as error:
        refusal = problems.from_exception(error)
        if refusal is None:
            logging.getLogger("heng.spreadsheet").exception("export failed")
        _fail(made.pk, str(refusal or _("生成文件时出错，请重试。")))


def _fail(export_id: UUID, why: str) -> None:
    made = ExportFile.objects.select_for_update(of=("self",)).get(pk=export_id)
    documents.remember(made)
    made.fail()
    made.error, made.path = why[:500], ""
    house = system("export")
    documents.save(made, actor=house, event="core.export_file.failed", reason=made.error)


@documents.verb
def retry(export_id: UUID, *, actor: Actor) -> ExportFile:
    """This will write an export that failed once more, in the background."""
    made = documents.lock(ExportFile, export_id, actor=actor, permission="core.retry_export_file")
    if made.created_by_id != actor.user_id or made.key_id != actor.key_id:
        raise Invisible
    resource_for(made.document, actor=actor)
    made.retry()
    made.error = ""
    made.expires_at = timezone.now() + timedelta(hours=LINK_HOURS)
    documents.save(made, actor=actor, event="core.export_file.retried")
    _later(made)
    return made


def _later(made: ExportFile) -> None:
    queue.enqueue("core.export", key=f"export:{made.pk}:{made.version}", export_id=made.pk)


def bury() -> int:
    """This will say of exports whose worker died each time that they failed."""
    waiting = ExportFile.objects.filter(state=FileState.WAITING).order_by("pk")[:500]
    count = 0
    for made in waiting:
        job = Job.objects.filter(key=f"export:{made.pk}:{made.version}").first()
        if job is None or job.state != Job.State.DEAD:
            continue
        with transaction.atomic():
            _fail(made.pk, str(_("后台进程多次中断，已停止。")))
        count += 1
    return count


def take(export_id: UUID, *, actor: Actor) -> ExportFile:
    """This will open a finished export for whoever asked for it, and note the download."""
    made = documents.get(ExportFile, export_id, actor=actor)
    if made.created_by_id != actor.user_id or made.key_id != actor.key_id:
        raise Invisible
    resource_for(made.document, actor=actor)  # with the rights of now, not of when it was made
    if made.state == FileState.EXPIRED or made.expires_at <= timezone.now():
        raise Gone(state=made.get_state_display())
    if made.state != FileState.READY:
        raise NotReady(state=made.get_state_display())
    with transaction.atomic():
        log.emit("core.export_file.downloaded", made, actor=actor)
    return made


def expire(*, actor: Actor) -> int:
    """This will take away files whose time is over."""
    now = timezone.now()
    over = ExportFile.objects.filter(state=FileState.READY, expires_at__lte=now)
    count = 0
    for pk in list(over.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            made = over.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if made is None:
                continue
            documents.remember(made)
            path, made.path = made.path, ""
            made.expire()
            documents.save(made, actor=actor, event="core.export_file.expired")
            transaction.on_commit(partial(default_storage.delete, path))
            count += 1
    return count
