"""The life of a recall.

open: customers are being told and goods set apart. closed: nothing more comes of it. What it
holds in stock is freed lot by lot, by the non-conformity that decides what becomes of it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a recall stands."""

    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已关闭")


class RecallFlow:
    """Who may follow whom."""

    @transition("state", source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """This will end it."""
