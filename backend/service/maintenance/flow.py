"""The life of a plan, and of each time it calls for work.

A plan is draft while it is written, active while it calls for work, paused for a while, retired
for good. An occasion is planned when its day is within the horizon; ordered once there is a work
order for it; done when that order was completed; missed when its window passed undone (it may
still be done, late, and counts as missed); merged when one visit serves two near days; skipped
when the same was done shortly before, or by a person who says why; cancelled when its plan or
machine ended before.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("草稿")
    ACTIVE = "active", _("执行中")
    PAUSED = "paused", _("暂停")
    RETIRED = "retired", _("停用")


class OccasionState(models.TextChoices):
    """Where a due visit stands."""

    PLANNED = "planned", _("计划中")
    ORDERED = "ordered", _("已建工单")
    DONE = "done", _("已完成")
    MISSED = "missed", _("已错过")
    MERGED = "merged", _("已合并")
    SKIPPED = "skipped", _("已跳过")
    CANCELLED = "cancelled", _("已取消")


OPEN = (OccasionState.PLANNED, OccasionState.ORDERED, OccasionState.MISSED)
UNORDERED = (OccasionState.PLANNED, OccasionState.MISSED)


class PlanFlow:
    """Who may follow whom, for a plan."""

    @transition("state", source=[PlanState.DRAFT, PlanState.PAUSED], target=PlanState.ACTIVE)
    def activate(self) -> None:
        """This will let the plan call for work."""

    @transition("state", source=PlanState.ACTIVE, target=PlanState.PAUSED)
    def pause(self) -> None:
        """This will let nothing more fall due for a while."""

    @transition(
        "state",
        source=[PlanState.DRAFT, PlanState.ACTIVE, PlanState.PAUSED],
        target=PlanState.RETIRED,
    )
    def retire(self) -> None:
        """This will end the plan."""


class OccasionFlow:
    """Who may follow whom, for one due visit."""

    @transition(
        "state",
        source=[OccasionState.PLANNED, OccasionState.MISSED],
        target=OccasionState.ORDERED,
    )
    def order(self) -> None:
        """This will note that a work order was made for it."""

    @transition(
        "state",
        source=[OccasionState.ORDERED, OccasionState.MISSED],
        target=OccasionState.PLANNED,
    )
    def release(self) -> None:
        """This will plan it again: its work order was cancelled."""

    @transition("state", source=list(OPEN), target=OccasionState.DONE)
    def finish(self) -> None:
        """This will note that the work was done."""

    @transition(
        "state",
        source=[OccasionState.PLANNED, OccasionState.ORDERED],
        target=OccasionState.MISSED,
    )
    def miss(self) -> None:
        """This will note that its window passed undone."""

    @transition("state", source=OccasionState.PLANNED, target=OccasionState.MERGED)
    def merge(self) -> None:
        """This will leave it to another visit near by."""

    @transition("state", source=list(UNORDERED), target=OccasionState.SKIPPED)
    def skip(self) -> None:
        """This will leave it out, saying why."""

    @transition(
        "state",
        source=[OccasionState.PLANNED, OccasionState.ORDERED, OccasionState.MISSED],
        target=OccasionState.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it with its plan or machine."""
