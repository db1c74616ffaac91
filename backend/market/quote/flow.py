"""The life of a price typed by hand.

A price within 5 % of the one before is `confirmed` at once. One further off is `pending` until
another person confirms it, and only then becomes a quote; until then it counts nowhere. It may
also be `rejected`, by another person or by the one who mistyped it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an entry stands."""

    PENDING = "pending", _("待复核")
    CONFIRMED = "confirmed", _("已确认")
    REJECTED = "rejected", _("已退回")


class EntryFlow:
    """The moves of an entry."""

    @transition("state", source=State.PENDING, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will let the price count."""

    @transition("state", source=State.PENDING, target=State.REJECTED)
    def reject(self) -> None:
        """This will throw the price away."""
