"""A row on its way in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from pydantic import BaseModel

from backend.core.spreadsheet.plans import Plan

INSERT, UPDATE, SAME, SKIP, REFUSE = "created", "updated", "unchanged", "skipped", "refused"


@dataclass
class Draft:
    """A row on its way: what it says, what it means, what will be done with it."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    action: str = ""
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    owner_id: int | None = None
    external: str = ""
    extras: dict[str, Any] = field(default_factory=dict)
    pk: UUID | None = None
    no: str = ""
    body: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    members: list["Draft"] = field(default_factory=list)
    lines: list["Draft"] = field(default_factory=list)
    """Of a document that is several rows: all of its rows, and those that say a line."""

    def refuse(self, sentence: str) -> None:
        """This will keep the row out, with one more reason why."""
        self.action = REFUSE
        self.reasons.append(sentence)

    @property
    def is_open(self) -> bool:
        """This will tell whether the row may still be written."""
        return self.action not in (REFUSE, SKIP)

    def blame(self, plan: Plan, errors: Mapping[str, StrOrPromise]) -> None:
        """This will refuse the row, or the one among its rows that each error is about."""
        self.action = REFUSE
        for name, sentence in errors.items():
            row, own = self._meant(plan, name)
            column = plan.column(own)
            row.refuse(f"{column.label if column else own}：{sentence}".lstrip("："))

    def _meant(self, plan: Plan, name: str) -> tuple["Draft", str]:
        """Which row a path of the body is about, and how its column is named."""
        listed, _dot, rest = name.partition(".")
        place, _dot, own = rest.partition(".")
        if plan.lines is None or listed != plan.lines.name or not place.isdigit():
            return self, name
        if int(place) >= len(self.lines):
            return self, name
        return self.lines[int(place)], plan.lines.first + own if own else ""

    def rows(self, label: StrOrPromise) -> list["Draft"]:
        """This will give what became of each row of the file, in its order."""
        if not self.members:
            return [self]
        wrong = next((m.line for m in self.members if m.reasons), None)
        for at, row in enumerate(self.members):
            row.action, row.pk, row.no = self.action, self.pk, self.no
            if not at:
                row.reasons = [*self.reasons, *row.reasons]
                row.warnings, row.changes, row.before = self.warnings, self.changes, self.before
            elif self.action in (REFUSE, SKIP) and not row.reasons:
                row.reasons = list(self.reasons)
            if self.action == REFUSE and not row.reasons:
                row.reasons.append(
                    _("同一{label}的第 {line} 行未通过，整份未写入").format(label=label, line=wrong)
                )
        return self.members


def body_schema(plan: Plan) -> type[BaseModel]:
    """This will give the body that a new row must fill."""
    create = plan.resource.create
    if create is None or create.schema is None:
        raise LookupError(f"{plan.resource.code} cannot be created")
    return create.schema
