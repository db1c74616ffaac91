"""The life of a stock-take 盘点.

draft: where, whose goods and how strictly is being settled. counting: the books were frozen at a
moment, people count; goods may go on moving. review: every line is counted, differences beyond
the threshold were counted again. approved: another person has agreed to the differences. posted:
the books say what was counted. cancelled: dropped; the books stay.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a stock-take stands."""

    DRAFT = "draft", _("草稿")
    COUNTING = "counting", _("盘点中")
    REVIEW = "review", _("待审核")
    APPROVED = "approved", _("已审核")
    POSTED = "posted", _("已过账")
    CANCELLED = "cancelled", _("已取消")


class CountFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.COUNTING)
    def start(self) -> None:
        """This will freeze the books' figures and let people count."""

    @transition("state", source=State.COUNTING, target=State.REVIEW)
    def submit(self) -> None:
        """This will hand the figures in."""

    @transition("state", source=[State.REVIEW, State.APPROVED], target=State.COUNTING)
    def send_back(self) -> None:
        """This will let people count again."""

    @transition("state", source=State.REVIEW, target=State.APPROVED)
    def approve(self) -> None:
        """This will agree to the differences."""

    @transition("state", source=State.APPROVED, target=State.POSTED)
    def post(self) -> None:
        """This will bring the books in line."""

    @transition(
        "state",
        source=[State.DRAFT, State.COUNTING, State.REVIEW, State.APPROVED],
        target=State.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it."""
