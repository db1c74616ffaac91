"""The life of a merge and of a suspicion.

A merge is done, and may be undone for 30 days. A group of parties that look alike is open until
somebody merges it or says that they differ; one whose parties no longer look alike is gone.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a merge stands."""

    DONE = "done", _("已合并")
    UNDONE = "undone", _("已撤销")


class GroupState(models.TextChoices):
    """Where a suspicion stands."""

    OPEN = "open", _("待处理")
    MERGED = "merged", _("已合并")
    DISMISSED = "dismissed", _("不是重复")
    GONE = "gone", _("已消失")


class MergeFlow:
    """Who may follow whom."""

    @transition("state", source=State.DONE, target=State.UNDONE)
    def undo(self) -> None:
        """This will take a merge back."""


class GroupFlow:
    """Who may follow whom."""

    @transition("state", source=GroupState.OPEN, target=GroupState.MERGED)
    def merge(self) -> None:
        """This will close it: the parties are one now."""

    @transition("state", source=GroupState.OPEN, target=GroupState.DISMISSED)
    def dismiss(self) -> None:
        """This will close it: the parties differ."""

    @transition("state", source=GroupState.OPEN, target=GroupState.GONE)
    def fade(self) -> None:
        """This will close it: the parties no longer look alike."""

    @transition("state", source=[GroupState.DISMISSED, GroupState.MERGED], target=GroupState.OPEN)
    def reopen(self) -> None:
        """This will look at it again."""
