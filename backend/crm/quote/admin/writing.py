"""How a quote is written by hand: what is asked first, what only when, and what is known."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.manner import ANY, Manner
from backend.crm.opportunity.models import Opportunity
from backend.crm.quote.models import QuoteLine

BINDS = timedelta(days=2)
"""Today and two days more: longer, and a fixed price asks for another pair of eyes."""
FIXED, BY_HAND = {"lines.pricing": ("fixed",)}, {"lines.price_from": ("hand",)}
BENCHMARK = FIXED | {"lines.price_from": ("benchmark",)}
FLOATING = {"lines.pricing": ("call", "average")}
NAMED = {"incoterm": (ANY,)}
MANNER = Manner(
    order=(
        "party_id",
        "contact_name",
        "opportunity_id",
        "on",
        "valid_until",
        "currency",
        "tax_rate",
        "incoterm",
        "named_place",
        "transport_mode",
        "containers",
        "cost_profile_id",
        "delivery_place",
        "delivery_mode",
        "delivery_until",
        "language",
        "validity_rule",
        "validity_percent",
        "lines",
        "lines.product_id",
        "lines.quantity",
        "lines.pricing",
        "lines.price_from",
        "lines.fixed_price",
        "lines.hand_reason",
        "lines.instrument_id",
        "lines.quote_kind",
        "lines.premium",
        "lines.window_start",
        "lines.window_end",
        "lines.provisional_price",
        "freight",
        "charges",
        "costs",
        "terms",
    ),
    rare=(
        "their_no",
        "price_places",
        "seller_id",
        "quality_terms",
        "other_terms",
        "freight.km",
        "freight.volume",
        "lines.brands",
        "lines.tolerance_more",
        "lines.tolerance_less",
        "lines.tolerance_option",
        "lines.average_places",
        "lines.provisional_price",
        "lines.unit",
        "lines.list_price",
        "lines.discounts",
        "lines.lead_days",
        "lines.substitutes",
        "lines.note",
    ),
    when={
        "named_place": [NAMED],
        "transport_mode": [NAMED],
        "containers": [NAMED],
        "validity_percent": [{"validity_rule": ("market", "fx")}],
        "lines.price_from": [FIXED],
        "lines.fixed_price": [FIXED | BY_HAND],
        "lines.hand_reason": [FIXED | BY_HAND],
        "lines.instrument_id": [FLOATING, BENCHMARK],
        "lines.quote_kind": [FLOATING, BENCHMARK],
        "lines.premium": [FLOATING, BENCHMARK],
        "lines.window_start": [FLOATING],
        "lines.window_end": [FLOATING],
        "lines.pricer": [{"lines.pricing": ("call",)}],
        "lines.average_places": [{"lines.pricing": ("average",)}],
        "lines.provisional_price": [FLOATING],
        "terms.percent": [{"terms.portion": ("percent",)}],
        "terms.amount": [{"terms.portion": ("amount",)}],
    },
    choices={"freight.prefer": (("cheapest", _("最便宜")), ("fastest", _("最快")))},
    suggest={"lines.pricing": QuoteLine.Pricing.FIXED.value},
)


def suggested(actor: Actor, given: dict[str, str]) -> dict[str, Any]:
    """This will bind us for three days, and take over what an opportunity asks for."""
    found: dict[str, Any] = {"valid_until": timezone.localdate() + BINDS}
    opportunity = _named(actor, given.get("opportunity_id", ""))
    if opportunity is None:
        return found
    lines = [
        {
            "product_id": item.product_id,
            "quantity": item.quantity,
            "pricing": QuoteLine.Pricing.FIXED.value,
            "fixed_price": item.unit_price,
        }
        for item in opportunity.items.all()
        if item.product_id is not None
    ]
    return found | {
        "party_id": opportunity.party_id,
        "opportunity_id": opportunity.pk,
        "currency": opportunity.currency,
        "lines": lines,
    }


def _named(actor: Actor, pk: str) -> Opportunity | None:
    try:
        wanted = UUID(pk)
    except ValueError:
        return None
    rows = policy.visible(Opportunity, actor).prefetch_related("items")
    found: Opportunity | None = rows.filter(pk=wanted).first()
    return found


@panels.offer(Opportunity, "crm.create_quote")
def write_quote(opportunity: Opportunity, actor: Actor) -> panels.Offer | None:
    """This will lead from a live opportunity to a quote that is half written."""
    if opportunity.state != "open":
        return None
    link = reverse("admin:crm_quote_add") + "?" + urlencode({"opportunity_id": str(opportunity.pk)})
    return panels.Offer(_("写报价"), link, icon="request_quote", is_page=True)
