"""The life of one version of a bill of materials.

draft: lines are being written. released: the version that counts from its first day on; nobody
edits it any more. superseded: a later version was released; until the day before that one begins
it still answers what was valid then. cancelled: a draft that was dropped.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", _("草稿")
    RELEASED = "released", _("已发布")
    SUPERSEDED = "superseded", _("已被替代")
    CANCELLED = "cancelled", _("已取消")


class BillOfMaterialsFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.RELEASED)
    def release(self) -> None:
        """This will make the version count."""

    @transition("state", source=State.RELEASED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """This will end it because a later version takes over."""

    @transition("state", source=State.DRAFT, target=State.CANCELLED)
    def cancel(self) -> None:
        """This will drop a draft."""
