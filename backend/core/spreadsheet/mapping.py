"""Which column of a file is which: remembered, or guessed from the headings."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.core.access.actor import Actor
from backend.core.errors import Malformed
from backend.core.search import normal
from backend.core.spreadsheet.models import ImportMapping
from backend.core.spreadsheet.plans import Column, Plan

Mapped = dict[str, str]
"""The name of the column for each place in the file, as text, because JSON has no other keys."""


class TwoForOne(Malformed):
    """Two columns of the file fill one field."""

    sentence = _("两列对应到了同一个字段，请只保留一列。")


class NotEnough(Malformed):
    """A field that every new row must have has no column."""

    sentence = _("缺少必填的列：{names}")


def fingerprint(headers: Sequence[str]) -> str:
    """This will give the same mark for the same headings in any order."""
    said = "\n".join(sorted(normal(name) for name in headers))
    return hashlib.sha256(said.encode()).hexdigest()


def propose(plan: Plan, headers: Sequence[str]) -> Mapped:
    """This will give the mapping last used for these headings, else the one they suggest."""
    known = ImportMapping.objects.filter(
        document=plan.resource.code, fingerprint=fingerprint(headers)
    ).first()
    if known is not None:
        by_heading: Mapping[str, str] = known.mapping
        return {
            str(at): by_heading[normal(name)]
            for at, name in enumerate(headers)
            if plan.column(by_heading.get(normal(name), "")) is not None
        }
    return _guess(plan, headers)


def _guess(plan: Plan, headers: Sequence[str]) -> Mapped:
    found: Mapped = {}
    taken: set[str] = set()
    names = _names(plan)
    for at, heading in enumerate(headers):
        bare = normal(heading.strip("*＊ "))
        name = names.get(bare) or names.get(normal(heading.partition("（")[0].partition("(")[0]))
        if heading and name and name not in taken:
            found[str(at)] = name
            taken.add(name)
    return found


def _names(plan: Plan) -> dict[str, str]:
    """Every way a column may be headed: labels in both languages, its name, its aliases."""
    found: dict[str, str] = {}
    for column in plan.all_columns:
        for word in [*_labels(column), column.name, *column.aliases]:
            found.setdefault(normal(word), column.name)
            found.setdefault(normal(word.partition("（")[0].partition("(")[0]), column.name)
    for column in plan.all_columns:
        found.setdefault(normal(column.name.rpartition(".")[2]), column.name)
    found.pop("", None)
    return found


def _labels(column: Column) -> list[str]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(str(column.label))
    return found


def check(plan: Plan, headers: Sequence[str], mapped: Mapping[str, str], *, actor: Actor) -> Mapped:
    """This will give the mapping cleaned; raises Malformed for one that cannot be meant."""
    found: Mapped = {}
    wrong: dict[str, str] = {}
    for at, name in mapped.items():
        if not name:
            continue
        if not (at.isascii() and at.isdigit() and len(at) < 4 and int(at) < len(headers)):
            wrong[f"mapping.{at[:20]}"] = str(_("文件中没有这一列"))
        elif plan.column(name) is None or plan.column(name) not in plan.open_columns(actor):
            wrong[f"mapping.{at}"] = str(_("没有这个字段"))
        found[str(at)] = name
    if wrong:
        raise Malformed(errors=wrong)
    if len(set(found.values())) != len(found):
        raise TwoForOne(errors={"mapping": TwoForOne.sentence})
    if not found:
        raise NotEnough(names="—", errors={"mapping": str(_("请至少对应一列"))})
    return found


def require(plan: Plan, mapped: Mapping[str, str]) -> None:
    """This will raise NotEnough when new rows could never be complete."""
    named = set(mapped.values())
    missing = [str(c.label) for c in plan.columns if c.is_required and c.name not in named]
    if missing:
        names = "、".join(missing)
        raise NotEnough(names=names, errors={"mapping": names})


def remember(
    plan: Plan, headers: Sequence[str], mapped: Mapping[str, str], *, at: datetime
) -> None:
    """This will keep a mapping for the next file with these headings."""
    words = {normal(headers[int(place)]): name for place, name in mapped.items()}
    ImportMapping.objects.update_or_create(
        document=plan.resource.code,
        fingerprint=fingerprint(headers),
        defaults={"mapping": words, "used_at": at},
    )
