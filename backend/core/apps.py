"""The core room as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The grammar of the house: documents, access, events."""

    name = "backend.core"
    label = "core"
    verbose_name = _("基础")

    def ready(self) -> None:
        """This will set the clock and open the ears' cursors when the tables are there."""
        post_migrate.connect(_after_migrate, sender=self)


def _after_migrate(**given: Any) -> None:
    settle_in()


def settle_in() -> None:
    """This will set the clock and let ears that are new begin at the present end of the log.

    Safe to repeat; to be done after new code came, whether or not it brought migrations.
    """
    from backend.core.events import log  # needs the apps
    from backend.core.jobs import clock

    if clock.has_table():
        clock.install()
        log.go_on_after_restore()
        log.open_cursors()
