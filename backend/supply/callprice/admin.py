"""Fixings of purchases in the back office, and which windows close soon with tonnes uncalled."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.documents import actions as documents
from backend.supply.callprice import queries
from backend.supply.callprice.flow import State
from backend.supply.callprice.models import PurchaseFixing
from backend.supply.callprice.schemas import PRICES, PURCHASE_FIXING
from backend.supply.purchase.flow import OWED
from backend.supply.purchase.models import Purchase, PurchaseLine

MOST = 200
FIRST = 5
SOON = timedelta(days=7)


def open_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the lines still to be priced of the purchases this person may see."""
    out = policy.visible(Purchase, actor).filter(state__in=OWED)
    rows = PurchaseLine.objects.filter(
        purchase__in=out, pricing=PurchaseLine.Pricing.CALL, final_price=None
    )
    rows = rows.select_related("purchase", "product").order_by("-purchase__created_at", "seq")
    for line in rows[:MOST]:
        said = f"{line.purchase.no} · {line.seq} · {line.product.name} · {line.quantity}"
        yield str(line.pk), said


@admin.register(PurchaseFixing)
class PurchaseFixingAdmin(DocumentAdmin):
    """Tranches called on purchases."""

    resource = PURCHASE_FIXING
    icon = "price_check"
    place = 24
    labels = {
        "purchase_no": _("采购合同"),
        "party_name": _("供应商"),
        "line_id": _("采购行"),
        "line_seq": _("采购行"),
        "instrument_code": _("计价品种"),
        "quote_version": _("行情版本"),
        "at": _("时间"),
        "reason": _("原因"),
        "booked_at": _("成交时间（填写则立即成交）"),
        "traded_from": _("计价日起"),
        "traded_to": _("计价日止"),
    }
    columns = (
        "no",
        "purchase_no",
        "party_name",
        "state",
        "trade_date",
        "quantity",
        "base",
        "premium",
        "price",
        "amount",
    )
    filters = ("state", "kind", "party_id", "purchase_id", "traded_from", "traded_to")
    facts = (
        (_("点价"), ("purchase_id", "line_seq", "party_id", "kind", "quantity", "trade_date")),
        (_("价格"), ("instrument_code", "quote_version", "base", "premium", "price", "amount")),
        (_("指令"), ("requested_by", "requested_at", "channel", "booked_at", "reverses_id")),
    )
    references = {"line_id": open_lines}
    prints = ((_("点价确认书"), "api:supply_fixing_confirmation"),)
    main_path = (State.REQUESTED, State.BOOKED)
    party_path = "party_id"


@panels.today("supply.book_fixing", order=16)
def to_book(actor: Actor) -> panels.Item:
    """This will count the calls on purchases that wait for their price."""
    rows = policy.scope(PurchaseFixing.objects.all(), actor, "supply.book_fixing")
    waiting = rows.filter(state=State.REQUESTED).select_related("party")
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.quantity} t", panels.page(row), str(row.trade_date)
        )
        for row in waiting.order_by("trade_date", "no")[:FIRST]
    ]
    link = panels.listing(PurchaseFixing, state=State.REQUESTED)
    return panels.Item(_("待成交采购点价"), waiting.count(), link, lines, "busy", "price_check")


@panels.today("supply.create_fixing", order=13)
def windows_closing(actor: Actor) -> panels.Item:
    """This will count the lines whose window ends within a week, tonnes uncalled."""
    today = timezone.localdate()
    seen = policy.scope(Purchase.objects.all(), actor, "supply.view_purchase")
    found = queries.windows_closing(seen, today=today, until=today + SOON)
    lines = [
        panels.Line(
            f"{line.purchase.no} · {line.purchase.party} · "
            f"未点 {line.quantity - line.quantity_priced} t",
            panels.page(line.purchase),
            str(line.window_end),
        )
        for line in found[:FIRST]
    ]
    link = panels.listing(Purchase, pricing_axis="partial")
    label = _("采购计价期将届满")
    return panels.Item(label, found.count(), link, lines, "bad", "hourglass_bottom")


@panels.related(Purchase, "supply.view_fixing", order=30)
def fixings_of(purchase: Purchase, actor: Actor) -> panels.Table | None:
    """This will put a purchase's fixings beside it, priced for those who may read prices."""
    rows = policy.visible(PurchaseFixing, actor).filter(purchase=purchase)
    found = list(rows.select_related("line").order_by("trade_date", "no"))
    if not found:
        return None
    columns = [_("编号"), _("行"), _("状态"), _("计价日"), _("数量")]
    cells: list[list[Any]] = [
        [r.no, r.line.seq, documents.state_label(r), r.trade_date, r.quantity] for r in found
    ]
    if policy.readable(actor, PURCHASE_FIXING, PRICES):
        columns += [_("价格"), _("金额")]
        cells = [[*row, r.price, r.amount] for row, r in zip(cells, found, strict=True)]
    links = [panels.page(row) for row in found]
    return panels.Table(_("采购点价单"), columns, cells, links=links)
