"""The life of a quote.

draft: being written. in_review: somebody else reads it. approved: may go out. sent: before the
customer. accepted: the customer says yes. contracted: a contract was made from it. rejected: the
customer says no, or we take it back. expired: its day has passed. superseded: a newer revision
stands in its place.

An approved or sent quote whose market moved is held (`price_stale`): it can neither be sent nor
accepted until it is priced anew. A hold is no state.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a quote stands."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("已批准")
    SENT = "sent", _("已发送")
    ACCEPTED = "accepted", _("客户已接受")
    CONTRACTED = "contracted", _("已转合同")
    REJECTED = "rejected", _("已拒绝")
    EXPIRED = "expired", _("已过期")
    SUPERSEDED = "superseded", _("已被新版替代")


LIVE = [State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SENT, State.ACCEPTED]


class QuoteFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.DRAFT)
    def edit(self) -> None:
        """This will change what it offers; later only a new revision may."""

    @transition("state", source=State.DRAFT, target=State.IN_REVIEW)
    def submit(self) -> None:
        """This will hand the draft to its reviewer."""

    @transition("state", source=State.IN_REVIEW, target=State.DRAFT)
    def return_to_draft(self) -> None:
        """This will send it back to be changed."""

    @transition("state", source=State.IN_REVIEW, target=State.APPROVED)
    def approve(self) -> None:
        """This will let it go out."""

    @transition("state", source=State.IN_REVIEW, target=State.IN_REVIEW)
    def pass_on(self) -> None:
        """This will hand it on to the general manager after the first reviewer agreed."""

    @transition("state", source=State.APPROVED, target=State.DRAFT)
    def reopen(self) -> None:
        """This will take it back to be priced anew, before it went out."""

    @transition("state", source=[State.APPROVED, State.SENT], target=None)
    def hold(self) -> None:
        """This will keep it where it is; its price is held or cleared."""

    @transition("state", source=State.APPROVED, target=State.SENT)
    def send(self) -> None:
        """This will put it before the customer."""

    @transition("state", source=State.SENT, target=State.ACCEPTED)
    def accept(self) -> None:
        """This will record the customer's yes."""

    @transition("state", source=State.ACCEPTED, target=State.CONTRACTED)
    def mark_contracted(self) -> None:
        """This will record that a contract was made from it."""

    @transition("state", source=[State.APPROVED, State.SENT, State.ACCEPTED], target=State.REJECTED)
    def reject(self) -> None:
        """This will record the customer's no, or our taking it back."""

    @transition("state", source=[State.APPROVED, State.SENT], target=State.EXPIRED)
    def expire(self) -> None:
        """This will record that its day has passed."""

    @transition(
        "state",
        source=[
            State.IN_REVIEW,
            State.APPROVED,
            State.SENT,
            State.ACCEPTED,
            State.REJECTED,
            State.EXPIRED,
        ],
        target=State.SUPERSEDED,
    )
    def supersede(self) -> None:
        """This will put a newer revision in its place."""
