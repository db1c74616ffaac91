"""The sales room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """The sale: customers, leads, quotes, contracts, deliveries and money."""

    name = "backend.crm"
    label = "crm"
    verbose_name = _("销售")
