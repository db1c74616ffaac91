"""Landed cost in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.landed.flow import State
from backend.goods.landed.models import LandedCost
from backend.goods.landed.schemas import LANDED
from backend.goods.stock.models import Lot


@admin.register(LandedCost)
class LandedCostAdmin(DocumentAdmin):
    """Charges that goods came to cost."""

    resource = LANDED
    icon = "call_split"
    labels = {
        "party_name": _("收费方"),
        "lot_id": _("批次"),
        "lot_ids": _("批次"),
        "source_ids": _("收货单据"),
        "lot_no": _("批次"),
        "product_name": _("产品"),
        "weight": _("重量（吨）"),
        "pieces": _("件数"),
        "kind": _("费用"),
        "key": _("分摊方式"),
        "charges": _("费用"),
        "at": _("时间"),
        "reason": _("原因"),
        "made_from": _("单据日期起"),
        "made_until": _("单据日期止"),
    }
    columns = ("no", "party_name", "amount", "to_stock", "to_cost_of_sales", "state", "made_on")
    filters = ("state", "party_id", "made_from", "made_until")
    facts = (
        (_("分摊"), ("party_id", "made_on", "note")),
        (_("金额"), ("amount", "to_stock", "to_cost_of_sales", "posted_at")),
    )
    tables = (
        ChildTable(_("费用"), "charges", ("seq", "kind", "key", "amount", "invoice_no")),
        ChildTable(
            _("分摊结果"),
            "shares",
            (
                "lot_no",
                "product_name",
                "weight",
                "pieces",
                "amount",
                "to_stock",
                "to_cost_of_sales",
            ),
        ),
    )
    references = {"party_id": Party, "lot_ids": Lot, "lot_id": Lot}
    main_path = (State.DRAFT, State.POSTED)
    party_path = "party_id"
    empty = _("还没有费用分摊。运费、保险、检验等到岸费用在这里分摊到批次成本。")
