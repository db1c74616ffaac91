"""The life of a purchase.

draft: being written. in_approval: somebody else reads it, nothing may change. approved: it may
go out. sent: the supplier has it, goods may come. acknowledged: the supplier agreed.
change_pending: one side proposed a change and the other has not answered. in_progress: goods
came in. received: every line has what its band asks for. closed: invoiced, priced and paid.
short_closed: ended with what came, saying why. cancelled: dropped before any goods came.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a purchase stands."""

    DRAFT = "draft", _("草稿")
    IN_APPROVAL = "in_approval", _("审批中")
    APPROVED = "approved", _("已批准")
    SENT = "sent", _("已发送")
    ACKNOWLEDGED = "acknowledged", _("供应商已确认")
    CHANGE_PENDING = "change_pending", _("变更待确认")
    IN_PROGRESS = "in_progress", _("收货中")
    RECEIVED = "received", _("收货完毕")
    CLOSED = "closed", _("已关闭")
    SHORT_CLOSED = "short_closed", _("短交结案")
    CANCELLED = "cancelled", _("已取消")


BOUND = (State.SENT, State.ACKNOWLEDGED, State.IN_PROGRESS)
"""Both sides may still ask for a change."""

OPEN = (*BOUND, State.CHANGE_PENDING, State.RECEIVED)
"""Goods may come in, tonnes may be called."""

OWED = (*OPEN, State.SHORT_CLOSED)
"""Prices may be settled, invoices matched and money paid."""

BACK = [State.CHANGE_PENDING, State.IN_PROGRESS]
"""A change was answered, or the goods that had come were taken back."""


class PurchaseFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.IN_APPROVAL)
    def submit(self) -> None:
        """This will hand the draft to its approver."""

    @transition("state", source=State.IN_APPROVAL, target=State.DRAFT)
    def return_to_draft(self) -> None:
        """This will give it back to be changed."""

    @transition("state", source=State.IN_APPROVAL, target=State.APPROVED)
    def approve(self) -> None:
        """This will accept its price and supplier."""

    @transition("state", source=State.APPROVED, target=State.SENT)
    def send(self) -> None:
        """This will put it before the supplier."""

    @transition("state", source=State.SENT, target=State.ACKNOWLEDGED)
    def acknowledge(self) -> None:
        """This will record that the supplier accepts it."""

    @transition("state", source=list(BOUND), target=State.CHANGE_PENDING)
    def propose(self) -> None:
        """This will let one side ask the other for a change."""

    @transition("state", source=BACK, target=State.SENT)
    def back_to_sent(self) -> None:
        """This will wait for the supplier again."""

    @transition("state", source=BACK, target=State.ACKNOWLEDGED)
    def back_to_acknowledged(self) -> None:
        """This will go on, agreed by both, no goods here."""

    @transition("state", source=State.CHANGE_PENDING, target=State.IN_PROGRESS)
    def back_to_progress(self) -> None:
        """This will go on receiving."""

    @transition("state", source=[State.SENT, State.ACKNOWLEDGED], target=State.IN_PROGRESS)
    def start(self) -> None:
        """This will record the first goods."""

    @transition("state", source=State.IN_PROGRESS, target=State.RECEIVED)
    def complete(self) -> None:
        """This will record that every line has what it asks for."""

    @transition("state", source=State.RECEIVED, target=State.IN_PROGRESS)
    def reopen(self) -> None:
        """This will go on receiving after goods were taken back or more is due."""

    @transition("state", source=[State.RECEIVED, State.SHORT_CLOSED], target=State.CLOSED)
    def close(self) -> None:
        """This will put it away, everything priced, invoiced and paid."""

    @transition("state", source=[*BOUND, State.CHANGE_PENDING], target=State.SHORT_CLOSED)
    def short_close(self) -> None:
        """This will end it with what came."""

    @transition(
        "state",
        source=[
            State.DRAFT,
            State.IN_APPROVAL,
            State.APPROVED,
            State.SENT,
            State.ACKNOWLEDGED,
            State.CHANGE_PENDING,
        ],
        target=State.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it before any goods came."""


class ChangeState(models.TextChoices):
    """Where a proposed change stands."""

    PROPOSED = "proposed", _("待对方同意")
    AGREED = "agreed", _("已同意")
    APPLIED = "applied", _("已生效")
    DECLINED = "declined", _("对方不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class PurchaseChangeFlow:
    """The life of a change: one side proposes, the other agrees, then it is written in."""

    @transition("state", source=ChangeState.PROPOSED, target=ChangeState.AGREED)
    def agree(self) -> None:
        """This will record the other side's consent."""

    @transition("state", source=ChangeState.AGREED, target=ChangeState.APPLIED)
    def apply(self) -> None:
        """This will write it into the purchase."""

    @transition("state", source=ChangeState.PROPOSED, target=ChangeState.DECLINED)
    def decline(self) -> None:
        """This will record the other side's refusal."""

    @transition(
        "state", source=[ChangeState.PROPOSED, ChangeState.AGREED], target=ChangeState.WITHDRAWN
    )
    def withdraw(self) -> None:
        """This will drop it; the purchase stays as it was."""
