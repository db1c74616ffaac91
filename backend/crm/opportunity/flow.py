"""The life of an opportunity.

open: on its way through the stages of its pipeline, or waiting in one of them. won: the
customer bought. lost: the customer did not, with the reason. void: it never was one: a
duplicate, a mistake. What was lost or voided may be taken up again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Whether it can still be won."""

    OPEN = "open", _("进行中")
    WON = "won", _("赢单")
    LOST = "lost", _("输单")
    VOID = "void", _("作废")


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

    @transition("state", source=State.OPEN, target=State.VOID)
    def void(self) -> None:
        """This will take it off the books: there was no sale to be had."""

    @transition("state", source=[State.LOST, State.VOID], target=State.OPEN)
    def reopen(self) -> None:
        """This will take it up again."""
