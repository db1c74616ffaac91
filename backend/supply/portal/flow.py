"""The life of a contact from outside.

`invited` has a log-in and has never come; `active` came through a link; `suspended` is locked
out: log-in closed, links and keys ended, and what was sent stays on its papers.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a contact stands."""

    INVITED = "invited", _("已邀请")
    ACTIVE = "active", _("已启用")
    SUSPENDED = "suspended", _("已停用")


class ContactFlow:
    """The moves of a contact."""

    @transition("state", source=State.INVITED, target=State.ACTIVE)
    def arrive(self) -> None:
        """This will note that the person came for the first time."""

    @transition("state", source=[State.INVITED, State.ACTIVE], target=State.SUSPENDED)
    def suspend(self) -> None:
        """This will lock the person out."""

    @transition("state", source=State.SUSPENDED, target=State.INVITED)
    def resume(self) -> None:
        """This will let the person be invited anew; old links and keys stay ended."""
