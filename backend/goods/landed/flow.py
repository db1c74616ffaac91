"""The life of a landed-cost allocation.

draft: charges and lots are named, the shares can be looked at. posted: the lots bear them; what
had left already is cost of sales of that day. reversed: taken back by entries the other way.
cancelled: dropped as a draft.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an allocation stands."""

    DRAFT = "draft", _("草稿")
    POSTED = "posted", _("已过账")
    REVERSED = "reversed", _("已冲回")
    CANCELLED = "cancelled", _("已取消")


class LandedFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.POSTED)
    def post(self) -> None:
        """This will let the lots bear the charges."""

    @transition("state", source=State.POSTED, target=State.REVERSED)
    def reverse(self) -> None:
        """This will take the charges off again."""

    @transition("state", source=State.DRAFT, target=State.CANCELLED)
    def cancel(self) -> None:
        """This will drop it."""
