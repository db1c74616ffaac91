"""The life of a settlement statement.

draft: computed from fixings and weights, still recomputable. confirmed: the customer agreed.
issued: booked; what is due follows from it. reversed: taken back by a counter-statement.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a statement stands."""

    DRAFT = "draft", _("草稿")
    CONFIRMED = "confirmed", _("客户已确认")
    ISSUED = "issued", _("已结算")
    REVERSED = "reversed", _("已冲回")
    VOID = "void", _("已作废")


class SettlementFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.CONFIRMED)
    def confirm(self) -> None:
        """This will record that the customer agrees."""

    @transition("state", source=[State.DRAFT, State.CONFIRMED], target=State.ISSUED)
    def issue(self) -> None:
        """This will book the final amounts."""

    @transition("state", source=State.ISSUED, target=State.REVERSED)
    def reverse(self) -> None:
        """This will take it back."""

    @transition("state", source=[State.DRAFT, State.CONFIRMED], target=State.VOID)
    def void(self) -> None:
        """This will drop it before it was booked."""
