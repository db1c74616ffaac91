"""The life of a price alert.

`armed` waits for the price to reach the level; `fired` has told its people and stays silent
until the price has gone back by the band, which arms it again; `off` watches nothing.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an alert stands."""

    ARMED = "armed", _("监视中")
    FIRED = "fired", _("已触发")
    OFF = "off", _("已停用")


class AlertFlow:
    """The moves of an alert."""

    @transition("state", source=State.ARMED, target=State.FIRED)
    def fire(self) -> None:
        """This will note that the level was reached."""

    @transition("state", source=State.FIRED, target=State.ARMED)
    def rearm(self) -> None:
        """This will wait for the level again."""

    @transition("state", source=[State.ARMED, State.FIRED], target=State.OFF)
    def stop(self) -> None:
        """This will watch no longer."""

    @transition("state", source=State.OFF, target=State.ARMED)
    def resume(self) -> None:
        """This will watch again, from the newest price on."""
