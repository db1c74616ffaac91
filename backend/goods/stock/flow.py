"""The life of a lot.

in_stock: some of it lies in a warehouse. used_up: all of it has left, by sale, transfer of
title or loss; it comes back when a movement is taken back. split: it was parted into other
lots. merged: it was poured into another lot. Its papers stay in every state.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a lot stands."""

    IN_STOCK = "in_stock", _("在库")
    USED_UP = "used_up", _("已出完")
    SPLIT = "split", _("已拆分")
    MERGED = "merged", _("已合并")


class LotFlow:
    """Who may follow whom."""

    @transition("state", source=State.IN_STOCK, target=State.USED_UP)
    def use_up(self) -> None:
        """This will say that nothing is left."""

    @transition("state", source=State.USED_UP, target=State.IN_STOCK)
    def come_back(self) -> None:
        """This will say that some of it is there again."""

    @transition("state", source=State.IN_STOCK, target=State.SPLIT)
    def split(self) -> None:
        """This will close a lot that was parted."""

    @transition("state", source=State.IN_STOCK, target=State.MERGED)
    def merge(self) -> None:
        """This will close a lot that was poured into another."""
