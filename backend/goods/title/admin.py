"""Transfers of title in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.goods.title.flow import State
from backend.goods.title.models import TitleTransfer
from backend.goods.title.schemas import TITLE


@admin.register(TitleTransfer)
class TitleTransferAdmin(DocumentAdmin):
    """Goods that change their owner where they lie."""

    resource = TITLE
    icon = "handshake"
    labels = {
        "from_party_name": _("转出方"),
        "to_party_name": _("转入方"),
        "warehouse_name": _("仓库"),
        "lot_id": _("批次"),
        "lot_no": _("批次"),
        "product_name": _("产品"),
        "brand": _("品牌"),
        "new_lot_no": _("新批次"),
        "lines": _("明细"),
        "at": _("时间"),
        "signed_by": _("签署人"),
        "reason": _("原因"),
        "made_from": _("单据日期起"),
        "made_until": _("单据日期止"),
    }
    columns = (
        "no",
        "from_party_name",
        "to_party_name",
        "warehouse_name",
        "weight",
        "state",
        "made_on",
        "effective_at",
    )
    filters = (
        "state",
        "from_party_id",
        "to_party_id",
        "warehouse_id",
        "made_from",
        "made_until",
    )
    facts = (
        (_("双方与仓库"), ("from_party_id", "to_party_id", "warehouse_id", "made_on")),
        (_("货物"), ("weight", "cost", "note")),
        (_("依据"), ("basis_no", "paper_code", "paper_id")),
        (
            _("三方确认"),
            (
                "from_signed_by",
                "issued_at",
                "warehouse_signed_by",
                "confirmed_at",
                "to_signed_by",
                "effective_at",
            ),
        ),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            (
                "seq",
                "lot_no",
                "product_name",
                "brand",
                "weight",
                "pieces",
                "unit_cost",
                "new_lot_no",
            ),
        ),
    )
    prints = ((_("货权转移单"), "api:goods_titletransfer_pdf"),)
    references = {"from_party_id": Party, "to_party_id": Party, "lot_id": Lot}
    main_path = (State.DRAFT, State.ISSUED, State.WAREHOUSE_CONFIRMED, State.EFFECTIVE)
    party_path = "to_party_id"
    empty = _("还没有货权转移单。货物不动、货主变更时在这里办理。")
