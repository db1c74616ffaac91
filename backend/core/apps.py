"""The core room as Django sees it."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The grammar of the house: documents, access, events."""

    name = "backend.core"
    label = "core"
    verbose_name = "基础"
