"""The sales room as Django sees it."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """The sale: customers, leads, quotes, contracts, deliveries and money."""

    name = "backend.crm"
    label = "crm"
    verbose_name = "销售"
