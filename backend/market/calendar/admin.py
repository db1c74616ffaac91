"""Calendars in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.market.calendar.models import TradingDay
from backend.market.calendar.schemas import TRADING_DAY


@admin.register(TradingDay)
class TradingDayAdmin(DocumentAdmin):
    """Which days a market is open."""

    resource = TRADING_DAY
    icon = "calendar_month"
    labels = {"first": _("日期起"), "last": _("日期止")}
    columns = ("code", "day", "is_open", "kind", "note")
    facts = ((_("交易日"), ("code", "day", "is_open", "kind", "note")),)
