"""People with lists, and what is put on them."""

from typing import Any

from backend.core.access.models import Scope
from tests.crm.customer.kit import seller
from tests.house_kit import Door

VERBS = (
    "view", "create", "change", "start", "complete", "cancel", "skip", "assign", "reschedule",
    "take_next",
)  # fmt: skip


def worker(name: str, team: str, *, scope: int = Scope.TEAM) -> Door:
    """Make a salesperson who also keeps a list of tasks."""
    return seller(name, team, scope=scope, **{f"crm.{verb}_task": scope for verb in VERBS})


def task_body(**changes: Any) -> dict[str, Any]:
    """Give the body of a plain task."""
    return {"title": "寄送样品", "kind": "other", "due_at": "2026-07-03T17:00:00+08:00", **changes}


def a_task(door: Door, **changes: Any) -> dict[str, Any]:
    """Put a task on the list."""
    return door.do("/crm/tasks", task_body(**changes))
