"""The life of a production progress.

planned: the milestones stand, nothing was reported. running: something was. done: every
milestone is reached. cancelled: it is not made after all.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where the production stands."""

    PLANNED = "planned", _("已计划")
    RUNNING = "running", _("生产中")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


LIVE = [State.PLANNED, State.RUNNING]


class ProgressFlow:
    """Who may follow whom."""

    @transition("state", source=LIVE, target=None)
    def replan(self) -> None:
        """This will move what was planned."""

    @transition("state", source=LIVE, target=State.RUNNING)
    def report(self) -> None:
        """This will note that something was done, or when it will be."""

    @transition("state", source=State.RUNNING, target=State.DONE)
    def finish(self) -> None:
        """This will note that the last milestone was reached."""

    @transition("state", source=LIVE, target=State.CANCELLED)
    def cancel(self) -> None:
        """This will end it unfinished."""
