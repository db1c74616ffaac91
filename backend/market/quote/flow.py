"""The life of a price typed by hand.

A price within 5 % of the one before counts at once and leaves no entry. One further off waits
as `pending` until another person confirms it, and only then becomes a quote; either of them
may withdraw it, another person may reject it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a doubtful entry stands."""

    PENDING = "pending", _("待复核")
    CONFIRMED = "confirmed", _("已确认")
    REJECTED = "rejected", _("已退回")


class EntryFlow:
    """The moves of a doubtful entry."""

    @transition("state", source=State.PENDING, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will let the price count."""

    @transition("state", source=State.PENDING, target=State.REJECTED)
    def reject(self) -> None:
        """This will throw the price away."""
