"""Price settlements in the back office, and which purchases wait for one."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.supply.pricesettlement.flow import State
from backend.supply.pricesettlement.models import PriceSettlement, SettledLot
from backend.supply.pricesettlement.schemas import AMOUNTS, COSTS, PRICE_SETTLEMENT
from backend.supply.purchase.flow import State as PurchaseState
from backend.supply.purchase.models import Purchase

FIRST = 5
MOST = 200


@admin.register(PriceSettlement)
class PriceSettlementAdmin(DocumentAdmin):
    """What a purchase finally costs."""

    resource = PRICE_SETTLEMENT
    icon = "balance"
    place = 34
    labels = {
        "purchase_no": _("采购合同"),
        "party_name": _("供应商"),
        "on": _("日期"),
        "at": _("确认时间"),
        "reason": _("原因"),
        "seq": _("行号"),
        "product_name": _("品名"),
        "settled_from": _("结算日期起"),
        "settled_until": _("结算日期止"),
    }
    columns = (
        "no",
        "party_name",
        "purchase_no",
        "state",
        "settled_on",
        "amount",
        "difference",
        "paid",
        "due",
    )
    filters = ("state", "party_id", "purchase_id", "settled_from", "settled_until")
    facts = (
        (_("结算"), ("purchase_id", "party_id", "settled_on", "confirmed_by", "confirmed_on")),
        (_("金额"), ("amount", "amount_excl", "tax", "amount_words")),
        (_("价差"), ("provisional", "difference", "cost_to_stock", "cost_to_sales")),
        (_("付款"), ("paid", "due")),
    )
    tables = (
        ChildTable(
            _("结算明细"),
            "lines",
            ("seq", "product_name", "quantity", "price", "amount_excl", "tax", "amount",
             "provisional"),
        ),
    )  # fmt: skip
    prints = ((_("采购结算单 PDF"), "api:supply_settlement_statement"),)
    main_path = (State.DRAFT, State.CONFIRMED)
    party_path = "party_id"


@panels.today("supply.confirm_settlement", order=29)
def to_confirm(actor: Actor) -> panels.Item:
    """This will count the settlements that are worked out and not agreed yet."""
    rows = policy.scope(PriceSettlement.objects.all(), actor, "supply.confirm_settlement")
    waiting = rows.filter(state=State.DRAFT).select_related("party").order_by("settled_on", "no")
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), str(row.settled_on))
        for row in waiting[:FIRST]
    ]
    link = panels.listing(PriceSettlement, state=State.DRAFT)
    return panels.Item(_("待确认采购结算"), waiting.count(), link, lines, "busy", "balance")


@panels.today("supply.create_settlement", order=30)
def to_settle(actor: Actor) -> panels.Item:
    """This will count the purchases whose goods are all here and whose price is not settled."""
    ended = (PurchaseState.RECEIVED, PurchaseState.SHORT_CLOSED)
    rows = policy.visible(Purchase, actor).filter(state__in=ended, amount_final=None)
    waiting = rows.exclude(settlements__state=State.DRAFT).select_related("party")
    lines = [
        panels.Line(f"{row.no} · {row.party}", panels.page(row), row.get_pricing_axis_display())
        for row in waiting.order_by("made_on", "no")[:FIRST]
    ]
    link = panels.listing(Purchase, state=PurchaseState.RECEIVED)
    return panels.Item(_("待结算采购合同"), waiting.count(), link, lines, "busy", "balance")


@panels.related(Purchase, "supply.view_settlement", order=38)
def statements_of(purchase: Purchase, actor: Actor) -> panels.Table | None:
    """This will put a purchase's settlements beside it."""
    rows = list(policy.visible(PriceSettlement, actor).filter(purchase=purchase).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("结算日期")]
    cells: list[list[Any]] = [[r.no, documents.state_label(r), r.settled_on] for r in rows]
    if policy.readable(actor, PRICE_SETTLEMENT, AMOUNTS):
        columns += [_("含税金额"), _("调整金额"), _("应补/应退")]
        cells = [[*row, r.amount, r.difference, r.due] for row, r in zip(cells, rows, strict=True)]
    links = [panels.page(row) for row in rows]
    return panels.Table(_("采购结算单"), columns, cells, links=links)


@panels.related(PriceSettlement, "supply.view_settlement", order=5)
def lots_of(settlement: PriceSettlement, actor: Actor) -> panels.Table | None:
    """This will put what a settlement did to each lot on its page, to who may read our costs."""
    if not policy.readable(actor, PRICE_SETTLEMENT, COSTS):
        return None
    rows = SettledLot.objects.filter(line__settlement=settlement).select_related("lot__product")
    lots = list(rows.order_by("line__line__seq", "lot__no")[:MOST])
    if not lots:
        return None
    names = ("weight", "amount", "value", "difference", "to_stock", "to_sales")
    columns = [_("批次"), _("产品"), *(_label(name) for name in names)]
    cells = [
        [row.lot.no, row.lot.product.name, *(getattr(row, name) for name in names)] for row in lots
    ]
    links = [panels.page(row.lot) for row in lots]
    return panels.Table(_("批次成本"), columns, cells, links=links)


def _label(name: str) -> StrOrPromise:
    label: StrOrPromise = SettledLot._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return label
