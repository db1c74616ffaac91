"""The life of a fixing of a purchase.

requested: one side with the right to call named quantity and day. booked: the price of that day
is known and the tranche counts. rejected, expired: it never counted. reversed: a counter-entry
took it back.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a fixing stands."""

    REQUESTED = "requested", _("已申请")
    BOOKED = "booked", _("已成交")
    REJECTED = "rejected", _("已拒绝")
    EXPIRED = "expired", _("已过期")
    REVERSED = "reversed", _("已冲回")


class PurchaseFixingFlow:
    """Who may follow whom."""

    @transition("state", source=State.REQUESTED, target=State.BOOKED)
    def book(self) -> None:
        """This will make the tranche count at the price of its day."""

    @transition("state", source=State.REQUESTED, target=State.REJECTED)
    def reject(self) -> None:
        """This will refuse the call."""

    @transition("state", source=State.REQUESTED, target=State.EXPIRED)
    def expire(self) -> None:
        """This will let an unanswered call lapse."""

    @transition("state", source=State.BOOKED, target=State.REVERSED)
    def reverse(self) -> None:
        """This will take the tranche back by a counter-entry."""
