"""What was done on an order: steps, hours, ways, money laid out and parts."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.pricebook.models.guards import NoOverlap
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.workorder.models.order import WorkOrder


class Step(models.Model):
    """One verb as the device told it and as it counts; never edited."""

    class Flag(models.TextChoices):
        """Why the time that counts is not the one the device said."""

        NONE = "", _("正常")
        SKEWED = "skewed", _("设备时钟有偏差，已校正")
        EARLY = "early", _("早于上一步，按上一步时间计")
        AHEAD = "ahead", _("晚于服务器收到时间，按收到时间计")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="steps", verbose_name=_("工单")
    )
    verb = models.CharField(_("动作"), max_length=24)
    state = models.CharField(_("之后状态"), max_length=24)
    device_at = models.DateTimeField(_("设备时间"))
    sent_at = models.DateTimeField(_("设备发送时间"), null=True, blank=True)
    received_at = models.DateTimeField(_("服务器收到时间"))
    skew_seconds = models.IntegerField(_("时钟偏差（秒）"), null=True, blank=True)
    counted_at = models.DateTimeField(_("计入时间"))
    flag = models.CharField(_("时间说明"), max_length=8, choices=Flag.choices, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("经办人"),
    )
    client_id = models.UUIDField(_("客户端编号"), null=True, blank=True)

    class Meta:
        verbose_name = _("工单步骤")
        verbose_name_plural = _("工单步骤")
        ordering = ("received_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "client_id"],
                condition=Q(client_id__isnull=False),
                name="service_step_client_once",
            ),
            AppendOnly(name="service_step_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.counted_at:%Y-%m-%d %H:%M}"


class Labour(models.Model):
    """Hours of one engineer; the one that runs has no end yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="labour", verbose_name=_("工单")
    )
    engineer = models.ForeignKey(
        "service.Engineer", models.PROTECT, related_name="+", verbose_name=_("工程师")
    )
    started_at = models.DateTimeField(_("开始"))
    stopped_at = models.DateTimeField(_("结束"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("分钟"), default=0)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("工时")
        verbose_name_plural = _("工时")
        ordering = ("started_at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
                name="service_labour_forwards",
            ),
            NoOverlap(
                name="service_labour_engineer_once",
                expressions=[
                    ("engineer", RangeOperators.EQUAL),
                    (
                        Func(
                            "started_at",
                            "stopped_at",
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}"


class Travel(models.Model):
    """A way to the customer, from there or between."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="travel", verbose_name=_("工单")
    )
    minutes = models.PositiveIntegerField(_("分钟"), default=0)
    km = models.DecimalField(_("公里"), max_digits=9, decimal_places=1, default=Decimal(0))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("行程")
        verbose_name_plural = _("行程")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.minutes}"


class Expense(models.Model):
    """Money an engineer laid out for the job."""

    class Kind(models.TextChoices):
        """For what."""

        TOLL = "toll", _("过路/停车")
        TICKET = "ticket", _("车票/机票")
        HOTEL = "hotel", _("住宿")
        TOOL = "tool", _("租用设备")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="expenses", verbose_name=_("工单")
    )
    kind = models.CharField(_("费用"), max_length=8, choices=Kind.choices)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    is_charged = models.BooleanField(_("向客户收取"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    photos = models.JSONField(_("票据"), default=list, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("费用")
        verbose_name_plural = _("费用")
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="service_expense_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class PartUsed(models.Model):
    """A part put in, out of a van or a depot, and what came out for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="parts", verbose_name=_("工单")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("取自")
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批次")
    )
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    serial_in = models.CharField(_("装上序列号"), max_length=64, blank=True)
    serial_out = models.CharField(_("拆下序列号"), max_length=64, blank=True)
    position = models.CharField(_("位置"), max_length=64, blank=True)
    supplier = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("供应商")
    )
    is_defective_back = models.BooleanField(_("旧件返回"), default=False)
    cost_amount = models.DecimalField(
        _("成本（不含税）"), max_digits=18, decimal_places=2, default=Decimal(0)
    )
    at = models.DateTimeField(_("使用时间"))
    taken_back_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    taken_back_reason = models.CharField(_("退回原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("用料")
        verbose_name_plural = _("用料")
        ordering = ("at", "id")
        indexes: ClassVar = [
            models.Index(fields=["product", "-at"], name="service_partused_product"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="service_partused_positive"),
            models.CheckConstraint(
                condition=Q(serial_in="") | Q(quantity=1), name="service_partused_serial_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity.normalize():f}"
