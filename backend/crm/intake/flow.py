"""The life of a form and of an absence.

A form is open while it may be filled in; closed, its address answers that it is gone. An absence
is planned until it is cancelled.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class FormState(models.TextChoices):
    """Where a form stands."""

    OPEN = "open", _("开放")
    CLOSED = "closed", _("关闭")


class FormFlow:
    """Who may follow whom."""

    @transition("state", source=FormState.OPEN, target=FormState.CLOSED)
    def close(self) -> None:
        """This will take no more answers."""

    @transition("state", source=FormState.CLOSED, target=FormState.OPEN)
    def reopen(self) -> None:
        """This will take answers again."""


class AbsenceState(models.TextChoices):
    """Where an absence stands."""

    PLANNED = "planned", _("有效")
    CANCELLED = "cancelled", _("已取消")


class AbsenceFlow:
    """Who may follow whom."""

    @transition("state", source=AbsenceState.PLANNED, target=AbsenceState.CANCELLED)
    def cancel(self) -> None:
        """This will be at work after all."""
