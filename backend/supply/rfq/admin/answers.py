"""Opening keys, suppliers' quotes and awards in the back office; what waits for whom."""

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core import context, panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.supply.rfq.flow import AwardState, QuoteState, State
from backend.supply.rfq.models import Award, OpeningKey, Rfq, SealOpening, SupplierQuote
from backend.supply.rfq.schemas import (
    AWARD,
    OPENING_KEY,
    SUPPLIER_QUOTE,
)

FIRST = 5


@admin.register(OpeningKey)
class OpeningKeyAdmin(DocumentAdmin):
    """Who can open sealed requests."""

    resource = OPENING_KEY
    icon = "key"
    place = 15
    labels = {
        "user_name": _("开标人"),
        "passphrase": _("开标口令（至少 12 个字，系统不保存，遗失无法找回）"),
        "fingerprint": _("公钥指纹"),
        "user_id": _("开标人"),
    }
    columns = ("user_name", "is_current", "created_at")
    facts = ((_("密钥"), ("user_name", "is_current", "fingerprint")),)
    empty = _("还没有开标密钥。每位开标人须本人设置口令；密封询价由两位开标人共同开启。")


@admin.register(SupplierQuote)
class SupplierQuoteAdmin(DocumentAdmin):
    """What suppliers quoted; under seal there is nothing to see."""

    resource = SUPPLIER_QUOTE
    icon = "sell"
    place = 13
    labels = {
        "rfq_no": _("询价单"),
        "party_name": _("供应商"),
        "supplier_id": _("供应商"),
        "seq": _("行"),
        "product_name": _("产品"),
        "digest": _("密封指纹"),
        "lines": _("报价行"),
        "price": _("单价或升贴水"),
        "benchmark": _("基准价代码"),
        "formula": _("公式"),
        "factor": _("系数"),
        "from_quantity": _("起始吨数"),
        "reason": _("原因"),
    }
    columns = (
        "no",
        "rfq_no",
        "party_name",
        "state",
        "round",
        "revision",
        "channel",
        "is_sealed",
        "submitted_at",
    )
    filters = ("state", "rfq_id", "supplier_id")
    facts = (
        (_("报价"), ("rfq_id", "party_id", "round", "revision", "channel", "channel_note")),
        (
            _("商务条件"),
            (
                "currency",
                "tax_mode",
                "tax_rate",
                "incoterm",
                "origin",
                "payment_days",
                "valid_until",
                "remark",
            ),
        ),
        (_("密封"), ("is_sealed", "digest", "submitted_at")),
    )
    tables = (
        ChildTable(
            _("报价行"),
            "lines",
            (
                "seq",
                "product_name",
                "pricing",
                "price",
                "terms",
                "breaks",
                "least",
                "most",
                "lead_days",
                "deviation",
                "qualities",
            ),
        ),
    )
    main_path = (QuoteState.DRAFT, QuoteState.SUBMITTED, QuoteState.WON)
    party_path = "party_id"


@admin.register(Award)
class AwardAdmin(DocumentAdmin):
    """Who delivers what, and why."""

    resource = AWARD
    icon = "emoji_events"
    place = 14
    labels = {
        "rfq_no": _("询价单"),
        "rfq_title": _("标题"),
        "currency": _("比价币种"),
        "supplier_id": _("供应商"),
        "supplier_name": _("供应商"),
        "rfq_line_id": _("询价行"),
        "seq": _("行"),
        "product_name": _("产品"),
        "on": _("定标日"),
        "lines": _("份额"),
        "submitted_by_id": _("提交人"),
        "decided_by_id": _("审批人"),
    }
    columns = ("no", "rfq_no", "rfq_title", "state", "amount", "lowest_amount", "currency")
    filters = ("state", "rfq_id", "supplier_id")
    facts = (
        (_("定标"), ("rfq_id", "amount", "lowest_amount", "currency", "left_out")),
        (_("审批"), ("submitted_by_id", "decided_by_id")),
    )
    tables = (
        ChildTable(
            _("份额"),
            "lines",
            (
                "seq",
                "product_name",
                "supplier_name",
                "percent",
                "quantity",
                "price",
                "currency",
                "incoterm",
                "unit_cost",
                "amount",
                "rank",
                "reason",
                "reason_text",
                "purchase_no",
            ),
        ),
    )
    main_path = (AwardState.DRAFT, AwardState.SUBMITTED, AwardState.APPROVED)


@panels.today("supply.open_seal_rfq", order=14)
def to_open(actor: Actor) -> panels.Item | None:
    """This will count the sealed requests past their deadline that wait for this opener."""
    if actor.user_id is None:
        return None
    mine = SealOpening.objects.filter(
        user_id=actor.user_id,
        opened_at__isnull=True,
        round=F("rfq__round"),
        rfq__deadline__lte=context.now(),
        rfq__opened_at__isnull=True,
        rfq__state__in=[State.PUBLISHED, State.SECOND_ROUND, State.CLOSED],
    )
    seen = policy.visible(Rfq, actor).filter(pk__in=mine.values("rfq_id")).order_by("deadline")
    lines = [panels.Line(f"{row.no} · {row.title}", panels.page(row)) for row in seen[:FIRST]]
    link = panels.listing(Rfq, state=State.CLOSED)
    return panels.Item(_("待您开标"), seen.count(), link, lines, "busy", "key")


@panels.today("supply.approve_award", order=14)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the awards that wait for somebody else's word."""
    rows = policy.scope(Award.objects.all(), actor, "supply.approve_award")
    waiting = rows.filter(state=AwardState.SUBMITTED).exclude(submitted_by_id=actor.user_id)
    waiting = waiting.select_related("rfq").order_by("no")
    lines = [
        panels.Line(f"{row.no} · {row.rfq.title}", panels.page(row)) for row in waiting[:FIRST]
    ]
    link = panels.listing(Award, state=AwardState.SUBMITTED)
    return panels.Item(_("待批准定标"), waiting.count(), link, lines, "busy", "emoji_events")


@panels.related(Rfq, "supply.view_supplier_quote", order=20)
def quotes_of(rfq: Rfq, actor: Actor) -> panels.Table | None:
    """This will put the quotes of a request beside it, without figures."""
    rows = policy.visible(SupplierQuote, actor).filter(rfq=rfq).select_related("party")
    found = list(rows.order_by("party__name", "round", "revision"))
    if not found:
        return None
    columns = [_("编号"), _("供应商"), _("轮次"), _("修订"), _("状态"), _("提交时间")]
    cells = [
        [
            row.no,
            str(row.party),
            row.round,
            row.revision,
            documents.state_label(row),
            row.submitted_at,
        ]
        for row in found
    ]
    return panels.Table(_("供应商报价"), columns, cells, links=[panels.page(row) for row in found])


@panels.related(Rfq, "supply.view_award", order=30)
def awards_of(rfq: Rfq, actor: Actor) -> panels.Table | None:
    """This will put the awards of a request beside it."""
    found = list(policy.visible(Award, actor).filter(rfq=rfq).order_by("no"))
    if not found:
        return None
    columns = [_("编号"), _("状态"), _("提交人"), _("审批人")]
    cells = [
        [
            row.no,
            documents.state_label(row),
            str(row.submitted_by or ""),
            str(row.decided_by or ""),
        ]
        for row in found
    ]
    return panels.Table(_("定标单"), columns, cells, links=[panels.page(row) for row in found])
