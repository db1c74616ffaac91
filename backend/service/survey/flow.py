"""The life of a survey.

open: the customer may answer. answered: they did, once. withdrawn: we asked in error. That its
days are over follows from the clock and is no state.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a survey stands."""

    OPEN = "open", _("待评价")
    ANSWERED = "answered", _("已评价")
    WITHDRAWN = "withdrawn", _("已撤回")


class SurveyFlow:
    """Who may follow whom."""

    @transition("state", source=State.OPEN, target=State.ANSWERED)
    def reply(self) -> None:
        """This will take the customer's answer."""

    @transition("state", source=State.OPEN, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """This will stop asking."""
