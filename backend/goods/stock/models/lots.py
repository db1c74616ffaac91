"""Lots, where they came from, and how bonded ones came through customs."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.flow import LotFlow, State
from backend.goods.warehouse.models import Warehouse


class Lot(LotFlow, Document):
    """Goods of one product that came together: one brand, heat, owner and price."""

    SEARCH: ClassVar = ("no", "brand", "heat", "their_no", "product__code", "product__name")

    class PriceState(models.TextChoices):
        """Whether the purchase price is known."""

        PRICED = "priced", _("已定价")
        PROVISIONAL = "provisional", _("暂估")

    class Quality(models.TextChoices):
        """Whether the goods may be promised and sold."""

        FREE = "free", _("可用")
        HELD = "held", _("待判")
        REJECTED = "rejected", _("不合格")

    class TaxBasis(models.TextChoices):
        """Whether duty and import VAT are settled."""

        CLEARED = "cleared", _("完税")
        BONDED = "bonded", _("保税")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="lots", verbose_name=_("产品")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    state = StateField(State)
    brand = models.CharField(_("品牌"), max_length=64, blank=True)
    grade = models.CharField(_("牌号"), max_length=64, blank=True)
    spec = models.CharField(_("规格"), max_length=120, blank=True)
    heat = models.CharField(_("炉号/批号"), max_length=64, blank=True)
    origin = models.CharField(_("产地"), max_length=64, blank=True)
    mill = models.CharField(_("生产厂"), max_length=120, blank=True)
    their_no = models.CharField(_("对方批号"), max_length=64, blank=True)
    certificate = models.CharField(_("质保书号"), max_length=64, blank=True)
    received_at = models.DateTimeField(_("入库时间"))
    produced_on = models.DateField(_("生产日期"), null=True, blank=True)
    pieces = models.PositiveIntegerField(_("入库件数"), default=0)
    theoretical = models.DecimalField(_("入库理论重量"), max_digits=14, decimal_places=3, default=0)
    actual = models.DecimalField(_("入库实际重量"), max_digits=14, decimal_places=3)
    price_state = models.CharField(
        _("价格状态"), max_length=12, choices=PriceState.choices, default=PriceState.PRICED
    )
    unit_cost = models.DecimalField(
        _("单位成本（不含税）"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    landed_cost = models.DecimalField(
        _("到岸费用（不含税）"), max_digits=18, decimal_places=2, default=0
    )
    quality = models.CharField(
        _("质量状态"), max_length=8, choices=Quality.choices, default=Quality.FREE, editable=False
    )
    tax_basis = models.CharField(
        _("税务状态"),
        max_length=8,
        choices=TaxBasis.choices,
        default=TaxBasis.CLEARED,
        editable=False,
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("批次")
        verbose_name_plural = _("批次")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["product", "state"], name="goods_lot_product"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(actual__gt=0, theoretical__gte=0), name="goods_lot_weighs_something"
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True) | Q(unit_cost__gte=0),
                name="goods_lot_cost_not_negative",
            ),
        ]


class LotLink(models.Model):
    """Where a lot came from: the part of a parent that went into a child."""

    class Kind(models.TextChoices):
        """How it came."""

        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")
        PROCESS = "process", _("加工")
        TITLE = "title", _("过户")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey(
        Lot, models.PROTECT, related_name="children", verbose_name=_("来源批次")
    )
    child = models.ForeignKey(Lot, models.PROTECT, related_name="parents", verbose_name=_("新批次"))
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices)
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("批次沿革")
        verbose_name_plural = _("批次沿革")
        constraints: ClassVar = [
            AppendOnly(name="goods_lotlink_append_only"),
            models.UniqueConstraint(fields=["parent", "child"], name="goods_lotlink_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"


class Clearance(models.Model):
    """A bonded lot that was let into free circulation: what customs charged on which entry."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lot = models.OneToOneField(
        Lot, models.PROTECT, related_name="clearance", verbose_name=_("批次")
    )
    at = models.DateTimeField(_("放行时间"))
    customs_no = models.CharField(_("报关单号"), max_length=32)
    from_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("保税仓")
    )
    to_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("调入仓库")
    )
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    cost_duty = models.DecimalField(_("关税"), max_digits=18, decimal_places=2)
    cost_vat = models.DecimalField(_("进口增值税"), max_digits=18, decimal_places=2)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("经办人"),
    )

    class Meta:
        verbose_name = _("保税清关")
        verbose_name_plural = _("保税清关")
        constraints: ClassVar = [
            AppendOnly(name="goods_clearance_append_only"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, cost_duty__gte=0, cost_vat__gte=0),
                name="goods_clearance_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customs_no} {self.lot}"
