"""Products as rows of a sheet."""

from django.utils.translation import gettext_lazy as _

from backend.core.spreadsheet import plans
from backend.goods.product.schemas import PRODUCT

plans.register(
    plans.Plan(
        PRODUCT,
        plans.derive(
            PRODUCT,
            "code",
            "name",
            "category",
            "metal",
            "grade",
            "spec",
            "temper",
            "standard",
            "unit_of_measure",
            "density",
            "brands",
            "tracks_lots",
            "tracking",
            "warranty_months",
            "warranty_from",
            "warranty_cap_months",
            "costing",
            "vat_rate",
            "note",
            kinds={"vat_rate": "ratio"},
            examples={
                "code": "CU-ROD-8",
                "name": _("低氧铜杆"),
                "category": _("杆"),
                "metal": _("铜"),
                "grade": "T2",
                "spec": "Φ8mm",
                "vat_rate": "13%",
                "brands": _("江铜、铜陵"),
            },
            aliases={
                "code": ("编码", "料号", "物料编码", "货号", "SKU"),
                "name": ("品名", "产品名称", "物料名称"),
                "spec": ("规格型号", "型号"),
                "unit_of_measure": ("单位",),
                "vat_rate": ("税率",),
                "brands": ("品牌",),
            },
        ),
        keys=(("code",),),
        has_owner=False,
        hint=_("按理计规则计重的产品，尺寸请在产品页面中填写。"),
    )
)
