"""Fixings in the back office, and which windows close soon with tonnes nobody called."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.fixing import queries
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.crm.fixing.schemas import FIXING

MOST = 200
FIRST = 5


def open_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the lines still to be priced of the contracts this person may see."""
    bound = policy.visible(Contract, actor).filter(state=ContractState.EFFECTIVE)
    rows = ContractLine.objects.filter(contract__in=bound).exclude(
        pricing=ContractLine.Pricing.FIXED
    )
    rows = rows.select_related("contract", "product").order_by("-contract__created_at", "seq")
    for line in rows[:MOST]:
        said = f"{line.contract.no} · {line.seq} · {line.product.name} · {line.quantity}"
        yield str(line.pk), said


@admin.register(Fixing)
class FixingAdmin(DocumentAdmin):
    """Tranches called on contracts."""

    resource = FIXING
    icon = "price_check"
    place = 26
    labels = {
        "contract_no": _("合同"),
        "party_name": _("客户"),
        "line_id": _("合同行"),
        "line_seq": _("合同行"),
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
        "contract_no",
        "party_name",
        "state",
        "trade_date",
        "quantity",
        "base",
        "premium",
        "price",
        "amount",
    )
    filters = ("state", "kind", "party_id", "contract_id", "traded_from", "traded_to")
    facts = (
        (_("点价"), ("contract_id", "line_seq", "party_id", "kind", "quantity", "trade_date")),
        (_("价格"), ("instrument_code", "quote_version", "base", "premium", "price", "amount")),
        (_("指令"), ("requested_by", "requested_at", "channel", "booked_at", "reverses_id")),
    )
    references = {"line_id": open_lines}
    prints = ((_("点价确认书"), "api:crm_fixing_confirmation"),)
    main_path = (State.REQUESTED, State.BOOKED)
    party_path = "party_id"


@panels.today("crm.book_fixing", order=15)
def to_book(actor: Actor) -> panels.Item:
    """This will count the calls that wait for their price."""
    rows = policy.scope(Fixing.objects.all(), actor, "crm.book_fixing")
    waiting = rows.filter(state=State.REQUESTED).select_related("party")
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.quantity} t", panels.page(row), str(row.trade_date)
        )
        for row in waiting.order_by("trade_date", "no")[:FIRST]
    ]
    link = panels.listing(Fixing, state=State.REQUESTED)
    return panels.Item(_("待成交点价"), waiting.count(), link, lines, "busy", "price_check")


@panels.today("crm.create_fixing", order=12)
def windows_closing(actor: Actor) -> panels.Item:
    """This will count the lines whose window ends within five trading days, tonnes uncalled."""
    today = timezone.localdate()
    seen = policy.scope(Contract.objects.all(), actor, "crm.view_contract")
    found = queries.windows_closing(seen, today=today)
    lines = [
        panels.Line(
            f"{line.contract.no} · {line.contract.party} · 未点 {queries.open_quantity(line)} t",
            panels.page(line.contract),
            str(line.window_end),
        )
        for line in found[:FIRST]
    ]
    link = panels.listing(Contract, pricing_axis="partial")
    return panels.Item(_("计价期将届满"), len(found), link, lines, "bad", "hourglass_bottom")


@panels.related(Contract, "crm.view_fixing", order=30)
def fixings_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put a contract's fixings beside it."""
    rows = policy.visible(Fixing, actor).filter(contract=contract)
    found = list(rows.select_related("line").order_by("trade_date", "no"))
    if not found:
        return None
    columns = [_("编号"), _("行"), _("状态"), _("计价日"), _("数量"), _("价格"), _("金额")]
    cells = [
        [r.no, r.line.seq, documents.state_label(r), r.trade_date, r.quantity, r.price, r.amount]
        for r in found
    ]
    return panels.Table(_("点价单"), columns, cells, links=[panels.page(row) for row in found])
