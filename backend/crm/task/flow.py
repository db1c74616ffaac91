"""The life of a task.

open: to be done. in_progress: somebody is at it. done: it was done, by its person or by the
news it waited for. cancelled: no longer called for. skipped: deliberately left out, with the
reason. Whether it is overdue follows from the clock and is no state.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", _("待办")
    IN_PROGRESS = "in_progress", _("进行中")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")
    SKIPPED = "skipped", _("已跳过")


WAITING = [State.OPEN, State.IN_PROGRESS]


class TaskFlow:
    """Who may follow whom."""

    done_at: datetime | None
    closed_reason: str

    @transition("state", source=WAITING, target=None)
    def edit(self) -> None:
        """This will change who does it, when it is due and what it says; done is done."""

    @transition("state", source=State.OPEN, target=State.IN_PROGRESS)
    def start(self) -> None:
        """This will begin the work."""

    @transition("state", source=WAITING, target=State.DONE)
    def complete(self, *, at: datetime) -> None:
        """This will record that it was done."""
        self.done_at = at

    @transition("state", source=WAITING, target=State.CANCELLED)
    def cancel(self, *, reason: str) -> None:
        """This will take it off the list: it is not called for any more."""
        self.closed_reason = reason

    @transition("state", source=WAITING, target=State.SKIPPED)
    def skip(self, *, reason: str) -> None:
        """This will leave it undone on purpose."""
        self.closed_reason = reason
