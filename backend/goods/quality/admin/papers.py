"""Certificates, exchanges of assays and objection rules in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.quality.flow import AssayState
from backend.goods.quality.models import Assay, Certificate, Inspection, ObjectionRule
from backend.goods.quality.schemas import ASSAY, CERTIFICATE, OBJECTION_RULE
from backend.goods.stock.models import Lot


@admin.register(Certificate)
class CertificateAdmin(DocumentAdmin):
    """What is stood for in writing about a lot."""

    resource = CERTIFICATE
    icon = "workspace_premium"
    place = 83
    labels = {
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "product_name": _("产品"),
        "party_name": _("客户"),
        "lines": _("检验结果"),
        "on": _("签发日期"),
        "reason": _("原因"),
    }
    columns = ("no", "kind", "lot_no", "product_name", "their_no", "party_name", "issued_on")
    filters = ("kind", "lot_id", "product_id", "party_id", "is_void")
    facts = (
        (_("证书"), ("kind", "lot_id", "product_id", "inspection_id", "their_no", "standard")),
        (_("签发"), ("party_id", "issued_on", "note", "is_void", "void_reason")),
    )
    tables = (
        ChildTable(
            _("检验结果"), "lines", ("seq", "name", "method", "unit_name", "asked", "found")
        ),
    )
    prints = ((_("打印证书"), "api:goods_certificate_pdf"),)
    references = {"lot_id": Lot, "inspection_id": Inspection}


@admin.register(Assay)
class AssayAdmin(DocumentAdmin):
    """Two sides' assays and what settles them."""

    resource = ASSAY
    icon = "science"
    place = 86
    labels = {
        "seller_name": _("卖方"),
        "buyer_name": _("买方"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "document": _("来源单据类型"),
        "document_id": _("来源单据"),
        "elements": _("元素"),
        "element": _("元素"),
        "values": _("化验值"),
        "value": _("值"),
        "side": _("提交方"),
        "lab": _("仲裁机构"),
        "cost": _("仲裁费"),
        "on": _("日期"),
        "at": _("时间"),
        "reason": _("原因"),
    }
    columns = ("no", "seller_name", "buyer_name", "lot_no", "source_no", "state", "sampled_on")
    filters = ("state", "seller_id", "buyer_id", "lot_id")
    facts = (
        (_("双方"), ("seller_id", "buyer_id", "lot_id", "source_no", "sampled_on", "seal_no")),
        (_("仲裁"), ("rule", "umpire_lab", "umpire_on", "umpire_cost", "seller_pays",
                     "buyer_pays")),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("元素"),
            "elements",
            ("seq", "element", "unit_name", "limit", "seller_value", "buyer_value",
             "umpire_value", "result", "how", "loser"),
        ),
    )  # fmt: skip
    references = {"lot_id": Lot}
    main_path = (AssayState.OPEN, AssayState.UMPIRE, AssayState.FINAL)
    asides = ("void",)


@admin.register(ObjectionRule)
class ObjectionRuleAdmin(DocumentAdmin):
    """The three clocks of objections."""

    resource = OBJECTION_RULE
    icon = "timer"
    place = 87
    labels = {
        "product_name": _("产品"),
        "document": _("合同类型"),
        "document_id": _("合同标识"),
        "on": _("日期"),
    }
    columns = (
        "no", "product_name", "contract_no", "quantity_days", "visible_days", "hidden_days",
        "is_active",
    )  # fmt: skip
    filters = ("product_id", "is_active")
    facts = (
        (_("适用"), ("product_id", "contract_no", "is_active")),
        (_("期限"), ("quantity_days", "visible_days", "hidden_days", "tolerance_permille")),
    )
