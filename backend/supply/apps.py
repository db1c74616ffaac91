"""The supply room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupplyConfig(AppConfig):
    """Suppliers, requisitions, purchases, receiving, processing, shipments and payables."""

    name = "backend.supply"
    label = "supply"
    verbose_name = _("供应")
