"""The life of a contract.

draft: being written. in_review: somebody else reads it, nothing may change. approved: margin
and credit were found good. pending_sign: printed and sent for signature. effective: both are
bound; goods, prices and money move. amending: an amendment is being agreed. suspended: nothing
moves until resumed. fulfilled: everything is delivered, priced, invoiced and paid. closed: put
away. terminated: ended early with what was done. void: never signed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a contract stands."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("已批准")
    PENDING_SIGN = "pending_sign", _("待签署")
    EFFECTIVE = "effective", _("履行中")
    SUSPENDED = "suspended", _("已中止")
    AMENDING = "amending", _("变更中")
    FULFILLED = "fulfilled", _("履行完毕")
    CLOSED = "closed", _("已关闭")
    TERMINATED = "terminated", _("已终止")
    VOID = "void", _("已作废")


class ContractFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.IN_REVIEW)
    def submit(self) -> None:
        """This will hand the draft to its reviewer."""

    @transition("state", source=State.IN_REVIEW, target=State.DRAFT)
    def return_to_draft(self) -> None:
        """This will send it back to be changed."""

    @transition("state", source=State.IN_REVIEW, target=State.APPROVED)
    def approve(self) -> None:
        """This will accept its price, margin and credit."""

    @transition("state", source=State.APPROVED, target=State.PENDING_SIGN)
    def send(self) -> None:
        """This will put it before the customer for signature."""

    @transition("state", source=[State.APPROVED, State.PENDING_SIGN], target=State.EFFECTIVE)
    def sign(self) -> None:
        """This will bind both parties."""

    @transition("state", source=State.EFFECTIVE, target=State.SUSPENDED)
    def suspend(self) -> None:
        """This will stop everything until it is resumed."""

    @transition("state", source=State.SUSPENDED, target=State.EFFECTIVE)
    def resume(self) -> None:
        """This will let it go on."""

    @transition("state", source=State.EFFECTIVE, target=State.AMENDING)
    def amend(self) -> None:
        """This will open an amendment; new releases wait."""

    @transition("state", source=State.AMENDING, target=State.EFFECTIVE)
    def finish_amending(self) -> None:
        """This will go on, with the amendment applied or dropped."""

    @transition("state", source=State.EFFECTIVE, target=State.FULFILLED)
    def fulfil(self) -> None:
        """This will record that every axis is complete."""

    @transition("state", source=State.FULFILLED, target=State.CLOSED)
    def close(self) -> None:
        """This will put it away."""

    @transition(
        "state", source=[State.EFFECTIVE, State.SUSPENDED, State.AMENDING], target=State.TERMINATED
    )
    def terminate(self) -> None:
        """This will end it early."""

    @transition(
        "state",
        source=[State.DRAFT, State.IN_REVIEW, State.APPROVED, State.PENDING_SIGN],
        target=State.VOID,
    )
    def void(self) -> None:
        """This will drop it before it bound anybody."""


class AmendmentState(models.TextChoices):
    """Where an amendment stands."""

    DRAFT = "draft", _("草稿")
    APPROVED = "approved", _("已批准")
    APPLIED = "applied", _("已生效")
    VOID = "void", _("已作废")


class AmendmentFlow:
    """The life of an amendment: proposed, approved, then applied to the contract or dropped."""

    @transition("state", source=AmendmentState.DRAFT, target=AmendmentState.APPROVED)
    def approve(self) -> None:
        """This will accept its new margin and credit."""

    @transition("state", source=AmendmentState.APPROVED, target=AmendmentState.APPLIED)
    def apply(self) -> None:
        """This will write it into the contract."""

    @transition(
        "state", source=[AmendmentState.DRAFT, AmendmentState.APPROVED], target=AmendmentState.VOID
    )
    def void(self) -> None:
        """This will drop it; the contract stays as it was."""
