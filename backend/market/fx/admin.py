"""Rates in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.market.fx.models import FxRate
from backend.market.fx.schemas import FX_RATE


@admin.register(FxRate)
class FxRateAdmin(DocumentAdmin):
    """What one currency costs in another."""

    resource = FX_RATE
    icon = "currency_exchange"
    labels = {"first": _("日期起"), "last": _("日期止")}
    columns = ("pair", "kind", "day", "value", "version", "source", "recorded_at")
    facts = (
        (_("汇率"), ("pair", "kind", "day", "value", "version")),
        (_("来源"), ("source", "note", "entered_by_id", "recorded_at")),
    )
