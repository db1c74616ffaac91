"""What our own goods cost: pools, the layers in them, every change of value, and by which policy.

A pool holds the goods of one product in one warehouse that belong to one of our companies.
Goods of other owners lie in our stock but never in our books.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Costing, Product
from backend.goods.warehouse.models import Warehouse


class CostPool(models.Model):
    """Tonnes and value kept together; locked first by whatever changes either."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="pools", verbose_name=_("产品")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="pools", verbose_name=_("仓库")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    costing = models.CharField(_("计价方法"), max_length=8, choices=Costing.choices)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3, default=0)
    value = models.DecimalField(_("金额（不含税）"), max_digits=18, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("成本池")
        verbose_name_plural = _("成本池")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "warehouse", "owner_party"], name="goods_costpool_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, value__gte=0), name="goods_costpool_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(value=0), name="goods_costpool_empty_is_worthless"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.warehouse}"


class CostLayer(models.Model):
    """A receipt of a first-in-first-out pool and what is left of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.ForeignKey(
        CostPool, models.PROTECT, related_name="layers", verbose_name=_("成本池")
    )
    lot = models.ForeignKey(
        "goods.Lot", models.PROTECT, related_name="layers", verbose_name=_("批次")
    )
    origin = models.ForeignKey(
        "goods.Lot",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="origin_layers",
        verbose_name=_("来源批次"),
    )
    """The lot whose receipt the value came in with, however often it was moved or reshaped."""
    received_at = models.DateTimeField(_("入库时间"))
    quantity = models.DecimalField(_("入库数量"), max_digits=14, decimal_places=3)
    value = models.DecimalField(_("入库金额"), max_digits=18, decimal_places=2)
    remaining = models.DecimalField(_("剩余数量"), max_digits=14, decimal_places=3)
    remaining_value = models.DecimalField(_("剩余金额"), max_digits=18, decimal_places=2)
    is_retired = models.BooleanField(_("已随计价方法变更关闭"), default=False)

    class Meta:
        verbose_name = _("成本层")
        verbose_name_plural = _("成本层")
        indexes: ClassVar = [
            models.Index(
                fields=["pool", "received_at", "id"],
                condition=Q(remaining__gt=0),
                name="goods_costlayer_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, remaining__gte=0, remaining_value__gte=0),
                name="goods_costlayer_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(remaining__lte=F("quantity")), name="goods_costlayer_within"
            ),
            models.CheckConstraint(
                condition=Q(remaining__gt=0) | Q(remaining_value=0),
                name="goods_costlayer_empty_is_worthless",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} t / {self.remaining_value}"


class CostEntry(models.Model):
    """One change of a pool: tonnes and value, signed; never edited."""

    class Kind(models.TextChoices):
        """Why the pool changed."""

        RECEIPT = "receipt", _("入库")
        ISSUE = "issue", _("出库")
        TRANSFER = "transfer", _("调拨")
        COUNT = "count", _("盘点")
        PRICE = "price", _("价格调整")
        RETURN = "return", _("冲回")
        PROCESS = "process", _("加工领用")
        LANDED = "landed", _("到岸费用")
        REVALUE = "revalue", _("计价方法变更")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.ForeignKey(
        CostPool, models.PROTECT, related_name="entries", verbose_name=_("成本池")
    )
    layer = models.ForeignKey(
        CostLayer,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("成本层"),
    )
    move = models.ForeignKey(
        "goods.StockMove",
        models.PROTECT,
        null=True,
        related_name="cost_entries",
        verbose_name=_("库存流水"),
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("时间"))
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    value = models.DecimalField(_("金额（不含税）"), max_digits=18, decimal_places=2)
    to_cost_of_sales = models.DecimalField(
        _("计入销售成本"), max_digits=18, decimal_places=2, default=0
    )
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    line_id = models.UUIDField(_("来源行"), null=True)
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("冲回")
    )

    class Meta:
        verbose_name = _("成本流水")
        verbose_name_plural = _("成本流水")
        indexes: ClassVar = [
            models.Index(fields=["source_code", "source_id"], name="goods_costentry_source"),
            models.Index(fields=["pool", "at", "id"], name="goods_costentry_pool_at"),
        ]
        constraints: ClassVar = [AppendOnly(name="goods_costentry_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} t / {self.value}"


class CostingPolicy(Document):
    """How a company of ours values goods that leave, where no warehouse and no product says."""

    SEARCH: ClassVar = ("no", "party__name")

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="+", verbose_name=_("公司主体")
    )
    method = models.CharField(_("计价方法"), max_length=8, choices=Costing.choices)
    since = models.DateField(_("起用日期"))
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("公司计价政策")
        verbose_name_plural = _("公司计价政策")

    def __str__(self) -> str:
        return f"{self.party} · {self.get_method_display()}"


class Revaluation(models.Model):
    """What one product of a company was worth before and after its method was switched."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    policy = models.ForeignKey(
        CostingPolicy, models.PROTECT, related_name="revaluations", verbose_name=_("计价政策")
    )
    on = models.DateField(_("变更日期"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    before_method = models.CharField(_("原计价方法"), max_length=8, choices=Costing.choices)
    after_method = models.CharField(_("新计价方法"), max_length=8, choices=Costing.choices)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    cost_before = models.DecimalField(_("变更前金额"), max_digits=18, decimal_places=2)
    cost_after = models.DecimalField(_("变更后金额"), max_digits=18, decimal_places=2)
    cost_difference = models.DecimalField(_("差额"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("原因"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("经办人"),
    )

    class Meta:
        verbose_name = _("计价方法变更差额")
        verbose_name_plural = _("计价方法变更差额")
        constraints: ClassVar = [
            AppendOnly(name="goods_revaluation_append_only"),
            models.UniqueConstraint(
                fields=["policy", "on", "product"], name="goods_revaluation_once"
            ),
            models.CheckConstraint(
                condition=Q(cost_after=F("cost_before") + F("cost_difference")),
                name="goods_revaluation_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.cost_difference}"
