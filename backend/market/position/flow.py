"""The life of a breach of a limit.

`open` asks somebody to act; `approved` was allowed by a person until a day and up to some tonnes;
`escalated` was put before those above; `cured` came back inside its limit and is history.
"""

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a breach stands."""

    OPEN = "open", _("待处理")
    ESCALATED = "escalated", _("已上报")
    APPROVED = "approved", _("已批准")
    CURED = "cured", _("已消除")


class BreachFlow:
    """The moves of a breach."""

    approved_until: date | None
    approved_tonnes: Decimal | None

    @transition("state", source=State.OPEN, target=State.ESCALATED)
    def escalate(self) -> None:
        """This will put it before those above."""

    @transition("state", source=[State.OPEN, State.ESCALATED], target=State.APPROVED)
    def approve(self, *, until: date, tonnes: Decimal) -> None:
        """This will allow the position until a day, up to some tonnes."""
        self.approved_until, self.approved_tonnes = until, tonnes

    @transition("state", source=State.APPROVED, target=State.OPEN)
    def lapse(self) -> None:
        """This will ask again: the day up to which it was allowed has passed."""

    @transition(
        "state", source=[State.OPEN, State.ESCALATED, State.APPROVED], target=State.CURED
    )  # fmt: skip
    def cure(self) -> None:
        """This will note that the position is inside its limit again."""
