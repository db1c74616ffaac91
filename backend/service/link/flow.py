"""The life of a customer's link.

open: whoever holds it sees the contract, until its time is over. revoked: it was taken back and
opens nothing any more.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a link stands."""

    OPEN = "open", _("有效")
    REVOKED = "revoked", _("已撤销")


class LinkFlow:
    """Who may follow whom."""

    revoked_at: datetime | None

    @transition("state", source=State.OPEN, target=None)
    def extend(self) -> None:
        """This will change until when it opens and what it shows."""

    @transition("state", source=State.OPEN, target=State.REVOKED)
    def revoke(self, *, at: datetime) -> None:
        """This will take it back for good."""
        self.revoked_at = at
