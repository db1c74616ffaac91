"""The life of an opportunity.

open: on its way through the stages of its pipeline. won: the customer bought. lost: the
customer did not, with the reason. An opportunity that comes back is reopened.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Whether it can still be won."""

    OPEN = "open", _("进行中")
    WON = "won", _("赢单")
    LOST = "lost", _("输单")


class OpportunityFlow:
    """Who may follow whom."""

    @transition("state", source=State.OPEN, target=State.OPEN)
    def move(self) -> None:
        """This will take it to another open stage."""

    @transition("state", source=State.OPEN, target=State.WON)
    def win(self) -> None:
        """This will record that the customer bought."""

    @transition("state", source=State.OPEN, target=State.LOST)
    def lose(self) -> None:
        """This will record that the customer did not buy."""

    @transition("state", source=State.LOST, target=State.OPEN)
    def reopen(self) -> None:
        """This will take it up again."""
