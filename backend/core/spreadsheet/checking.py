"""Trying rows: every rule of the screen, for a thousand rows at a time, before anything is
written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.errors import FieldForbidden, Forbidden
from backend.core.http import problems
from backend.core.spreadsheet import comparing, grouping, meaning, refer
from backend.core.spreadsheet.calc.cells import text
from backend.core.spreadsheet.drafts import INSERT, SKIP, Draft, body_schema
from backend.core.spreadsheet.models import ImportBatch
from backend.core.spreadsheet.plans import EXTERNAL, KEY, NUMBER, OWNER, Column, Memory, Plan
from backend.core.spreadsheet.reading import Row

Key = tuple[str, ...]


@dataclass
class Checker:
    """The rules of one import: its columns, its manner, and for whom it is done."""

    plan: Plan
    batch: ImportBatch
    actor: Actor
    columns: list[tuple[int, Column]] = field(init=False)
    closed: set[str] = field(init=False)
    twice: dict[Key, list[int]] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)
    groups: list[list[Row]] = field(default_factory=list)

    def __post_init__(self) -> None:
        named = ((int(at), self.plan.column(name)) for at, name in self.batch.mapping.items())
        self.columns = sorted(
            ((at, column) for at, column in named if column is not None), key=lambda pair: pair[0]
        )
        self.closed = {c.name for _, c in self.columns if c.mode(self.actor) < Mode.WRITE}

    # -- what stands in the rows ---------------------------------------------------------------

    def drafts(self, rows: Sequence[Row]) -> list[Draft]:
        """This will read a run of rows and decide what is to be done with each."""
        found = [self._read(row) for row in rows]
        self._follow(found)
        if self.plan.lines is not None:
            by_line = {draft.line: draft for draft in found}
            groups = [group for group in self.groups if group[0].line in by_line]
            found = grouping.gather(self.plan, [[by_line[r.line] for r in g] for g in groups])
        self._recognise(found)
        for draft in found:
            self._decide(draft)
        known = [d for d in found if d.is_open and d.pk is not None]
        comparing.compare(self.plan, self.actor, self.columns, self.closed, known)
        fresh = [d for d in found if d.is_open and d.pk is None]
        for draft in fresh:
            self._build(draft)
        self._warn([d for d in fresh if d.is_open])
        return found

    def _read(self, row: Row) -> Draft:
        draft = Draft(row.line)
        for at, column in self.columns:
            cell = row.cells[at] if at < len(row.cells) else None
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            if column.name in self.closed:
                draft.values[column.name] = text(cell)
                continue
            try:
                draft.values[column.name] = meaning.value_of(column, cell)
            except meaning.Wrong as wrong:
                draft.refuse(f"{column.label}：{wrong}")
        draft.external = str(draft.values.pop(EXTERNAL, ""))[:120]
        return draft

    def _follow(self, drafts: Sequence[Draft]) -> None:
        """Find what cells refer to, one column at a time."""
        for _at, column in self.columns:
            if column.target is None:
                continue
            texts = {d.values[column.name] for d in drafts if column.name in d.values}
            known = refer.resolve(column.target, texts, actor=self.actor)
            for draft in drafts:
                typed = draft.values.get(column.name)
                if typed in known.wrong:
                    draft.refuse(f"{column.label}：{known.wrong[typed]}")
                elif typed is not None:
                    draft.values[column.name] = known.ids[typed]
        for draft in drafts:
            owner = draft.values.pop(OWNER, None)
            draft.owner_id = owner if isinstance(owner, int) else None
            named = self.plan.extras.keys() & draft.values.keys()
            draft.extras = {name: draft.values.pop(name) for name in sorted(named)}

    # -- rows that are there already -----------------------------------------------------------

    def note_twins(self, rows: Iterable[Row]) -> None:
        """This will note which lines of the whole file say the same key, or make one document."""
        if self.plan.lines is not None:
            self.groups = grouping.together(self.plan, self.columns, list(rows))
            return
        keys = [key for key in self.plan.keys if self._has(key)]
        for row in rows:
            cells = {c.name: row.cells[at] for at, c in self.columns if at < len(row.cells)}
            for key in [*keys, (EXTERNAL,)]:
                said = tuple(text(cells.get(name)) for name in key)
                if all(said):
                    self.twice.setdefault((*key, *said), []).append(row.line)
                    break
        self.twice = {key: lines for key, lines in self.twice.items() if len(lines) > 1}
        self._twins = {
            line: (lines[0], lines[-1]) for lines in self.twice.values() for line in lines
        }

    _twins: dict[int, tuple[int, int]] = field(default_factory=dict)

    def following(self, rows: Sequence[Row], *, at: int, size: int) -> Sequence[Row]:
        """This will give the next run of rows: so many, or whole documents of several rows."""
        if self.plan.lines is None:
            return rows[at : at + size]
        return grouping.run_of(self.groups, at=at, size=size)

    def _has(self, key: Key) -> bool:
        names = {column.name for _, column in self.columns}
        return names >= set(key)

    def _recognise(self, drafts: Sequence[Draft]) -> None:
        outside = refer.external_of(
            self.plan.resource.code, {d.external for d in drafts if d.external}
        )
        rows = policy.visible(self.plan.resource.model, self.actor)
        seen = set(rows.filter(pk__in=list(outside.values())).values_list("pk", flat=True))
        for draft in drafts:
            if (known := outside.get(draft.external)) is None:
                continue
            if known in seen:
                draft.pk = known
            else:
                draft.refuse(_("外部编号“{value}”已被占用").format(value=draft.external))
        for key in self.plan.keys:
            self._by_key(key, [d for d in drafts if d.pk is None and d.is_open])

    def _by_key(self, key: Key, drafts: Sequence[Draft]) -> None:
        asked = [d for d in drafts if all(d.values.get(name) for name in key)]
        if not asked:
            return
        paths = [self._path(name) for name in key]
        wanted = list({_lookup(d.values[key[0]]) for d in asked})
        rows = policy.visible(self.plan.resource.model, self.actor)
        if self.plan.newest is not None and key != (NUMBER,):
            rows = rows.filter(self.plan.newest)
        found: dict[Key, list[UUID]] = defaultdict(list)
        if key == (KEY,):
            wanted = [one for one in wanted if refer.is_id(str(one))]
        for pk, *said in rows.filter(**{f"{paths[0]}__in": wanted}).values_list("pk", *paths):
            found[tuple(str(one) for one in said)].append(pk)
        for draft in asked:
            hits = found.get(tuple(str(draft.values[name]) for name in key), [])
            if len(hits) > 1:
                draft.refuse(
                    _("按“{key}”找到 {count} 条记录，请改用编号").format(
                        key=self._label(key), count=len(hits)
                    )
                )
            elif hits:
                draft.pk = hits[0]

    def _path(self, name: str) -> str:
        column = self.plan.column(name)
        assert column is not None
        return column.id_path or column.path

    def _label(self, key: Key) -> str:
        return "、".join(str(c.label) for name in key if (c := self.plan.column(name)))

    def _decide(self, draft: Draft) -> None:
        """By the manner of the import; a number that is ours must be one we gave."""
        if not draft.is_open:
            return
        manner, skips = self.batch.manner, self.batch.duplicates == ImportBatch.Twice.SKIP
        self._among_twins(draft, skips=skips)
        if not draft.is_open:
            return
        if draft.pk is not None:
            if manner == ImportBatch.Manner.INSERT and skips:
                draft.action = SKIP
                draft.reasons.append(_("已存在，按“重复时跳过”未处理"))
            return
        ours = [c for _, c in self.columns if c.is_ours and draft.values.get(c.name)]
        if ours:
            typed = draft.values[ours[0].name]
            draft.refuse(
                _("没有找到{label}为“{value}”的记录，或您无权查看；新增的行请留空").format(
                    label=ours[0].label, value=typed
                )
            )
        elif manner == ImportBatch.Manner.UPDATE:
            draft.refuse(_("没有找到要更新的记录"))

    def _among_twins(self, draft: Draft, *, skips: bool) -> None:
        if (lines := self._twins.get(draft.line)) is None:
            return
        kept = lines[0] if skips else lines[1]
        if draft.line != kept:
            draft.action = SKIP
            draft.reasons.append(_("与第 {line} 行重复").format(line=kept))

    # -- rows that are new ---------------------------------------------------------------------

    def _build(self, draft: Draft) -> None:
        rows = [draft, *draft.lines]
        shut = [
            c for _, c in self.columns
            if c.name in self.closed and any(row.values.get(c.name) for row in rows)
        ]  # fmt: skip
        if shut:
            draft.refuse(str(FieldForbidden(fields="、".join(str(c.label) for c in shut))))
            return
        values = {n: v for n, v in draft.values.items() if not self._is_ours(n)}
        values |= grouping.lines_of(self.plan, draft)
        body = meaning.body_of(values, self.plan.given(self.batch.on))
        try:
            draft.body = body_schema(self.plan).model_validate(body)
        except ValidationError as error:
            draft.blame(self.plan, problems.malformed(list(error.errors())).errors)
            return
        draft.action = INSERT
        if draft.owner_id is not None and draft.owner_id != self.actor.user_id:
            permission = self.plan.resource.permission("assign")
            if not self.actor.may(permission):
                draft.refuse(str(Forbidden(permission=permission)))

    def _is_ours(self, name: str) -> bool:
        column = self.plan.column(name)
        return column is not None and column.is_ours

    def _warn(self, drafts: Sequence[Draft]) -> None:
        """What looks like something on file: a hard match refuses, a soft one asks."""
        if self.plan.similar is None or not drafts:
            return
        bodies, lines = [d.body for d in drafts], [d.line for d in drafts]
        found = self.plan.similar(bodies, lines, self.actor, self.memory)
        for draft, warned in zip(drafts, found, strict=True):
            draft.warnings = [w.sentence for w in warned if not w.is_hard]
            for one in warned:
                if one.is_hard:
                    draft.refuse(one.sentence)
            if draft.is_open and draft.warnings:
                self._excuse(draft)

    def _excuse(self, draft: Draft) -> None:
        """What looks alike is taken when the person said so, with that as the reason."""
        if not self.batch.accepts_similar:
            found = "；".join(draft.warnings)
            ask = _("疑似重复：{found}。确认不是同一家后，勾选“接受相似记录”再校验")
            draft.refuse(ask.format(found=found))
        elif self.plan.excuse:
            values = {n: v for n, v in draft.values.items() if not self._is_ours(n)}
            values[self.plan.excuse] = _("导入时确认不是同一家（{no}）").format(no=self.batch.no)
            body = meaning.body_of(values, self.plan.given(self.batch.on))
            draft.body = body_schema(self.plan).model_validate(body)


def _lookup(value: Any) -> Any:
    return value if isinstance(value, str | UUID) else str(value)
