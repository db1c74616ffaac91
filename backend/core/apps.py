"""The core room as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """The grammar of the house: documents, access, events."""

    name = "backend.core"
    label = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        """This will set the clock and open the ears' cursors when the tables are there."""
        post_migrate.connect(_settle_in, sender=self)


def _settle_in(**given: Any) -> None:
    from backend.core.events import log  # needs the apps
    from backend.core.jobs import clock

    if clock.has_table():
        clock.install()
        log.open_cursors()
