"""What a van should carry, and how it gets there."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.parts.flow import PartsRequestFlow, RequestState
from backend.service.workorder.models import WorkOrder


class VanLevel(Document):
    """The least and the most of a part that a van or depot should hold."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "warehouse__name")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("服务车/仓库")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    least = models.DecimalField(_("最低"), max_digits=14, decimal_places=3)
    most = models.DecimalField(_("最高"), max_digits=14, decimal_places=3)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("车载定额")
        verbose_name_plural = _("车载定额")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["warehouse", "product"], name="service_vanlevel_once"),
            models.CheckConstraint(
                condition=Q(least__gte=0, most__gt=0, most__gte=F("least")),
                name="service_vanlevel_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warehouse} · {self.product}"


class PartsRequest(PartsRequestFlow, Document):
    """Parts an engineer asks for, from a depot into the van."""

    SEARCH: ClassVar = ("no", "to_warehouse__name", "work_order__no", "note")

    state = StateField(RequestState)
    to_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("送往")
    )
    from_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("发自")
    )
    transit_warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("在途仓"),
    )
    work_order = models.ForeignKey(
        WorkOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts_requests",
        verbose_name=_("工单"),
    )
    needed_on = models.DateField(_("需要日期"), null=True, blank=True)
    waybill = models.CharField(_("运单号"), max_length=64, blank=True)
    shipped_at = models.DateTimeField(_("发货时间"), null=True, blank=True)
    received_at = models.DateTimeField(_("收货时间"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("备件申请")
        verbose_name_plural = _("备件申请")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(to_warehouse=F("from_warehouse")),
                name="service_partsrequest_elsewhere",
            ),
        ]


class PartsLine(models.Model):
    """One part of a request: asked for, allowed, sent, received."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(
        PartsRequest, models.CASCADE, related_name="lines", verbose_name=_("备件申请")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    quantity = models.DecimalField(_("申请数量"), max_digits=14, decimal_places=3)
    approved = models.DecimalField(
        _("批准数量"), max_digits=14, decimal_places=3, default=Decimal(0)
    )
    sent = models.DecimalField(_("发货数量"), max_digits=14, decimal_places=3, default=Decimal(0))
    received = models.DecimalField(
        _("收货数量"), max_digits=14, decimal_places=3, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("申请明细")
        verbose_name_plural = _("申请明细")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "product"], name="service_partsline_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, approved__gte=0, received__lte=F("sent")),
                name="service_partsline_quantities",
            ),
            models.CheckConstraint(
                condition=Q(sent__lte=F("approved")), name="service_partsline_sent_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}"


class PartsSent(models.Model):
    """Parts of one lot on the road, and how many of them arrived."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(
        PartsLine, models.PROTECT, related_name="parcels", verbose_name=_("申请明细")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    quantity = models.DecimalField(_("发货数量"), max_digits=14, decimal_places=3)
    received = models.DecimalField(
        _("收货数量"), max_digits=14, decimal_places=3, default=Decimal(0)
    )
    serials = ArrayField(
        models.CharField(max_length=64), verbose_name=_("序列号"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("发货批次")
        verbose_name_plural = _("发货批次")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, received__gte=0, received__lte=F("quantity")),
                name="service_partssent_quantities",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}"
