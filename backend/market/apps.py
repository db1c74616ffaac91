"""The market room as Django sees it."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """What the world says metal is worth: quotes, calendars, rates, alerts."""

    name = "backend.market"
    label = "market"
    verbose_name = "行情"
