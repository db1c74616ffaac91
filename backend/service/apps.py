"""The service room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    """Assets, tickets, work orders, dispatch, maintenance and the links of customers."""

    name = "backend.service"
    label = "service"
    verbose_name = _("售后")
