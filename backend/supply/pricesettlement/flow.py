"""The life of a price settlement.

draft: worked out from receipts and prices, still recomputable. confirmed: both sides agree, the
lots carry the final price and the purchase its final amount. reversed: taken back, so that
another can be made. void: dropped before it counted.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a price settlement stands."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("已确认")
    REVERSED = "reversed", _("已冲回")
    VOID = "void", _("已作废")


class PriceSettlementFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will book the final amounts."""

    @transition("state", source=State.CONFIRMED, target=State.REVERSED)
    def reverse(self) -> None:
        """This will take it back."""

    @transition("state", source=State.DRAFT, target=State.VOID)
    def void(self) -> None:
        """This will drop it before it counted."""
