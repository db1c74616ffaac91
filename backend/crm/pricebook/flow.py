"""The life of a price book.

draft: being written, nobody is quoted from it. approved: it counts, on the days it is valid, and
is changed no more: a new revision takes its place. retired: it counts for days gone by only.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a price book stands."""

    DRAFT = "draft", _("草稿")
    APPROVED = "approved", _("已批准")
    RETIRED = "retired", _("已停用")


class PriceBookFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.DRAFT)
    def edit(self) -> None:
        """This will change what it says; later only a new revision may."""

    @transition("state", source=State.DRAFT, target=State.APPROVED)
    def approve(self) -> None:
        """This will make it count."""

    @transition("state", source=[State.DRAFT, State.APPROVED], target=State.RETIRED)
    def retire(self) -> None:
        """This will end it; days gone by keep their prices."""

    @transition("state", source=State.APPROVED, target=State.APPROVED)
    def revise(self) -> None:
        """This will be followed by a new draft; until that is approved this one counts."""
