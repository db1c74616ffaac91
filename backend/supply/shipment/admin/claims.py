"""Freight claims in the back office, and those that wait."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.supply.shipment.flow import ClaimState
from backend.supply.shipment.models import FreightClaim
from backend.supply.shipment.schemas import FREIGHT_CLAIM

FIRST = 5


@admin.register(FreightClaim)
class FreightClaimAdmin(DocumentAdmin):
    """What was short, damaged, wrong or late, and who pays for it."""

    resource = FREIGHT_CLAIM
    icon = "gavel"
    place = 29
    labels = {
        "shipment_no": _("运输单"),
        "party_name": _("对方单位"),
        "on": _("日期"),
        "reason": _("原因"),
    }
    columns = (
        "no",
        "shipment_no",
        "party_name",
        "kind",
        "state",
        "liable",
        "weight",
        "cost_claimed",
        "cost_agreed",
        "raised_at",
    )
    filters = ("state", "kind", "liable", "party_id")
    facts = (
        (_("异常"), ("shipment_id", "party_id", "kind", "weight", "description", "raised_at")),
        (_("处理"), ("liable", "cost_claimed", "cost_agreed", "settled_on", "outcome")),
    )
    main_path = (ClaimState.OPEN, ClaimState.SENT, ClaimState.AGREED, ClaimState.SETTLED)
    party_path = "party_id"
    empty = _("没有货运索赔。签收时登记的异常会自动生成。")


@panels.today("supply.send_freight_claim", order=46)
def to_claim(actor: Actor) -> panels.Item:
    """This will count the claims nobody has put before anybody."""
    rows = policy.scope(FreightClaim.objects.all(), actor, "supply.send_freight_claim")
    rows = rows.filter(state=ClaimState.OPEN)
    lines = [
        panels.Line(
            f"{row.no} · {row.shipment.no} · {row.get_kind_display()}",
            panels.page(row),
            f"{row.raised_at:%Y-%m-%d}",
        )
        for row in rows.select_related("shipment").order_by("raised_at")[:FIRST]
    ]
    link = panels.listing(FreightClaim, state=ClaimState.OPEN.value)
    return panels.Item(_("货运异常待索赔"), rows.count(), link, lines, "bad", "gavel")
