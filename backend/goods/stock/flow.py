"""The life of a lot.

open: its goods may move; how much is left and where is said by the balances. split: it was
parted into other lots. merged: it was poured into another lot. Its papers stay in every state.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a lot stands."""

    OPEN = "open", _("有效")
    SPLIT = "split", _("已拆分")
    MERGED = "merged", _("已合并")


class LotFlow:
    """Who may follow whom."""

    @transition("state", source=State.OPEN, target=State.SPLIT)
    def split(self) -> None:
        """This will close a lot that was parted."""

    @transition("state", source=State.OPEN, target=State.MERGED)
    def merge(self) -> None:
        """This will close a lot that was poured into another."""
