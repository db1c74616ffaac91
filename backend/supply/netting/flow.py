"""The life of a netting 抵账单.

draft: drawn up, nothing moved yet. confirmed: another person confirmed it with the other side's
yes on file, and both accounts moved. reversed: taken back, both accounts stand as before. void:
dropped before it counted.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a netting stands."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("已抵账")
    REVERSED = "reversed", _("已冲回")
    VOID = "void", _("已作废")


class NettingFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will let both accounts move."""

    @transition("state", source=State.CONFIRMED, target=State.REVERSED)
    def reverse(self) -> None:
        """This will take it back."""

    @transition("state", source=State.DRAFT, target=State.VOID)
    def void(self) -> None:
        """This will drop it before it counted."""
