"""The life of a warehouse receipt 仓单.

active: it stands for goods in the warehouse and is free. pledged: a lender holds it, its goods
may not leave. blocked: lost, disputed or under inquiry, its goods may not leave. cancelled: it
was given up or all of its goods were withdrawn.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a warehouse receipt stands."""

    ACTIVE = "active", _("有效")
    PLEDGED = "pledged", _("已质押")
    BLOCKED = "blocked", _("已冻结")
    CANCELLED = "cancelled", _("已注销")


class WarrantFlow:
    """Who may follow whom."""

    @transition("state", source=State.ACTIVE, target=State.PLEDGED)
    def pledge(self) -> None:
        """This will give it to a lender."""

    @transition("state", source=State.PLEDGED, target=State.ACTIVE)
    def unpledge(self) -> None:
        """This will take it back from the lender."""

    @transition("state", source=State.ACTIVE, target=State.BLOCKED)
    def block(self) -> None:
        """This will stop its goods."""

    @transition("state", source=State.BLOCKED, target=State.ACTIVE)
    def unblock(self) -> None:
        """This will free its goods."""

    @transition("state", source=State.ACTIVE, target=State.CANCELLED)
    def cancel(self) -> None:
        """This will end it."""
