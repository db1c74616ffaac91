"""The lives of an instalment and of a receipt.

Instalment: not_triggered until its event; active while it may be paid, or, when its final
amount is negative, while money is to be paid back; settled when nothing is open; void when its
contract fell away. Due and overdue are questions of today, not states.
Receipt: unallocated, partially_allocated, allocated; suspense while nobody knows whose it is;
reversed when the bank took it back.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class PlanState(models.TextChoices):
    """Where an instalment stands."""

    NOT_TRIGGERED = "not_triggered", _("未触发")
    ACTIVE = "active", _("应收")
    SETTLED = "settled", _("已收清")
    VOID = "void", _("已作废")


class ReceiptState(models.TextChoices):
    """Where a receipt stands."""

    SUSPENSE = "suspense", _("待认领")
    UNALLOCATED = "unallocated", _("未核销")
    PARTIALLY_ALLOCATED = "partially_allocated", _("部分核销")
    ALLOCATED = "allocated", _("已核销")
    REVERSED = "reversed", _("已冲销")


OPEN = [ReceiptState.UNALLOCATED, ReceiptState.PARTIALLY_ALLOCATED, ReceiptState.ALLOCATED]


class PlanFlow:
    """Who may follow whom."""

    @transition("state", source=PlanState.NOT_TRIGGERED, target=PlanState.ACTIVE)
    def trigger(self) -> None:
        """This will make the instalment payable."""

    @transition("state", source=PlanState.ACTIVE, target=PlanState.SETTLED)
    def settle(self) -> None:
        """This will record that nothing is open any more."""

    @transition("state", source=PlanState.SETTLED, target=PlanState.ACTIVE)
    def reopen(self) -> None:
        """This will open it again after a reversal or a higher final amount."""

    @transition(
        "state", source=[PlanState.ACTIVE, PlanState.SETTLED], target=PlanState.NOT_TRIGGERED
    )
    def untrigger(self) -> None:
        """This will let it wait again, because what made it due was taken back."""

    @transition("state", source=[PlanState.NOT_TRIGGERED, PlanState.ACTIVE], target=PlanState.VOID)
    def void(self) -> None:
        """This will drop it with its contract."""

    @transition("state", source=PlanState.VOID, target=PlanState.ACTIVE)
    def revive(self) -> None:
        """This will make it payable after all: a contract that ended early was settled."""


class ReceiptFlow:
    """Who may follow whom."""

    @transition("state", source=ReceiptState.SUSPENSE, target=ReceiptState.UNALLOCATED)
    def identify(self) -> None:
        """This will say whose money it is."""

    @transition("state", source=OPEN, target=ReceiptState.UNALLOCATED)
    def empty(self) -> None:
        """This will record that none of it is used."""

    @transition("state", source=OPEN, target=ReceiptState.PARTIALLY_ALLOCATED)
    def use_partly(self) -> None:
        """This will record that some of it is used."""

    @transition("state", source=OPEN, target=ReceiptState.ALLOCATED)
    def use_fully(self) -> None:
        """This will record that all of it is used."""

    @transition("state", source=[ReceiptState.SUSPENSE, *OPEN], target=ReceiptState.REVERSED)
    def reverse(self) -> None:
        """This will record that the bank took it back."""
