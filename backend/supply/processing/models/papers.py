"""The papers of a processing order: what went out, came back, was claimed, was lost."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket
from backend.supply.processing.models.orders import ProcessOrder, ProcessOutput
from backend.supply.processing.models.setup import ScrapPolicy, in_money, in_tonnes, per_tonne


class Paper(models.Model):
    """What every paper of an order says: which order, its number, when, who wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    no = models.CharField(_("编号"), max_length=64)
    at = models.DateTimeField(_("时间"))
    by_label = models.CharField(_("经办人"), max_length=128)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.no


class MaterialIssue(Paper):
    """Material sent to the mill 发料: our weight, and the mill's once it is known."""

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="issues", verbose_name=_("加工单")
    )
    ticket = models.OneToOneField(
        WeighTicket, models.PROTECT, null=True, related_name="+", verbose_name=_("出库磅单")
    )
    weight = in_tonnes(_("我方重量（吨）"))
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    theoretical = in_tonnes(_("理论重量"))
    plate = models.CharField(_("车牌"), max_length=16, blank=True)
    their_weight = in_tonnes(_("加工厂重量（吨）"), null=True, default=None)
    their_document = models.CharField(_("加工厂磅单号"), max_length=64, blank=True)
    difference = in_tonnes(_("磅差（吨）"), null=True, default=None)
    permille = models.DecimalField(
        _("磅差率（‰）"), max_digits=9, decimal_places=3, null=True, default=None
    )

    class Meta:
        verbose_name = _("发料单")
        verbose_name_plural = _("发料单")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["no"], name="supply_materialissue_no"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_materialissue_weight"),
        ]


class MaterialReturn(Paper):
    """Material the mill gave back unused 退料."""

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="returns", verbose_name=_("加工单")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("退入仓库")
    )
    ticket = models.OneToOneField(
        WeighTicket, models.PROTECT, null=True, related_name="+", verbose_name=_("磅单")
    )
    weight = in_tonnes(_("重量（吨）"))
    reason = models.CharField(_("原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("退料单")
        verbose_name_plural = _("退料单")
        constraints: ClassVar = [
            AppendOnly(name="supply_materialreturn_append_only"),
            models.UniqueConstraint(fields=["no"], name="supply_materialreturn_no"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_materialreturn_weight"),
        ]


class MaterialSwap(Paper):
    """Our metal at the mill exchanged for the mill's own of the same product 换料确认单."""

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="swaps", verbose_name=_("加工单")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    lot_out = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("换出批次"))
    lot_in = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("换入批次"))
    weight = in_tonnes(_("重量（吨）"))
    value = in_money(_("成本（不含税）"))
    agreement = models.CharField(_("换料协议号"), max_length=64)

    class Meta:
        verbose_name = _("换料确认单")
        verbose_name_plural = _("换料确认单")
        constraints: ClassVar = [
            AppendOnly(name="supply_materialswap_append_only"),
            models.UniqueConstraint(fields=["no"], name="supply_materialswap_no"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_materialswap_weight"),
        ]


class ProgressReport(Paper):
    """What the mill says about its work: a claim, never stock."""

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="reports", verbose_name=_("加工单")
    )
    step = models.CharField(_("工序"), max_length=64)
    percent = models.PositiveSmallIntegerField(_("进度（%）"))
    weight_in = in_tonnes(_("投入（吨）"))
    weight_out = in_tonnes(_("产出（吨）"))
    scrap = in_tonnes(_("废料（吨）"))
    photos = models.JSONField(_("照片"), default=list)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    ready_on = models.DateField(_("预计完成"), null=True)

    class Meta:
        verbose_name = _("进度汇报")
        verbose_name_plural = _("进度汇报")
        constraints: ClassVar = [
            AppendOnly(name="supply_progressreport_append_only"),
            models.CheckConstraint(
                condition=Q(percent__lte=100, weight_in__gte=0, weight_out__gte=0, scrap__gte=0),
                name="supply_progressreport_sane",
            ),
        ]


class ProcessingReceipt(Paper):
    """Goods that came back 加工收货, and the material they took."""

    class Basis(models.TextChoices):
        """Where the consumption comes from."""

        REPORTED = "reported", _("实际上报")
        BOM = "bom", _("按清单折算")
        COUNT = "count", _("盘点调整")

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="receipts", verbose_name=_("加工单")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, null=True, related_name="+", verbose_name=_("收货仓库")
    )
    ticket = models.OneToOneField(
        WeighTicket, models.PROTECT, null=True, related_name="+", verbose_name=_("磅单")
    )
    basis = models.CharField(_("消耗依据"), max_length=10, choices=Basis.choices)
    accepted = in_tonnes(_("合格（吨）"))
    consumed = in_tonnes(_("消耗材料（吨）"))
    byproducts = in_tonnes(_("副产品（吨）"))
    material_value = in_money(_("材料成本（不含税）"))
    fee = in_money(_("加工费（含税）"))
    fee_excl = in_money(_("加工费（不含税）"))
    freight = in_money(_("运费（不含税）"))
    byproduct_value = in_money(_("副产品价值（不含税）"))
    value = in_money(_("成品成本（不含税）"))

    class Meta:
        verbose_name = _("加工收货单")
        verbose_name_plural = _("加工收货单")
        constraints: ClassVar = [
            AppendOnly(name="supply_processingreceipt_append_only"),
            models.UniqueConstraint(fields=["no"], name="supply_processingreceipt_no"),
        ]


