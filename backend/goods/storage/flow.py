"""The life of a month's storage bill.

draft: worked out from the ledger, may be worked out again. confirmed: agreed with the warehouse
or the owner. void: taken back; the month may be worked out anew.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a storage bill stands."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("已确认")
    VOID = "void", _("已作废")


class RunFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will fix the figures."""

    @transition("state", source=[State.DRAFT, State.CONFIRMED], target=State.VOID)
    def void(self) -> None:
        """This will take it back."""
