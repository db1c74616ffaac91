"""Machines as rows of a sheet: what stood at customers before the house knew of it."""

from django.utils.translation import gettext_lazy as _

from backend.core.spreadsheet import plans
from backend.core.spreadsheet.refer import Target
from backend.service.asset.schemas import ASSET

PRODUCT_BY = Target("goods.product", by=("code", "name"))
PARTY_BY = Target("core.party", by=("no", "name", "short_name", "uscc"))

plans.register(
    plans.Plan(
        ASSET,
        plans.derive(
            ASSET,
            "product_id",
            "serial",
            "customer_id",
            "site_name",
            "address",
            "latitude",
            "longitude",
            "access_notes",
            "contact_name",
            "contact_phone",
            "criticality",
            "firmware",
            "produced_on",
            "delivered_on",
            "commissioned_on",
            "warranty_months",
            "supplier_id",
            "note",
            labels={
                "product_id": _("产品编码"),
                "customer_id": _("客户"),
                "supplier_id": _("供应商"),
            },
            targets={
                "product_id": PRODUCT_BY,
                "customer_id": PARTY_BY,
                "supplier_id": PARTY_BY,
            },
            paths={
                "product_id": "product__code",
                "customer_id": "customer__name",
                "supplier_id": "supplier__name",
            },
            examples={
                "product_id": "PRESS-63",
                "serial": "P-2024-018",
                "customer_id": _("无锡太湖电工有限公司"),
                "site_name": _("宜兴工厂"),
                "delivered_on": "2024-05-20",
                "warranty_months": "12",
            },
            aliases={
                "product_id": ("型号", "产品", "料号"),
                "serial": ("出厂编号", "机号", "SN"),
                "customer_id": ("客户名称", "使用单位"),
                "site_name": ("现场", "工厂", "安装地点"),
            },
        ),
        keys=(("no",),),
        given=lambda on: {"on": on},
        hint=_("产品请先建档；序列号在同一产品内不能重复。"),
    )
)