class ReceiptOutput(models.Model):
    """What of one output was accepted, rejected or goes back for rework."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.ForeignKey(
        ProcessingReceipt, models.PROTECT, related_name="outputs", verbose_name=_("加工收货单")
    )
    output = models.ForeignKey(
        ProcessOutput, models.PROTECT, related_name="received", verbose_name=_("产出")
    )
    accepted = in_tonnes(_("合格（吨）"))
    rejected = in_tonnes(_("拒收（吨）"))
    rework = in_tonnes(_("返工（吨）"))
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("成品批次")
    )
    value = in_money(_("成本（不含税）"))
    reason = models.CharField(_("原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("收货明细")
        verbose_name_plural = _("收货明细")
        constraints: ClassVar = [
            AppendOnly(name="supply_receiptoutput_append_only"),
            models.CheckConstraint(
                condition=Q(accepted__gte=0, rejected__gte=0, rework__gte=0),
                name="supply_receiptoutput_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(accepted=0) | Q(lot__isnull=False), name="supply_receiptoutput_lot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.output} {self.accepted} t"


class ReceiptByproduct(models.Model):
    """Scrap or another by-product: returned to its owner, bought by the mill, or kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.ForeignKey(
        ProcessingReceipt, models.PROTECT, related_name="scraps", verbose_name=_("加工收货单")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("副产品"))
    policy = models.CharField(_("归属"), max_length=10, choices=ScrapPolicy.choices)
    weight = in_tonnes(_("重量（吨）"))
    price = per_tonne(_("单价（元/吨）"))
    amount = in_money(_("收购金额（含税）"))
    value = in_money(_("价值（不含税）"))
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("批次")
    )

    class Meta:
        verbose_name = _("副产品明细")
        verbose_name_plural = _("副产品明细")
        constraints: ClassVar = [
            AppendOnly(name="supply_receiptbyproduct_append_only"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, price__gte=0), name="supply_receiptbyproduct_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.weight} t"


class LossRecord(Paper):
    """Metal that will not come back, and why; with an element when only that one is gone."""

    class Kind(models.TextChoices):
        """Why it is gone."""

        MELT = "melt", _("烧损")
        SCALE = "scale", _("磅差")
        PROCESS = "process", _("工艺损耗")
        OTHER = "other", _("其他")

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="losses", verbose_name=_("加工单")
    )
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    element = models.CharField(_("元素"), max_length=8, blank=True)
    weight = in_tonnes(_("重量（吨）"))
    reason = models.CharField(_("说明"), max_length=500)

    class Meta:
        verbose_name = _("损耗记录")
        verbose_name_plural = _("损耗记录")
        constraints: ClassVar = [
            AppendOnly(name="supply_lossrecord_append_only"),
            models.CheckConstraint(
                condition=~Q(weight=Decimal(0)), name="supply_lossrecord_weight"
            ),
        ]
