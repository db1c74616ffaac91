"""The market room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    """What the world says metal is worth: quotes, calendars, rates, alerts."""

    name = "backend.market"
    label = "market"
    verbose_name = _("行情")
