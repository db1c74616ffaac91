"""The life of a score card.

draft: counted, may be counted anew. published: its band counts for the supplier. void: taken back;
the card before it counts again.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a score card stands."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    VOID = "void", _("已作废")


class ScoreCardFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.PUBLISHED)
    def publish(self) -> None:
        """This will let its band count."""

    @transition("state", source=[State.DRAFT, State.PUBLISHED], target=State.VOID)
    def void(self) -> None:
        """This will take it back."""
