"""Taking an import back, when nobody has built on it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.core.access.actor import Actor
from backend.core.errors import NotNow
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.files.models import Attachment
from backend.core.registry import find as find_resource
from backend.core.spreadsheet import meaning
from backend.core.spreadsheet.checking import Checker
from backend.core.spreadsheet.models import ExternalKey, ImportBatch, ImportChunk
from backend.core.spreadsheet.plans import Plan
from backend.core.spreadsheet.running import mark_of, marked
from backend.core.spreadsheet.writing import Writer

log.declare("core.party.withdrawn")
MOST_NAMED = 20
PIECE = 1_000
Paper = tuple[str, UUID]
Find = Callable[[Sequence[UUID]], QuerySet[Any]]
_follow: dict[str, Find] = {}


class BuiltUpon(NotNow):
    """Rows of this import were changed since, or other papers point at them."""

    sentence = gettext_lazy("不能撤销：{count} 行导入后已被修改或引用。{rows}")


class Nothing(NotNow):
    """The import wrote nothing that could be taken back."""

    sentence = gettext_lazy("这次导入没有写入任何记录，无需撤销。")


def take_back(batch: ImportBatch, plan: Plan, *, actor: Actor) -> dict[str, int]:
    """This will remove what a batch made and restore what it changed, all of it or nothing."""
    rows = [row for chunk in _chunks(batch) for row in chunk.rows]
    made = {UUID(row["id"]): row["line"] for row in rows if row["outcome"] == "created"}
    changed = [row for row in rows if row["outcome"] == "updated"]
    if not made and not changed:
        raise Nothing
    papers = _papers(batch)
    lines = made | {UUID(row["id"]): row["line"] for row in changed}
    blocks = _touched(batch, [*papers, *((plan.resource.code, pk) for pk in lines)], lines)
    behind, held = _followers(batch, [pk for _code, pk in papers])
    blocks |= held
    if blocks:
        raise _refusal(blocks)
    writer = Writer(Checker(plan, batch, actor))
    with marked(f"undo-{batch.pk}"):
        for row in reversed(changed):
            _restore(writer, plan, row)
        _remove([*papers, *behind], lines, actor=actor)
    ExternalKey.objects.filter(batch_id=batch.pk).delete()
    return {"removed": len(made), "restored": len(changed)}


def follows(code: str, find: Find) -> None:
    """This will let papers that the house wrote about imported rows be taken back with them.

    `find` gives those about some rows. One that a person dealt with stops the undo.
    """
    _follow[code] = find
    log.declare(f"{code}.withdrawn")


def _followers(batch: ImportBatch, ids: Sequence[UUID]) -> tuple[list[Paper], dict[UUID, str]]:
    """The papers the house wrote about these, and those among them that a person dealt with."""
    found: list[Paper] = []
    blocks: dict[UUID, str] = {}
    for code, find in _follow.items():
        resource = find_resource(code)
        assert resource is not None
        for some in _pieces(ids):
            rows = {row.pk: row for row in find(some)}
            theirs = Event.objects.filter(document=code, document_id__in=list(rows))
            theirs = theirs.exclude(actor=None).exclude(request_id=mark_of(batch.pk))
            for pk in set(theirs.values_list("document_id", flat=True)):
                said = _("{label}“{name}”：已有人处理").format(label=resource.label, name=rows[pk])
                blocks[pk] = said
            found += [(code, pk) for pk in rows if pk not in blocks]
    return found, blocks


def _chunks(batch: ImportBatch) -> Iterable[ImportChunk]:
    return batch.chunks.filter(phase=ImportChunk.Phase.RUN).order_by("start")


def _papers(batch: ImportBatch) -> list[Paper]:
    """Everything the import put on file, in that order: a company, its customer, its contact."""
    events = Event.objects.filter(
        request_id=mark_of(batch.pk), name__endswith=".created", at__gte=batch.began_at
    ).exclude(document="core.import_batch")
    return list(events.order_by("pk").values_list("document", "document_id"))


def _touched(
    batch: ImportBatch, papers: Sequence[Paper], lines: dict[UUID, int]
) -> dict[UUID, str]:
    """What happened to these papers outside the import, and files that hang on them."""
    found: dict[UUID, str] = {}
    by_code: dict[str, list[UUID]] = defaultdict(list)
    for code, pk in papers:
        by_code[code].append(pk)
    for code, ids in by_code.items():
        for some in _pieces(ids):
            later = Event.objects.filter(document=code, document_id__in=some)
            later = later.filter(at__gte=batch.began_at).exclude(request_id=mark_of(batch.pk))
            later = later.exclude(actor=None)  # what the house did on its own goes along
            for pk, no in later.values_list("document_id", "document_no"):
                found[pk] = _said(pk, lines, no, _("之后有改动"))
            files = Attachment.objects.filter(document=code, document_id__in=some)
            for pk in files.values_list("document_id", flat=True):
                found[pk] = _said(pk, lines, "", _("已有附件"))
    return found


def _pieces(ids: Sequence[UUID]) -> Iterable[list[UUID]]:
    return (list(ids[at : at + PIECE]) for at in range(0, len(ids), PIECE))


def _said(pk: UUID, lines: dict[UUID, int], no: str, why: str) -> str:
    line = lines.get(pk)
    where = _("第 {line} 行").format(line=line) if line is not None else ""
    return " ".join(part for part in (where, no) if part) + f"：{why}"


def _refusal(blocks: dict[UUID, str]) -> BuiltUpon:
    some = "；".join(list(blocks.values())[:MOST_NAMED])
    return BuiltUpon(count=len(blocks), rows=some)


def _restore(writer: Writer, plan: Plan, row: dict[str, Any]) -> None:
    """Put the values back that a row had before, by the document's own verbs."""
    create = plan.resource.create
    assert create is not None
    assert create.schema is not None
    pk = UUID(row["id"])
    values = {
        name: meaning.leaf(create.schema, name).validate_python(value)
        for name, value in row.get("before", {}).items()
    }
    if values:
        writer.change(pk, values)
    if row.get("owner") is not None:
        writer.give(pk, int(row["owner"]))


