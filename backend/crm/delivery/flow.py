"""The life of one truck.

planned: truck and driver are named. picking: released, the warehouse may load. loaded: goods are
on the truck. weighed_out: our ticket stands, or the pieces
are counted, and the goods have left our books. in_transit: under
way. arrived: at the buyer's gate. weighed_in: the buyer's ticket is known. signed: accepted, the
settlement weight stands. disputed: the weight difference is being clarified. settled: part of an
issued statement. refused and returned: the goods came back. cancelled: never loaded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a delivery stands."""

    PLANNED = "planned", _("已计划")
    PICKING = "picking", _("已放行")
    LOADED = "loaded", _("已装车")
    WEIGHED_OUT = "weighed_out", _("已出库")
    IN_TRANSIT = "in_transit", _("运输中")
    ARRIVED = "arrived", _("已到达")
    WEIGHED_IN = "weighed_in", _("对方已过磅")
    SIGNED = "signed", _("已签收")
    DISPUTED = "disputed", _("磅差待处理")
    REFUSED = "refused", _("拒收")
    RETURNED = "returned", _("已退回")
    SETTLED = "settled", _("已结算")
    CANCELLED = "cancelled", _("已取消")


class DeliveryFlow:
    """Who may follow whom."""

    @transition("state", source=State.PLANNED, target=State.PICKING)
    def release(self) -> None:
        """This will let the warehouse load: money, credit and ownership were checked."""

    @transition("state", source=State.PICKING, target=State.LOADED)
    def load(self) -> None:
        """This will record what is on the truck."""

    @transition("state", source=State.LOADED, target=State.WEIGHED_OUT)
    def weigh_out(self) -> None:
        """This will take our weight or our count and issue the goods."""

    @transition("state", source=State.WEIGHED_OUT, target=State.IN_TRANSIT)
    def depart(self) -> None:
        """This will send the truck off."""

    @transition("state", source=State.IN_TRANSIT, target=State.ARRIVED)
    def arrive(self) -> None:
        """This will record the arrival."""

    @transition("state", source=State.ARRIVED, target=State.WEIGHED_IN)
    def weigh_in(self) -> None:
        """This will record the buyer's weight."""

    @transition("state", source=[State.ARRIVED, State.WEIGHED_IN], target=State.SIGNED)
    def sign(self) -> None:
        """This will record acceptance and the settlement weight."""

    @transition("state", source=State.WEIGHED_IN, target=State.DISPUTED)
    def dispute(self) -> None:
        """This will hold a difference beyond tolerance."""

    @transition("state", source=State.DISPUTED, target=State.SIGNED)
    def resolve(self) -> None:
        """This will settle the difference by decision."""

    @transition("state", source=State.SETTLED, target=State.SIGNED)
    def unsettle(self) -> None:
        """This will free it again because its statement was taken back."""

    @transition("state", source=[State.ARRIVED, State.WEIGHED_IN], target=State.REFUSED)
    def refuse(self) -> None:
        """This will record that the buyer did not take it."""

    @transition("state", source=State.REFUSED, target=State.RETURNED)
    def take_back(self) -> None:
        """This will put the goods back in stock."""

    @transition("state", source=State.SIGNED, target=State.SETTLED)
    def settle(self) -> None:
        """This will tie it to an issued statement."""

    @transition(
        "state", source=[State.PLANNED, State.PICKING, State.LOADED], target=State.CANCELLED
    )
    def cancel(self) -> None:
        """This will drop it before the goods left."""
