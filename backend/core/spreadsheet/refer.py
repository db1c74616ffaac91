"""Cells that name another row: by its number, code, name, external number or id."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.people.models import User
from backend.core.registry import find
from backend.core.spreadsheet.models import ExternalKey

FEW = 3
PEOPLE = "core.user"


@dataclass(frozen=True)
class Target:
    """What a column refers to: a document by code and the paths it is known by, best first.

    Each path is tried in turn; the first that hits decides. `named` says, beside a row, what an
    ambiguous text could have meant.
    """

    code: str
    by: tuple[str, ...] = ("no",)
    named: Callable[[Any], str] = str


PERSON = Target(PEOPLE, by=("username", "name", "email"))


@dataclass
class Found:
    """What the texts of one column mean: a row each, or a sentence why not."""

    ids: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def resolve(target: Target, texts: Iterable[str], *, actor: Actor) -> Found:
    """This will find in a few questions what many cells refer to, within the actor's sight."""
    result, open_texts = Found(), {t for t in texts if t}
    if not open_texts:
        return result
    for hits in _ways(target, open_texts, actor):
        for text in open_texts & hits.keys():
            _settle(result, text, hits[text], target)
        open_texts -= result.ids.keys() | result.wrong.keys()
    for text in open_texts:
        result.wrong[text] = _("没有找到“{text}”，或您无权查看").format(text=text[:60])
    return result


def _settle(result: Found, text: str, rows: Mapping[Any, Any], target: Target) -> None:
    if len(rows) == 1:
        result.ids[text] = next(iter(rows))
        return
    some = "、".join(target.named(row) for row in list(rows.values())[:FEW])
    result.wrong[text] = _("“{text}”对应 {count} 条记录（{some}），请改用编号").format(
        text=text[:60], count=len(rows), some=some
    )


def _ways(target: Target, texts: set[str], actor: Actor) -> Iterable[dict[str, dict[Any, Any]]]:
    rows = _rows(target, actor)
    ids = {text: UUID(text) for text in texts if is_id(text)} if target.code != PEOPLE else {}
    if ids:
        known = rows.in_bulk(list(ids.values()))
        yield {text: {pk: known[pk]} for text, pk in ids.items() if pk in known}
    for path in target.by:
        found: dict[str, dict[Any, Any]] = defaultdict(dict)
        for row in rows.filter(Q(**{f"{path}__in": list(texts)})):
            found[_at(row, path)][row.pk] = row
        yield found
    if target.code != PEOPLE:
        outside: dict[str, dict[Any, Any]] = defaultdict(dict)
        pairs = external_of(target.code, texts)
        known = rows.in_bulk(list(pairs.values()))
        for text, pk in pairs.items():
            if pk in known:
                outside[text][pk] = known[pk]
        yield outside


def external_of(code: str, texts: Iterable[str]) -> dict[str, UUID]:
    """This will give the rows known by these numbers of another system."""
    rows = ExternalKey.objects.filter(document=code, value__in=list(texts))
    return dict(rows.values_list("value", "document_id"))


def _rows(target: Target, actor: Actor) -> Any:
    if target.code == PEOPLE:
        return User.objects.filter(is_active=True).order_by("pk")
    resource = find(target.code)
    if resource is None:
        raise LookupError(target.code)
    related = [path.rpartition("__")[0] for path in target.by if "__" in path]
    rows = policy.visible(resource.model, actor).order_by("pk")
    return rows.select_related(*dict.fromkeys(related)) if related else rows


def _at(row: Any, path: str) -> str:
    for step in path.split("__"):
        row = getattr(row, step)
    return str(row)


def is_id(text: str) -> bool:
    """This will tell whether a text is the id of a row."""
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False