def _remove(papers: Sequence[Paper], lines: dict[UUID, int], *, actor: Actor) -> None:
    """Remove the later papers first; one that something points at blocks the whole."""
    by_code: dict[str, list[UUID]] = defaultdict(list)
    for code, pk in papers:
        by_code[code].append(pk)
    blocks: dict[UUID, str] = {}
    for code in reversed(list(by_code)):
        for some in _pieces(by_code[code]):
            blocks |= _delete(code, some, lines, actor=actor)
    if blocks:
        raise _refusal(blocks)


def _delete(code: str, ids: list[UUID], lines: dict[UUID, int], *, actor: Actor) -> dict[UUID, str]:
    resource = find_resource(code)
    assert resource is not None
    rows = list(resource.model._default_manager.filter(pk__in=ids))
    log.emit_all(f"{code}.withdrawn", [(row, _leaving(row)) for row in rows], actor=actor)
    try:
        with transaction.atomic():
            resource.model._default_manager.filter(pk__in=ids).delete()
        return {}
    except (ProtectedError, RestrictedError):
        pass
    found: dict[UUID, str] = {}
    for row in rows:
        try:
            with transaction.atomic():
                resource.model._default_manager.filter(pk=row.pk).delete()
        except (ProtectedError, RestrictedError) as held:
            objects = getattr(held, "protected_objects", None) or held.restricted_objects  # type: ignore[union-attr]
            by = next(iter(objects))
            why = _("已被{label}引用").format(label=by._meta.verbose_name)
            found[row.pk] = _said(row.pk, lines, str(getattr(row, "no", "")), why)
    return found


def _leaving(row: Any) -> dict[str, Any]:
    """The news by which the change feed tells a client that the row is gone."""
    return {
        name: [value, None]
        for name in ("owner_id", "unit_id")
        if (value := getattr(row, name, None)) is not None
    }
