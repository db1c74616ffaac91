"""Walking every table of the house to let it follow a company into another one."""

from collections import Counter
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.core.merging import own, rules, steps
from backend.core.merging.rules import Key
from backend.core.merging.steps import Step
from backend.core.registry import resource_of

DEPTH = 6
RULES = own.__name__
"""The rules of this room are registered by importing them."""


class NoRule(Refusal):
    """Both companies have a row of which there may be one, and nobody said what then."""

    sentence = _("两个单位都有“{what}”（{which}），不能自动合并，请先处理其中一条。")


class Walk:
    """One merge under way: what was done so far, how much of what, and which ids went where."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.moved: Counter[str] = Counter()
        self.gone: list[tuple[str, Any, Any]] = []

    def absorb(self, gone: Model, kept: Model, *, depth: int = 0) -> None:
        """This will let everything that points at one row point at the other."""
        assert depth < DEPTH, f"{gone._meta.label} hangs on itself"
        for key in rules.keys_to(type(gone)):
            self._follow(key, gone, kept, depth)
        self._loose(gone, kept)

    def _follow(self, key: Key, gone: Model, kept: Model, depth: int) -> None:
        model, column = key.model, key.field.attname
        mine = model._base_manager.filter(**{column: gone.pk})
        twins = _twins(key, gone, kept)
        if seat := rules.seat_of(model):
            self._reseat(key, seat, [row for row, _twin in twins], kept)
            twins = []
        for row, twin in twins:
            self._unite(row, twin, depth)
        ids = list(
            mine.exclude(pk__in=[row.pk for row, _twin in twins])
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        self.steps += steps.move(model, column, ids, to=kept.pk, was=gone.pk)
        self._count(model, len(ids))

    def _reseat(self, key: Key, seat: str, rows: list[Model], kept: Model) -> None:
        """Numbers that are taken on the other side are given anew, behind the last of both."""
        ids = [kept.pk, *(getattr(row, key.field.attname) for row in rows)]
        all_rows = key.model._base_manager.filter(**{f"{key.field.attname}__in": ids})
        last = all_rows.aggregate(last=Max(seat))["last"] or 0
        for number, row in enumerate(rows, last + 1):
            self.steps += steps.change(row, **{seat: number})

    def _unite(self, row: Model, twin: Model, depth: int) -> None:
        """The kept row takes over what its rule says, then the other one has nothing left."""
        rule = rules.rule_of(type(row))
        before = steps.row_of(twin)
        if rule is not None:
            rule(twin, row)
        elif not _is_same(row, twin):
            raise NoRule(what=row._meta.verbose_name, which=row)
        after = {f.attname: getattr(twin, f.attname) for f in twin._meta.concrete_fields}
        changed = {
            f.attname: after[f.attname]
            for f in twin._meta.concrete_fields
            if steps.freeze(f, after[f.attname]) != before[f.attname]
        }
        self.absorb(row, twin, depth=depth + 1)
        self.steps.append(steps.remove(row))
        fresh = type(twin)._base_manager.get(pk=twin.pk)
        self.steps += steps.change(fresh, **changed)
        for settle in rules.settles_of(type(twin)):
            self.steps += settle(fresh)
        steps.reindex(type(twin), [twin.pk])
        self._count(type(row), 1)
        self._note(row, twin)

    def _loose(self, gone: Model, kept: Model) -> None:
        code = code_of(type(gone))
        if not code:
            return
        for loose in rules.loose_keys():
            where = {loose.code: code, loose.id: gone.pk}
            ids = list(loose.model._base_manager.filter(**where).values_list("pk", flat=True))
            if loose.model._meta.label != "core.PartyKey":
                self.steps += steps.move(loose.model, loose.id, ids, to=kept.pk, was=gone.pk)
                self._count(loose.model, len(ids))

    def _note(self, gone: Model, kept: Model) -> None:
        if code := code_of(type(gone)):
            self.gone.append((code, gone.pk, kept.pk))

    def _count(self, model: type[Model], count: int) -> None:
        if count:
            self.moved[model._meta.label] += count


def code_of(model: type[Model]) -> str:
    """This will name a declared document, or give nothing."""
    try:
        return resource_of(model).code
    except KeyError:
        return ""


def _twins(key: Key, gone: Model, kept: Model) -> list[tuple[Model, Model]]:
    """Pairs of rows of which the database would accept one only, once they point the same way."""
    found: dict[Any, tuple[Model, Model]] = {}
    column = key.field.attname
    for others, condition in rules.unique_sets(key):
        rows = key.model._base_manager.all()
        rows = rows.filter(condition) if condition is not None else rows
        theirs = {_values(row, others): row for row in rows.filter(**{column: kept.pk})}
        theirs.pop(None, None)
        for row in rows.filter(**{column: gone.pk}) if theirs else []:
            twin = theirs.get(_values(row, others))
            if twin is not None:
                found.setdefault(row.pk, (row, twin))
    return list(found.values())


def _values(row: Model, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What must differ; an empty column differs from everything."""
    fields = [row._meta.get_field(name) for name in names]
    values = tuple(getattr(row, f.attname) for f in fields)  # type: ignore[union-attr]
    return None if None in values else values


def _is_same(row: Model, twin: Model) -> bool:
    """Whether two rows say the same but for their ids and the company."""
    mine, theirs = steps.row_of(row), steps.row_of(twin)
    differ = {name for name in mine if mine[name] != theirs[name]}
    keys = {f.attname for f in row._meta.concrete_fields if f.is_relation or f.primary_key}
    return differ <= keys
