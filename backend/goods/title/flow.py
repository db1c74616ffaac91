"""The life of a transfer of title 货权转移.

draft: lots, weights and the new owner are being named. issued: the owner has signed, the tonnes
are held for it. warehouse_confirmed: the warehouse has confirmed that the goods are there and
will be kept for the new owner. effective: the new owner has accepted; from this one moment the
goods are theirs. rejected: the warehouse or the new owner refused, the tonnes are free again.
reversed: it had taken effect and was taken back. cancelled: dropped before it was issued.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a transfer of title stands."""

    DRAFT = "draft", _("草稿")
    ISSUED = "issued", _("已签发")
    WAREHOUSE_CONFIRMED = "warehouse_confirmed", _("仓库已确认")
    EFFECTIVE = "effective", _("已生效")
    REJECTED = "rejected", _("已拒绝")
    REVERSED = "reversed", _("已冲回")
    CANCELLED = "cancelled", _("已取消")


class TitleFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.ISSUED)
    def issue(self) -> None:
        """This will hold the tonnes under the owner's signature."""

    @transition("state", source=State.ISSUED, target=State.WAREHOUSE_CONFIRMED)
    def confirm(self) -> None:
        """This will record the warehouse's word."""

    @transition("state", source=State.WAREHOUSE_CONFIRMED, target=State.EFFECTIVE)
    def take_effect(self) -> None:
        """This will pass the title at one moment."""

    @transition("state", source=[State.ISSUED, State.WAREHOUSE_CONFIRMED], target=State.REJECTED)
    def reject(self) -> None:
        """This will free the tonnes: one of the three did not agree."""

    @transition("state", source=State.EFFECTIVE, target=State.REVERSED)
    def reverse(self) -> None:
        """This will give the goods back to who had them."""

    @transition("state", source=State.DRAFT, target=State.CANCELLED)
    def cancel(self) -> None:
        """This will drop it."""
