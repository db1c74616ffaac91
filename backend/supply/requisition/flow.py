"""The life of a requisition.

draft: opened by a shortage or by hand, still to be looked over. submitted: waits for approval.
approved: may be bought. sourcing: suppliers are being asked, or part of it is ordered. ordered: all
of it is on order. closed: done, or the rest is no longer needed. rejected: not to be bought as it
is; may be drafted again. cancelled: never bought.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a requisition stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审批")
    APPROVED = "approved", _("已批准")
    SOURCING = "sourcing", _("寻源中")
    ORDERED = "ordered", _("已下单")
    CLOSED = "closed", _("已关闭")
    REJECTED = "rejected", _("已驳回")
    CANCELLED = "cancelled", _("已取消")


LIVE = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.SOURCING)
"""While something of it is still to be bought."""
TO_BUY = (State.APPROVED, State.SOURCING)


class RequisitionFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.SUBMITTED)
    def submit(self) -> None:
        """This will ask for approval."""

    @transition("state", source=State.SUBMITTED, target=State.APPROVED)
    def approve(self) -> None:
        """This will let it be bought."""

    @transition("state", source=State.DRAFT, target=State.APPROVED)
    def gather(self) -> None:
        """This will stand for lines that were all approved."""

    @transition("state", source=State.SUBMITTED, target=State.REJECTED)
    def reject(self) -> None:
        """This will refuse it."""

    @transition("state", source=State.REJECTED, target=State.DRAFT)
    def reopen(self) -> None:
        """This will let it be written anew."""

    @transition("state", source=State.APPROVED, target=State.SOURCING)
    def source(self) -> None:
        """This will record that suppliers are being asked."""

    @transition("state", source=[State.APPROVED, State.SOURCING], target=State.ORDERED)
    def order(self) -> None:
        """This will record that all of it is on order."""

    @transition("state", source=State.ORDERED, target=State.SOURCING)
    def give_back(self) -> None:
        """This will record that some of it must be bought anew."""

    @transition(
        "state",
        source=[State.APPROVED, State.SOURCING, State.ORDERED],
        target=State.CLOSED,
    )
    def close(self) -> None:
        """This will end it."""

    @transition(
        "state",
        source=[State.DRAFT, State.SUBMITTED, State.APPROVED, State.REJECTED],
        target=State.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it before anything was bought."""
