"""The lives of an arrival notice and a goods receipt.

Notice: announced by the supplier; arrived when the truck is at the gate; received when a receipt
of it is posted; closed when nothing more comes of it; cancelled before it arrived.
Receipt: draft names what is on the truck; weighed when every line has its weight; inspecting
while goods wait at the quality gate; accepted, partial or rejected as the gate found; posted when
the goods are in stock; void when it was taken back.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class NoticeState(models.TextChoices):
    """Where an arrival notice stands."""

    ANNOUNCED = "announced", _("已预告")
    ARRIVED = "arrived", _("已到厂")
    RECEIVED = "received", _("已收货")
    CLOSED = "closed", _("已关闭")
    CANCELLED = "cancelled", _("已取消")


class ReceiptState(models.TextChoices):
    """Where a goods receipt stands."""

    DRAFT = "draft", _("草稿")
    WEIGHED = "weighed", _("已过磅")
    INSPECTING = "inspecting", _("检验中")
    ACCEPTED = "accepted", _("全部合格")
    PARTIAL = "partial", _("部分合格")
    REJECTED = "rejected", _("全部拒收")
    POSTED = "posted", _("已入库")
    VOID = "void", _("已作废")


JUDGED = [ReceiptState.ACCEPTED, ReceiptState.PARTIAL, ReceiptState.REJECTED]
OPEN = [ReceiptState.DRAFT, ReceiptState.WEIGHED, ReceiptState.INSPECTING, *JUDGED]


class NoticeFlow:
    """Who may follow whom."""

    @transition("state", source=NoticeState.ANNOUNCED, target=NoticeState.ARRIVED)
    def arrive(self) -> None:
        """This will record the truck at the gate."""

    @transition(
        "state", source=[NoticeState.ANNOUNCED, NoticeState.ARRIVED], target=NoticeState.RECEIVED
    )
    def receive(self) -> None:
        """This will record that its goods are in stock."""

    @transition("state", source=NoticeState.RECEIVED, target=NoticeState.ARRIVED)
    def unreceive(self) -> None:
        """This will open it again because its receipt was taken back."""

    @transition(
        "state", source=[NoticeState.ARRIVED, NoticeState.RECEIVED], target=NoticeState.CLOSED
    )
    def close(self) -> None:
        """This will end it: nothing more comes of it."""

    @transition("state", source=NoticeState.ANNOUNCED, target=NoticeState.CANCELLED)
    def cancel(self) -> None:
        """This will drop it before it arrived."""


class ReceiptFlow:
    """Who may follow whom."""

    @transition("state", source=ReceiptState.DRAFT, target=ReceiptState.WEIGHED)
    def weigh(self) -> None:
        """This will take the weights of every line."""

    @transition("state", source=ReceiptState.WEIGHED, target=ReceiptState.INSPECTING)
    def inspect(self) -> None:
        """This will bring the goods to the quality gate."""

    @transition("state", source=ReceiptState.INSPECTING, target=ReceiptState.ACCEPTED)
    def pass_all(self) -> None:
        """This will let everything through."""

    @transition("state", source=ReceiptState.INSPECTING, target=ReceiptState.PARTIAL)
    def pass_part(self) -> None:
        """This will let a part through."""

    @transition("state", source=ReceiptState.INSPECTING, target=ReceiptState.REJECTED)
    def pass_none(self) -> None:
        """This will let nothing through."""

    @transition("state", source=JUDGED, target=ReceiptState.POSTED)
    def post(self) -> None:
        """This will put the accepted goods into stock."""

    @transition("state", source=[*OPEN, ReceiptState.POSTED], target=ReceiptState.VOID)
    def void(self) -> None:
        """This will take it back, with what it did."""
