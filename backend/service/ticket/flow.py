"""The life of a ticket.

new: it came in. triaged: somebody read it and knows how grave it is. assigned: somebody is to
answer for it. in_progress: somebody is at it. waiting_customer, waiting_parts,
waiting_supplier: it cannot go on before the customer answers, the parts come or the supplier
answers. resolved: the customer is helped; it closes by itself when nobody objects. reopened: it
was not helped after all. closed: over. cancelled: there was nothing to do. duplicate: the same
matter as another ticket, which goes on for both.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a ticket stands."""

    NEW = "new", _("新建")
    TRIAGED = "triaged", _("已分诊")
    ASSIGNED = "assigned", _("已指派")
    IN_PROGRESS = "in_progress", _("处理中")
    WAITING_CUSTOMER = "waiting_customer", _("等待客户")
    WAITING_PARTS = "waiting_parts", _("等待备件")
    WAITING_SUPPLIER = "waiting_supplier", _("等待供应商")
    RESOLVED = "resolved", _("已解决")
    REOPENED = "reopened", _("重新打开")
    CLOSED = "closed", _("已关闭")
    CANCELLED = "cancelled", _("已取消")
    DUPLICATE = "duplicate", _("重复")


FRESH = [State.NEW, State.TRIAGED, State.ASSIGNED]
WAITING = [State.WAITING_CUSTOMER, State.WAITING_PARTS, State.WAITING_SUPPLIER]
OPEN = [*FRESH, State.IN_PROGRESS, *WAITING, State.REOPENED]
"""Somebody still has to do something."""
WORKABLE = [*FRESH, State.IN_PROGRESS, State.REOPENED]
ENDED = [State.RESOLVED, State.CLOSED, State.CANCELLED, State.DUPLICATE]


class TicketFlow:
    """Who may follow whom."""

    resolved_at: datetime | None
    closed_at: datetime | None
    reopened: int

    @transition("state", source=OPEN, target=None)
    def edit(self) -> None:
        """This will change what is known of it; what is over stays as it was."""

    @transition("state", source=[State.NEW, State.TRIAGED], target=State.TRIAGED)
    def triage(self) -> None:
        """This will say how grave it is."""

    @transition("state", source=FRESH, target=State.ASSIGNED)
    def give(self) -> None:
        """This will name who answers for it, before anybody began."""

    @transition("state", source=[*FRESH, State.REOPENED], target=State.IN_PROGRESS)
    def start(self) -> None:
        """This will begin the work."""

    @transition("state", source=WORKABLE, target=State.WAITING_CUSTOMER)
    def wait_for_customer(self) -> None:
        """This will wait for the customer's answer."""

    @transition("state", source=WORKABLE, target=State.WAITING_PARTS)
    def wait_for_parts(self) -> None:
        """This will wait for parts."""

    @transition("state", source=WORKABLE, target=State.WAITING_SUPPLIER)
    def wait_for_supplier(self) -> None:
        """This will wait for the supplier's answer."""

    @transition("state", source=WAITING, target=State.IN_PROGRESS)
    def resume(self) -> None:
        """This will go on after waiting."""

    @transition("state", source=OPEN, target=State.RESOLVED)
    def resolve(self, *, at: datetime) -> None:
        """This will say that the customer is helped."""
        self.resolved_at = at

    @transition("state", source=[State.RESOLVED, State.CLOSED], target=State.REOPENED)
    def reopen(self) -> None:
        """This will take it up again: it was not helped after all."""
        self.resolved_at = self.closed_at = None
        self.reopened += 1

    @transition("state", source=State.RESOLVED, target=State.CLOSED)
    def close(self, *, at: datetime) -> None:
        """This will end it for good."""
        self.closed_at = at

    @transition("state", source=OPEN, target=State.CANCELLED)
    def cancel(self, *, at: datetime) -> None:
        """This will drop it: there was nothing to do."""
        self.closed_at = at

    @transition("state", source=[*OPEN, State.RESOLVED], target=State.DUPLICATE)
    def merge(self, *, at: datetime) -> None:
        """This will end it as the same matter as another ticket."""
        self.closed_at = at
