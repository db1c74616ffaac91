"""The back office's pages of costing policies."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.cost.models import CostingPolicy
from backend.goods.cost.schemas import POLICY


@admin.register(CostingPolicy)
class CostingPolicyAdmin(DocumentAdmin):
    """By which method our companies value their goods."""

    resource = POLICY
    icon = "balance"
    labels = {
        "party_name": _("公司主体"),
        "product_name": _("产品"),
        "at": _("时间"),
        "on": _("变更日期"),
        "by": _("经办人"),
        "reason": _("原因"),
    }
    columns = ("no", "party_name", "method", "since", "note")
    filters = ("party_id", "method")
    facts = ((_("政策"), ("party_id", "method", "since", "note")),)
    tables = (
        ChildTable(
            _("计价方法变更"),
            "revaluations",
            (
                "on",
                "product_name",
                "before_method",
                "after_method",
                "quantity",
                "cost_before",
                "cost_after",
                "cost_difference",
                "reason",
                "by",
            ),
        ),
    )
    references = {"party_id": Party}
    party_path = "party_id"
    empty = _("还没有公司计价政策。未设置的公司按先进先出计价。")
