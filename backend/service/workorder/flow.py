"""The life of a work order.

draft: known what is to be done, not yet when and by whom. scheduled: an engineer and a time are
booked; nobody else can book them. dispatched: the engineer was told. declined: the engineer said
no, with the reason; it is scheduled anew. accepted: will be done. en_route, on_site, working: as
the phone tells. no_access: nobody opened the door; it is scheduled anew. paused: stopped for a
reason, to be resumed. follow_up_needed: this visit cannot finish the job; a child order carries
on, this one is signed for what was done. done_pending_sign: the work is done and complete, the
customer has to sign. completed: signed, or refused with reason and picture. reviewed: the office
agrees and the bill is fixed. closed: put away. cancelled: dropped before any work.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a work order stands."""

    DRAFT = "draft", _("待排程")
    SCHEDULED = "scheduled", _("已排程")
    DISPATCHED = "dispatched", _("已派工")
    DECLINED = "declined", _("已拒单")
    ACCEPTED = "accepted", _("已接单")
    EN_ROUTE = "en_route", _("在途中")
    ON_SITE = "on_site", _("已到场")
    NO_ACCESS = "no_access", _("无法进场")
    WORKING = "working", _("作业中")
    PAUSED = "paused", _("已暂停")
    FOLLOW_UP_NEEDED = "follow_up_needed", _("需再次上门")
    DONE_PENDING_SIGN = "done_pending_sign", _("待客户签字")
    COMPLETED = "completed", _("已完工")
    REVIEWED = "reviewed", _("已审核")
    CLOSED = "closed", _("已关闭")
    CANCELLED = "cancelled", _("已取消")


UNPLANNED = (State.DRAFT, State.DECLINED, State.NO_ACCESS)
"""Somebody has to find a time."""

BOOKED = (State.SCHEDULED, State.DISPATCHED, State.ACCEPTED, State.EN_ROUTE, State.ON_SITE,
          State.WORKING, State.PAUSED)  # fmt: skip
"""Its engineer and its time are taken."""

AT_WORK = (State.ON_SITE, State.WORKING, State.PAUSED, State.FOLLOW_UP_NEEDED)
"""The engineer is there: what is used, measured and seen is written down."""

WRITABLE = (*AT_WORK, State.DONE_PENDING_SIGN)
"""Until the customer has signed, rows may still be added."""

OPEN = (*UNPLANNED, *BOOKED, State.FOLLOW_UP_NEEDED, State.DONE_PENDING_SIGN)
"""Not done yet."""

DONE = (State.COMPLETED, State.REVIEWED, State.CLOSED)
"""The work is over and signed for."""


class WorkOrderFlow:
    """Who may follow whom."""

    @transition(
        "state",
        source=[*UNPLANNED, State.SCHEDULED, State.DISPATCHED, State.ACCEPTED],
        target=State.SCHEDULED,
    )
    def schedule(self) -> None:
        """This will book an engineer and a time, or others than before."""

    @transition(
        "state",
        source=[State.SCHEDULED, State.DISPATCHED, State.ACCEPTED],
        target=State.DRAFT,
    )
    def unschedule(self) -> None:
        """This will give engineer and time free."""

    @transition("state", source=State.SCHEDULED, target=State.DISPATCHED)
    def dispatch(self) -> None:
        """This will tell the engineer."""

    @transition("state", source=State.DISPATCHED, target=State.ACCEPTED)
    def accept(self) -> None:
        """This will record that the engineer takes it on."""

    @transition("state", source=State.DISPATCHED, target=State.DECLINED)
    def decline(self) -> None:
        """This will record that the engineer cannot, saying why."""

    @transition("state", source=State.ACCEPTED, target=State.EN_ROUTE)
    def depart(self) -> None:
        """This will record that the engineer is on the way."""

    @transition("state", source=[State.ACCEPTED, State.EN_ROUTE], target=State.ON_SITE)
    def arrive(self) -> None:
        """This will record that the engineer is there."""

    @transition("state", source=State.ON_SITE, target=State.NO_ACCESS)
    def no_access(self) -> None:
        """This will record that nobody let the engineer in."""

    @transition("state", source=State.ON_SITE, target=State.WORKING)
    def start(self) -> None:
        """This will begin the work and its clock."""

    @transition("state", source=State.WORKING, target=State.PAUSED)
    def pause(self) -> None:
        """This will stop the work for a while, saying why."""

    @transition("state", source=State.PAUSED, target=State.WORKING)
    def resume(self) -> None:
        """This will go on with the work."""

    @transition("state", source=State.WORKING, target=State.FOLLOW_UP_NEEDED)
    def follow_up(self) -> None:
        """This will leave the rest to another visit."""

    @transition(
        "state",
        source=[State.WORKING, State.FOLLOW_UP_NEEDED],
        target=State.DONE_PENDING_SIGN,
    )
    def finish(self) -> None:
        """This will end the work, once nothing mandatory is missing."""

    @transition("state", source=State.DONE_PENDING_SIGN, target=State.WORKING)
    def rework(self) -> None:
        """This will go back to work before the customer signs."""

    @transition("state", source=State.DONE_PENDING_SIGN, target=State.COMPLETED)
    def sign(self) -> None:
        """This will record the customer's signature."""

    @transition("state", source=State.DONE_PENDING_SIGN, target=State.COMPLETED)
    def refuse_sign(self) -> None:
        """This will record that the customer would not sign, with reason and picture."""

    @transition("state", source=State.COMPLETED, target=State.REVIEWED)
    def review(self) -> None:
        """This will fix what is covered and what is owed."""

    @transition("state", source=State.REVIEWED, target=State.CLOSED)
    def close(self) -> None:
        """This will put it away."""

    @transition(
        "state",
        source=[*UNPLANNED, State.SCHEDULED, State.DISPATCHED, State.ACCEPTED, State.EN_ROUTE,
                State.ON_SITE],
        target=State.CANCELLED,
    )  # fmt: skip
    def cancel(self) -> None:
        """This will drop it before any work."""
