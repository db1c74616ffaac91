"""Instruments in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.market.instrument.models import Instrument
from backend.market.instrument.schemas import INSTRUMENT


@admin.register(Instrument)
class InstrumentAdmin(DocumentAdmin):
    """What has a price."""

    resource = INSTRUMENT
    icon = "candlestick_chart"
    columns = ("code", "name", "market", "metal", "form", "tax_basis", "currency", "calendar")
    facts = (
        (_("品种"), ("code", "name", "market", "metal", "form", "quote_kinds")),
        (_("合约"), ("lot_size", "tick", "unit_of_measure", "currency", "tax_basis")),
        (_("有效期"), ("calendar", "valid_from", "valid_to", "licence")),
    )
