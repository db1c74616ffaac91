"""Statements of processing in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.supply.processing.admin.words import BALANCE
from backend.supply.processing.flow import SettlementState
from backend.supply.processing.models import ProcessOrder, ProcessSettlement
from backend.supply.processing.schemas import PROCESSING_SETTLEMENT


@admin.register(ProcessSettlement)
class ProcessSettlementAdmin(DocumentAdmin):
    """What is owed for an order."""

    resource = PROCESSING_SETTLEMENT
    icon = "receipt_long"
    place = 47
    labels = {
        **BALANCE,
        "order_no": _("加工单"),
        "party_name": _("对方单位"),
        "elements": _("元素平衡（吨）"),
        "claims": _("索赔扣款"),
        "text": _("说明"),
        "amount": _("含税金额"),
        "amount_excl": _("不含税金额"),
        "quantity": _("数量"),
        "price": _("单价（含税）"),
        "kind": _("类别"),
        "seq": _("行号"),
        "lines": _("结算行"),
        "on": _("日期"),
        "at": _("时间"),
        "reason": _("原因"),
        "settled_from": _("结算日期起"),
        "settled_until": _("结算日期止"),
    }
    columns = (
        "no", "party_name", "order_no", "direction", "state", "settled_on", "fee_amount",
        "deductions", "net_payable",
    )  # fmt: skip
    filters = ("state", "direction", "party_id", "settled_from", "settled_until")
    facts = (
        (_("结算"), ("order_id", "party_id", "direction", "settled_on", "agreed_by", "agreed_on",
                     "note")),
        (_("金额"), ("fee_amount", "fee_excl", "tax", "deductions", "net_payable",
                     "amount_words")),
        (_("成本"), ("adjustment", "written_off")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("结算行"), "lines",
            ("seq", "kind", "text", "quantity", "price", "amount_excl", "tax", "amount"),
        ),
        ChildTable(
            _("元素平衡（吨）"), "elements",
            ("element", "charged", "outputs", "byproducts", "loss", "residual", "limit",
             "loss_percent"),
        ),
    )  # fmt: skip
    references = {"order_id": ProcessOrder}
    prints = ((_("加工结算单 PDF"), "api:supply_processing_statement"),)
    main_path = (
        SettlementState.DRAFT,
        SettlementState.MATCHED,
        SettlementState.AGREED,
        SettlementState.SETTLED,
    )
    party_path = "party_id"
