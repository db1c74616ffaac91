"""The life of a weigh ticket.

open: the truck is announced. first_weighed: at least one reading counts. completed: both
weights are known and the net stands; nothing of it is edited any more. verified: the other
side's weight was compared, or ours stands alone. disputed: the difference is beyond tolerance
and its clause holds. locked: a paper was settled on it. voided: it counts for nothing.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a weigh ticket stands."""

    OPEN = "open", _("待过磅")
    FIRST_WEIGHED = "first_weighed", _("已过磅")
    COMPLETED = "completed", _("已完成")
    VERIFIED = "verified", _("已核对")
    DISPUTED = "disputed", _("磅差待处理")
    LOCKED = "locked", _("已锁定")
    VOIDED = "voided", _("已作废")


UNDER_WAY = (State.OPEN, State.FIRST_WEIGHED)
DONE = (State.COMPLETED, State.VERIFIED, State.DISPUTED)


class TicketFlow:
    """Who may follow whom."""

    @transition("state", source=UNDER_WAY, target=State.FIRST_WEIGHED)
    def weigh(self) -> None:
        """This will take a reading into account."""

    @transition("state", source=State.FIRST_WEIGHED, target=State.COMPLETED)
    def complete(self) -> None:
        """This will fix the net and the weight to settle on."""

    @transition("state", source=DONE, target=State.VERIFIED)
    def verify(self) -> None:
        """This will say that the weight stands between both sides."""

    @transition("state", source=DONE, target=State.DISPUTED)
    def dispute(self) -> None:
        """This will hold a difference beyond its tolerance."""

    @transition("state", source=State.VERIFIED, target=State.LOCKED)
    def lock(self) -> None:
        """This will tie the ticket to a settled paper."""

    @transition("state", source=[*UNDER_WAY, *DONE], target=State.VOIDED)
    def void(self) -> None:
        """This will make the ticket count for nothing."""
