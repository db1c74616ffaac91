"""A row on its way in."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

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
    pk: UUID | None = None
    no: str = ""
    body: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)

    def refuse(self, sentence: str) -> None:
        """This will keep the row out, with one more reason why."""
        self.action = REFUSE
        self.reasons.append(sentence)

    @property
    def is_open(self) -> bool:
        """This will tell whether the row may still be written."""
        return self.action not in (REFUSE, SKIP)


def body_schema(plan: Plan) -> type[BaseModel]:
    """This will give the body that a new row must fill."""
    create = plan.resource.create
    if create is None or create.schema is None:
        raise LookupError(f"{plan.resource.code} cannot be created")
    return create.schema
