"""The life of a customer.

prospect: known, nothing under way. developing: we are working on a first or a new sale.
active: has bought. dormant: has bought, but not for a long time. lost: buys elsewhere or no
more. A deal makes any of them active.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where we stand with a customer."""

    PROSPECT = "prospect", _("潜在")
    DEVELOPING = "developing", _("开发中")
    ACTIVE = "active", _("合作中")
    DORMANT = "dormant", _("休眠")
    LOST = "lost", _("流失")


class CustomerFlow:
    """Who may follow whom."""

    @transition("state", source=State.PROSPECT, target=State.DEVELOPING)
    def develop(self) -> None:
        """This will start working on a first sale."""

    @transition("state", source="*", target=State.ACTIVE)
    def note_deal(self) -> None:
        """This will record that it bought."""

    @transition("state", source=State.ACTIVE, target=State.DORMANT)
    def rest(self) -> None:
        """This will record that it has not bought for long."""

    @transition(
        "state",
        source=[State.PROSPECT, State.DEVELOPING, State.ACTIVE, State.DORMANT],
        target=State.LOST,
    )
    def lose(self) -> None:
        """This will give it up."""

    @transition("state", source=[State.DORMANT, State.LOST], target=State.DEVELOPING)
    def revive(self) -> None:
        """This will try again."""
