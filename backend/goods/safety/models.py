"""How much of a product should lie in a warehouse, and how long a lot may lie there."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse


class SafetyStock(Document):
    """When somebody should buy more of a product for a warehouse."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "warehouse__name")

    class Method(models.TextChoices):
        """What the least stock comes from."""

        FIXED = "fixed", _("固定下限")
        REORDER_POINT = "reorder_point", _("再订货点")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="safety_stocks", verbose_name=_("产品")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="safety_stocks", verbose_name=_("仓库")
    )
    method = models.CharField(
        _("方法"), max_length=16, choices=Method.choices, default=Method.FIXED
    )
    minimum = models.DecimalField(_("下限（吨）"), max_digits=14, decimal_places=3)
    maximum = models.DecimalField(_("上限（吨）"), max_digits=14, decimal_places=3)
    lead_days = models.PositiveSmallIntegerField(_("采购提前期（天）"), default=0)
    service_factor = models.DecimalField(_("安全系数 z"), max_digits=6, decimal_places=3, default=0)
    window_days = models.PositiveSmallIntegerField(_("需求统计天数"), default=90)
    horizon_days = models.PositiveSmallIntegerField(_("计入在途的天数"), default=7)
    hysteresis = models.DecimalField(
        _("恢复余量（比例）"), max_digits=9, decimal_places=6, default=0
    )
    is_active = models.BooleanField(_("启用"), default=True)
    is_short = models.BooleanField(_("低于下限"), default=False, editable=False)
    crossed_at = models.DateTimeField(_("最近一次越线时间"), null=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("安全库存")
        verbose_name_plural = _("安全库存")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["product", "warehouse"], name="goods_safetystock_once"),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, maximum__gt=0, maximum__gte=F("minimum")),
                name="goods_safetystock_min_max",
            ),
            models.CheckConstraint(
                condition=Q(hysteresis__gte=0, service_factor__gte=0, window_days__gt=0),
                name="goods_safetystock_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.warehouse}"


class AgeingRule(Document):
    """After how many days somebody should be told that a lot still lies there."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "warehouse__name")

    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("产品（空为全部）"),
    )
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("仓库（空为全部）"),
    )
    days = models.PositiveSmallIntegerField(_("库龄（天）"))
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("库龄规则")
        verbose_name_plural = _("库龄规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(days__gt=0), name="goods_ageingrule_days"),
        ]

    def __str__(self) -> str:
        return f"{self.product or ''} {self.warehouse or ''} {self.days}"


class AgeingAlert(models.Model):
    """A lot somebody was told about, once for each rule."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        AgeingRule, models.PROTECT, related_name="alerts", verbose_name=_("库龄规则")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    at = models.DateTimeField(_("提醒时间"))
    weight = models.DecimalField(_("结存（吨）"), max_digits=14, decimal_places=3)
    days = models.PositiveIntegerField(_("库龄（天）"))

    class Meta:
        verbose_name = _("库龄提醒")
        verbose_name_plural = _("库龄提醒")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "lot"], name="goods_ageingalert_once"),
            AppendOnly(name="goods_ageingalert_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.days}"
