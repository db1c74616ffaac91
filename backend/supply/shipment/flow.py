"""The life of a shipment, and of a claim about one.

planned: goods, way and day are named. booked: a carrier took it on. loaded: goods are on board
and sealed. in_transit: under way. diverted: sent to another place while under way. arrived: at
the place of delivery. delivered: accepted, with proof. refused: the receiver did not take it.
return_in_transit and returned: it came back. closed: papers, claims and bills are complete.
cancelled: dropped before it left.

A claim is open when something was short, damaged, wrong or late; sent to who is liable; agreed
at an amount; settled when it is paid or set off; or waived with a reason.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a shipment stands."""

    PLANNED = "planned", _("已计划")
    BOOKED = "booked", _("已订舱")
    LOADED = "loaded", _("已装运")
    IN_TRANSIT = "in_transit", _("运输中")
    DIVERTED = "diverted", _("改道")
    ARRIVED = "arrived", _("已到达")
    DELIVERED = "delivered", _("已交付")
    REFUSED = "refused", _("拒收")
    RETURN_IN_TRANSIT = "return_in_transit", _("退回途中")
    RETURNED = "returned", _("已退回")
    CLOSED = "closed", _("已关闭")
    CANCELLED = "cancelled", _("已取消")


AHEAD = (State.PLANNED, State.BOOKED)
"""Nothing is on board yet."""

MOVING = (State.BOOKED, State.LOADED, State.IN_TRANSIT, State.DIVERTED)
"""It has not arrived and may be late."""

LIVE = (*AHEAD, State.LOADED, State.IN_TRANSIT, State.DIVERTED, State.ARRIVED, State.REFUSED,
        State.RETURN_IN_TRANSIT)  # fmt: skip
"""Something may still happen to it on the way."""

COSTED = (*LIVE, State.DELIVERED, State.RETURNED)
"""Bills and claims may still come."""


class ShipmentFlow:
    """Who may follow whom."""

    @transition("state", source=State.PLANNED, target=State.BOOKED)
    def book(self) -> None:
        """This will record that a carrier took it on."""

    @transition("state", source=State.BOOKED, target=State.LOADED)
    def load(self) -> None:
        """This will record what is on board, and under which seals."""

    @transition("state", source=State.LOADED, target=State.IN_TRANSIT)
    def depart(self) -> None:
        """This will send it off."""

    @transition("state", source=State.IN_TRANSIT, target=State.DIVERTED)
    def divert(self) -> None:
        """This will send it to another place."""

    @transition("state", source=State.DIVERTED, target=State.IN_TRANSIT)
    def go_on(self) -> None:
        """This will let it go on to its new place."""

    @transition("state", source=[State.IN_TRANSIT, State.DIVERTED], target=State.ARRIVED)
    def arrive(self) -> None:
        """This will record the arrival."""

    @transition("state", source=State.ARRIVED, target=State.DELIVERED)
    def deliver(self) -> None:
        """This will record acceptance with its proof."""

    @transition("state", source=State.ARRIVED, target=State.REFUSED)
    def refuse(self) -> None:
        """This will record that the receiver did not take it."""

    @transition("state", source=State.REFUSED, target=State.RETURN_IN_TRANSIT)
    def send_back(self) -> None:
        """This will send it home."""

    @transition("state", source=State.RETURN_IN_TRANSIT, target=State.RETURNED)
    def take_back(self) -> None:
        """This will record that it came home."""

    @transition("state", source=[State.DELIVERED, State.RETURNED], target=State.CLOSED)
    def close(self) -> None:
        """This will put it away: papers, claims and bills are complete."""

    @transition("state", source=[State.PLANNED, State.BOOKED, State.LOADED], target=State.CANCELLED)
    def cancel(self) -> None:
        """This will drop it before it left."""


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    OPEN = "open", _("待处理")
    SENT = "sent", _("已提出")
    AGREED = "agreed", _("已协商一致")
    SETTLED = "settled", _("已结清")
    WAIVED = "waived", _("已放弃")


CLAIM_ENDS = (ClaimState.SETTLED, ClaimState.WAIVED)


class FreightClaimFlow:
    """Who may follow whom."""

    @transition("state", source=ClaimState.OPEN, target=ClaimState.SENT)
    def send(self) -> None:
        """This will put it before who is liable."""

    @transition("state", source=[ClaimState.OPEN, ClaimState.SENT], target=ClaimState.AGREED)
    def agree(self) -> None:
        """This will record the amount both sides agreed on."""

    @transition("state", source=ClaimState.AGREED, target=ClaimState.SETTLED)
    def settle(self) -> None:
        """This will record that it was paid or set off."""

    @transition(
        "state",
        source=[ClaimState.OPEN, ClaimState.SENT, ClaimState.AGREED],
        target=ClaimState.WAIVED,
    )
    def waive(self) -> None:
        """This will let it go, saying why."""
