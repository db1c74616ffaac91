"""The lives of a supplier invoice, a payable, a payment and a statement of account.

Invoice: registered when it is on file; matched when order, receipt and invoice tie; differences
when they do not; accepted when another person took the differences; void when it was sent back.
Payable: not_triggered until its event; active while it is to be paid, or, below zero, while money
is to come back; settled when nothing is open; void when its purchase fell away.
Payment: requested; held when the payee is not who invoices; approved by another person; paid when
the money left (or came back); rejected; void when the bank returned it.
Statement: draft; sent to the supplier; confirmed by the supplier; disputed; void.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class InvoiceState(models.TextChoices):
    """Where a supplier invoice stands."""

    REGISTERED = "registered", _("已登记")
    MATCHED = "matched", _("三单相符")
    DIFFERENCES = "differences", _("有差异")
    ACCEPTED = "accepted", _("差异已接受")
    VOID = "void", _("已作废")


class PayableState(models.TextChoices):
    """Where a payable stands."""

    NOT_TRIGGERED = "not_triggered", _("未触发")
    ACTIVE = "active", _("应付")
    SETTLED = "settled", _("已付清")
    VOID = "void", _("已作废")


class PaymentState(models.TextChoices):
    """Where a payment stands."""

    REQUESTED = "requested", _("已申请")
    HELD = "held", _("三流不一致待核")
    APPROVED = "approved", _("已批准")
    PAID = "paid", _("已付款")
    REJECTED = "rejected", _("已驳回")
    VOID = "void", _("已作废")


class StatementState(models.TextChoices):
    """Where a statement of account stands."""

    DRAFT = "draft", _("草稿")
    SENT = "sent", _("已发出")
    CONFIRMED = "confirmed", _("对方已确认")
    DISPUTED = "disputed", _("对方有异议")
    VOID = "void", _("已作废")


GOOD = [InvoiceState.MATCHED, InvoiceState.ACCEPTED]
WAITING = [PaymentState.REQUESTED, PaymentState.HELD, PaymentState.APPROVED]


class InvoiceFlow:
    """Who may follow whom."""

    @transition(
        "state",
        source=[InvoiceState.REGISTERED, InvoiceState.DIFFERENCES],
        target=InvoiceState.MATCHED,
    )
    def tie(self) -> None:
        """This will record that order, receipt and invoice agree."""

    @transition(
        "state",
        source=[InvoiceState.REGISTERED, InvoiceState.DIFFERENCES],
        target=InvoiceState.DIFFERENCES,
    )
    def differ(self) -> None:
        """This will record that they do not."""

    @transition("state", source=InvoiceState.DIFFERENCES, target=InvoiceState.ACCEPTED)
    def accept(self) -> None:
        """This will take the invoice with its differences."""

    @transition(
        "state",
        source=[InvoiceState.REGISTERED, InvoiceState.DIFFERENCES, *GOOD],
        target=InvoiceState.VOID,
    )
    def void(self) -> None:
        """This will send the invoice back."""


class PayableFlow:
    """Who may follow whom."""

    @transition("state", source=PayableState.NOT_TRIGGERED, target=PayableState.ACTIVE)
    def activate(self) -> None:
        """This will make it due for payment."""

    @transition("state", source=PayableState.ACTIVE, target=PayableState.SETTLED)
    def settle(self) -> None:
        """This will record that nothing is open any more."""

    @transition("state", source=PayableState.SETTLED, target=PayableState.ACTIVE)
    def reopen(self) -> None:
        """This will open it again after a reversal or another amount."""

    @transition(
        "state",
        source=[PayableState.ACTIVE, PayableState.SETTLED],
        target=PayableState.NOT_TRIGGERED,
    )
    def untrigger(self) -> None:
        """This will let it wait again, because what made it due was taken back."""

    @transition(
        "state", source=[PayableState.NOT_TRIGGERED, PayableState.ACTIVE], target=PayableState.VOID
    )
    def void(self) -> None:
        """This will drop it with its purchase."""


class PaymentFlow:
    """Who may follow whom."""

    @transition("state", source=PaymentState.REQUESTED, target=PaymentState.HELD)
    def hold(self) -> None:
        """This will stop a payment whose payee is not who invoices."""

    @transition("state", source=PaymentState.HELD, target=PaymentState.REQUESTED)
    def release(self) -> None:
        """This will let it go on, with a three-party agreement on file."""

    @transition("state", source=PaymentState.REQUESTED, target=PaymentState.APPROVED)
    def approve(self) -> None:
        """This will let the money go."""

    @transition("state", source=PaymentState.APPROVED, target=PaymentState.PAID)
    def pay(self) -> None:
        """This will record that the bank paid, or that the money came."""

    @transition("state", source=WAITING, target=PaymentState.REJECTED)
    def reject(self) -> None:
        """This will turn it down before it is paid."""

    @transition("state", source=PaymentState.PAID, target=PaymentState.VOID)
    def void(self) -> None:
        """This will record that the bank gave the money back."""


class StatementFlow:
    """Who may follow whom."""

    @transition("state", source=StatementState.DRAFT, target=StatementState.SENT)
    def send(self) -> None:
        """This will send it to the supplier."""

    @transition(
        "state",
        source=[StatementState.SENT, StatementState.DISPUTED],
        target=StatementState.CONFIRMED,
    )
    def confirm(self) -> None:
        """This will record the supplier's yes."""

    @transition("state", source=StatementState.SENT, target=StatementState.DISPUTED)
    def dispute(self) -> None:
        """This will record what the supplier does not agree with."""

    @transition(
        "state",
        source=[StatementState.DRAFT, StatementState.SENT, StatementState.DISPUTED],
        target=StatementState.VOID,
    )
    def void(self) -> None:
        """This will drop it, so that it can be drawn up again."""
