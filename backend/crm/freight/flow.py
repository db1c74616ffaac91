"""The life of a freight card or a cost profile.

active: may be used on the days it is valid. retired: kept for what was worked out with it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a card or a profile stands."""

    ACTIVE = "active", _("启用")
    RETIRED = "retired", _("停用")


class RateFlow:
    """Who may follow whom."""

    @transition("state", source=State.ACTIVE, target=State.RETIRED)
    def retire(self) -> None:
        """This will use it no longer."""

    @transition("state", source=State.RETIRED, target=State.ACTIVE)
    def resume(self) -> None:
        """This will use it again."""
