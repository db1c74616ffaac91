"""What must be bought, line by line, with the paper that needs it."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.supply.requisition.flow import RequisitionFlow, State

ZERO = Decimal(0)


class Requisition(RequisitionFlow, Document):
    """A need that somebody approves before it is bought."""

    SEARCH: ClassVar = ("no", "source_no")

    class Reason(models.TextChoices):
        """Why it must be bought."""

        SHORTAGE = "shortage", _("销售缺货")
        SAFETY_STOCK = "safety_stock", _("安全库存")
        PROCESSING = "processing", _("委外加工")
        PROJECT = "project", _("项目")
        MANUAL = "manual", _("手工")
        MERGED = "merged", _("合并")

    state = StateField(State)
    reason_kind = models.CharField(_("需求来源"), max_length=12, choices=Reason.choices)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True, default="")
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True, default="")
    made_on = models.DateField(_("申请日期"))
    needed_on = models.DateField(_("最早需求日期"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    decision_note = models.CharField(_("审批意见"), max_length=500, blank=True)
    closed_reason = models.CharField(_("关闭原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("采购申请")
        verbose_name_plural = _("采购申请")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["source_code", "source_id"],
                condition=Q(reason_kind__in=["shortage", "processing"], source_id__isnull=False),
                name="supply_requisition_once_a_source",
            ),
            models.UniqueConstraint(
                fields=["source_code", "source_id"],
                condition=Q(
                    reason_kind="safety_stock",
                    state__in=["draft", "submitted", "approved", "sourcing"],
                ),
                name="supply_requisition_one_open_alert",
            ),
        ]


class RequisitionLine(models.Model):
    """So many tonnes of one product by a day, and how much of it is on order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    requisition = models.ForeignKey(
        Requisition, models.CASCADE, related_name="lines", verbose_name=_("采购申请")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    quantity = models.DecimalField(_("需求量（吨）"), max_digits=14, decimal_places=3)
    needed_on = models.DateField(_("需求日期"))
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("收货仓库"),
    )
    brands = models.JSONField(_("可接受品牌"), default=list, blank=True)
    note = models.CharField(_("要求"), max_length=500, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True, default="")
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True, blank=True)
    quantity_ordered = models.DecimalField(
        _("已下单量"), max_digits=14, decimal_places=3, default=ZERO
    )
    quantity_merged = models.DecimalField(
        _("合并采购中"), max_digits=14, decimal_places=3, default=ZERO
    )

    class Meta:
        verbose_name = _("采购申请明细")
        verbose_name_plural = _("采购申请明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["requisition", "seq"], name="supply_requisitionline_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, quantity_ordered__gte=0, quantity_merged__gte=0),
                name="supply_requisitionline_counters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"

    @property
    def quantity_open(self) -> Decimal:
        """This will give the tonnes still to be bought by this line itself."""
        return max(ZERO, self.quantity - self.quantity_ordered - self.quantity_merged)


class RequisitionShare(models.Model):
    """The part of an approved line that is bought together with others, by a merged line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(
        RequisitionLine, models.CASCADE, related_name="shares", verbose_name=_("合并行")
    )
    origin = models.ForeignKey(
        RequisitionLine, models.PROTECT, related_name="merged_into", verbose_name=_("原申请行")
    )
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    filled = models.DecimalField(_("已下单量"), max_digits=14, decimal_places=3, default=ZERO)

    class Meta:
        verbose_name = _("合并来源")
        verbose_name_plural = _("合并来源")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "origin"], name="supply_requisitionshare_once"),
            models.CheckConstraint(
                condition=Q(filled__gte=0, quantity__gte=F("filled")),
                name="supply_requisitionshare_filled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity}"


class RequisitionOrder(models.Model):
    """One paper that ordered some of a line, or gave it back; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(
        RequisitionLine, models.PROTECT, related_name="orders", verbose_name=_("申请行")
    )
    event_no = models.CharField(_("单据"), max_length=128)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("下单记录")
        verbose_name_plural = _("下单记录")
        ordering = ("at", "id")
        constraints: ClassVar = [
            AppendOnly(name="supply_requisitionorder_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.event_no} {self.quantity}"
