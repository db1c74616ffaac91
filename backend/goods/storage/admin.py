"""Storage rates and bills in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.storage.flow import State
from backend.goods.storage.models import StorageRun, StorageTariff
from backend.goods.storage.schemas import RUN, TARIFF


@admin.register(StorageTariff)
class StorageTariffAdmin(DocumentAdmin):
    """What a warehouse charges."""

    resource = TARIFF
    icon = "request_quote"
    labels = {"warehouse_name": _("仓库")}
    columns = (
        "warehouse_name",
        "item",
        "basis",
        "rate",
        "minimum",
        "free_days",
        "valid_from",
        "valid_until",
    )
    filters = ("warehouse_id", "item")
    facts = (
        (_("费率"), ("warehouse_id", "item", "basis", "rate")),
        (_("规则"), ("minimum", "free_days", "weekend_factor", "valid_from", "valid_until")),
    )
    empty = _("还没有仓储费率。录入仓租和出入库费后，每月自动计算账单。")


@admin.register(StorageRun)
class StorageRunAdmin(DocumentAdmin):
    """What storage came to in a month."""

    resource = RUN
    icon = "warehouse"
    labels = {
        "warehouse_name": _("仓库"),
        "owner_party_name": _("货主"),
        "month": _("月份"),
        "item": _("收费项目"),
        "lot_no": _("批次"),
        "first_on": _("起"),
        "until_on": _("止（不含）"),
        "weight": _("重量（吨）"),
        "documents": _("票数"),
        "days": _("天数"),
        "charged_days": _("计费天数"),
        "rate": _("单价"),
        "reason": _("原因"),
    }
    columns = ("no", "warehouse_name", "owner_party_name", "month", "amount", "state")
    filters = ("state", "warehouse_id", "owner_party_id", "month")
    facts = ((_("账单"), ("warehouse_id", "owner_party_id", "month", "amount")),)
    tables = (
        ChildTable(
            _("明细"),
            "charges",
            (
                "seq",
                "item",
                "lot_no",
                "first_on",
                "until_on",
                "weight",
                "charged_days",
                "documents",
                "rate",
                "amount",
            ),
        ),
    )
    references = {"owner_party_id": Party}
    main_path = (State.DRAFT, State.CONFIRMED)
    party_path = "owner_party_id"
    empty = _("还没有仓储费账单。每月初按费率自动生成，也可以手工计算。")
