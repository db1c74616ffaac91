"""What is sold: a metal in a grade and a shape, and how its weight and cost are found."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document

WEIGHED_IN = ("t", "kg")


def is_counted(unit_of_measure: str) -> bool:
    """Test whether goods of a unit are counted, not weighed: 台, 件, 个, 套."""
    return unit_of_measure not in WEIGHED_IN


class Costing(models.TextChoices):
    """How goods that leave are valued."""

    FIFO = "fifo", _("先进先出")
    AVERAGE = "average", _("移动平均")
    SPECIFIC = "specific", _("个别计价（按批次）")


class Product(Document):
    """Something the company buys and sells by weight or by piece."""

    SEARCH: ClassVar = ("code", "name", "grade", "spec", "brands")

    class Category(models.TextChoices):
        """The shape goods are traded in."""

        CATHODE = "cathode", _("阴极/电解")
        INGOT = "ingot", _("锭")
        ROD = "rod", _("杆")
        BAR = "bar", _("棒")
        WIRE = "wire", _("线")
        TUBE = "tube", _("管")
        PLATE = "plate", _("板")
        STRIP = "strip", _("带")
        FOIL = "foil", _("箔")
        PROFILE = "profile", _("型材")
        COIL = "coil", _("卷")
        SCRAP = "scrap", _("废料")
        PART = "part", _("零部件")
        OTHER = "other", _("其他")

    class Metal(models.TextChoices):
        """What it is made of."""

        COPPER = "cu", _("铜")
        ALUMINIUM = "al", _("铝")
        ZINC = "zn", _("锌")
        LEAD = "pb", _("铅")
        NICKEL = "ni", _("镍")
        TIN = "sn", _("锡")
        BRASS = "brass", _("黄铜")
        BRONZE = "bronze", _("青铜")
        STEEL = "steel", _("钢")
        OTHER = "other", _("其他")

    class WeightRule(models.TextChoices):
        """How the theoretical weight of a piece is found; each rule has its dimensions."""

        NONE = "none", _("不计理论重量")
        PER_PIECE = "per_piece", _("按件定重")
        SHEET = "sheet", _("板/带/扁")
        ROUND_BAR = "round_bar", _("圆棒/线")
        SQUARE_BAR = "square_bar", _("方棒")
        HEXAGON_BAR = "hexagon_bar", _("六角棒")
        TUBE = "tube", _("圆管")
        RECTANGULAR_TUBE = "rectangular_tube", _("方矩管")
        PROFILE = "profile", _("型材（米重）")
        COIL = "coil", _("卷材")

    class Tracking(models.TextChoices):
        """Whether goods are known by what they came with or one by one."""

        LOT = "lot", _("按批次")
        SERIAL = "serial", _("按序列号")

    class WarrantyFrom(models.TextChoices):
        """Which day a warranty is counted from."""

        DELIVERY = "delivery", _("自签收日")
        COMMISSIONING = "commissioning", _("自调试验收日")
        EARLIEST = "earliest", _("自调试验收日，但不晚于签收后上限")

    code = models.CharField(_("产品编码"), max_length=64)
    name = models.CharField(_("名称"), max_length=120)
    name_pinyin = models.CharField(max_length=200, editable=False)
    category = models.CharField(_("品类"), max_length=12, choices=Category.choices)
    metal = models.CharField(_("金属"), max_length=8, choices=Metal.choices)
    grade = models.CharField(_("牌号"), max_length=64, blank=True)
    spec = models.CharField(_("规格"), max_length=120, blank=True)
    temper = models.CharField(_("状态/调质"), max_length=16, blank=True)
    standard = models.CharField(_("执行标准"), max_length=64, blank=True)
    unit_of_measure = models.CharField(_("计量单位"), max_length=8, default="t")
    weight_rule = models.CharField(
        _("理计规则"), max_length=20, choices=WeightRule.choices, default=WeightRule.NONE
    )
    dimensions = models.JSONField(_("尺寸"), default=dict, blank=True)
    density = models.DecimalField(
        _("密度（g/cm³）"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    brands = models.JSONField(_("可供品牌"), default=list, blank=True)
    tracks_lots = models.BooleanField(_("按批次管理"), default=True)
    tracking = models.CharField(
        _("追溯方式"), max_length=8, choices=Tracking.choices, default=Tracking.LOT
    )
    warranty_months = models.PositiveSmallIntegerField(_("质保期（月）"), default=0)
    warranty_from = models.CharField(
        _("质保起算"), max_length=16, choices=WarrantyFrom.choices, default=WarrantyFrom.DELIVERY
    )
    warranty_cap_months = models.PositiveSmallIntegerField(
        _("签收后质保上限（月）"), null=True, blank=True
    )
    costing = models.CharField(
        _("计价方法（空为随公司）"), max_length=8, choices=Costing.choices, blank=True, default=""
    )
    vat_rate = models.DecimalField(
        _("增值税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    is_active = models.BooleanField(_("在用"), default=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("产品")
        verbose_name_plural = _("产品")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["code"], name="goods_product_code_once"),
            models.CheckConstraint(
                condition=Q(density__isnull=True) | Q(density__gt=0), name="goods_product_density"
            ),
            models.CheckConstraint(
                condition=Q(vat_rate__gte=0, vat_rate__lt=1), name="goods_product_vat_rate"
            ),
            models.CheckConstraint(
                condition=~Q(tracking="serial") | ~Q(unit_of_measure__in=WEIGHED_IN),
                name="goods_product_serial_is_counted",
            ),
            models.CheckConstraint(
                condition=~Q(warranty_from="earliest") | Q(warranty_cap_months__isnull=False),
                name="goods_product_warranty_cap",
            ),
        ]

    @property
    def is_counted(self) -> bool:
        """Test whether it is bought and sold by number, so that no scale is needed.

        Every weight column of such goods carries the number in the product's own unit.
        """
        return is_counted(self.unit_of_measure)

    @property
    def measured_in(self) -> str:
        """This will name the unit of its weight columns in words: 吨, or what it is counted in."""
        return self.unit_of_measure if self.is_counted else str(_("吨"))

    def __str__(self) -> str:
        parts = [part for part in (self.grade, self.spec) if part not in self.name]
        return " ".join([self.name, *parts])
