"""Nettings in the back office, and what waits for a second person."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.receivable.models import PlanLine
from backend.supply.netting.flow import State
from backend.supply.netting.models import Netting
from backend.supply.netting.schemas import NETTING
from backend.supply.payable.models import Payable

FIRST = 5


@admin.register(Netting)
class NettingAdmin(DocumentAdmin):
    """What we owe against what is owed to us."""

    resource = NETTING
    icon = "sync_alt"
    place = 44
    labels = {
        "party_name": _("对方单位"),
        "lines": _("抵账明细"),
        "rows": _("抵账款项（不填则按到期先后全部互抵）"),
        "payable_id": _("应付款"),
        "receivable_id": _("应收计划"),
        "debt_no": _("款项"),
        "due_on": _("到期日"),
        "on": _("制单日期"),
        "at": _("时间"),
        "reason": _("原因"),
        "netted_from": _("抵账日期起"),
        "netted_until": _("抵账日期止"),
    }
    columns = ("no", "party_name", "state", "netted_on", "currency", "amount")
    filters = ("state", "party_id", "netted_from", "netted_until")
    facts = (
        (_("抵账"), ("party_id", "netted_on", "currency", "amount", "amount_words", "note")),
        (_("复核"), ("agreed_by", "confirmed_by_id", "confirmed_at", "void_reason")),
        (_("入账"), ("payment_id", "refund_id", "receipt_id")),
    )
    tables = (ChildTable(_("抵账明细"), "lines", ("seq", "side", "debt_no", "due_on", "amount")),)
    references = {"payable_id": Payable, "receivable_id": PlanLine}
    main_path = (State.DRAFT, State.CONFIRMED)
    prints = ((_("抵账协议"), "api:supply_netting_pdf"),)
    party_path = "party_id"


@panels.today("supply.confirm_netting", order=46)
def to_confirm(actor: Actor) -> panels.Item:
    """This will count the nettings that wait for a second person."""
    rows = policy.scope(Netting.objects.all(), actor, "supply.confirm_netting")
    rows = rows.filter(state=State.DRAFT)
    first = rows.select_related("party").order_by("created_at", "no")[:FIRST]
    lines = [panels.Line(f"{r.no} · {r.party}", panels.page(r), f"{r.amount:,.2f}") for r in first]
    link = panels.listing(Netting, state=State.DRAFT)
    return panels.Item(_("待复核抵账"), rows.count(), link, lines, "busy", "sync_alt")
