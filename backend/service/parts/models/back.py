"""Defective parts on their way back, what suppliers promise, and what is claimed from them."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.asset.models import Asset
from backend.service.parts.flow import (
    ClaimState,
    DefectiveReturnFlow,
    ReturnState,
    WarrantyClaimFlow,
)
from backend.service.workorder.models import PartUsed


class SupplierWarranty(Document):
    """How long a supplier answers for what it delivered; of one product, or of all of its own."""

    SEARCH: ClassVar = ("no", "supplier__name", "supplier__short_name", "product__code", "basis_no")

    class CountedFrom(models.TextChoices):
        """Which day the months are counted from."""

        RECEIPT = "receipt", _("我方入库日")
        INSTALL = "install", _("装机日")

    supplier = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("备件")
    )
    months = models.PositiveSmallIntegerField(_("质保月数"))
    counted_from = models.CharField(
        _("起算"), max_length=8, choices=CountedFrom.choices, default=CountedFrom.RECEIPT
    )
    covers_labour = models.BooleanField(_("补偿人工"), default=False)
    basis_no = models.CharField(_("依据"), max_length=64, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商质保")
        verbose_name_plural = _("供应商质保")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["supplier", "product"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="service_supplierwarranty_once",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1), name="service_supplierwarranty_months"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.months}"


class DefectiveReturn(DefectiveReturnFlow, Document):
    """A broken part that comes back to us, and what becomes of it."""

    SEARCH: ClassVar = ("no", "serial", "product__code", "product__name", "fault", "waybill")

    state = StateField(ReturnState)
    part = models.OneToOneField(
        PartUsed,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="defective_return",
        verbose_name=_("用料"),
    )
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("设备")
    )
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    serial = models.CharField(_("序列号"), max_length=64, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3, default=Decimal(1))
    fault = models.CharField(_("故障描述"), max_length=500)
    failed_on = models.DateField(_("故障日期"))
    installed_on = models.DateField(_("装机日期"), null=True, blank=True)
    supplier = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("供应商")
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原批次")
    )
    waybill = models.CharField(_("运单号"), max_length=64, blank=True)
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("不良品仓"),
    )
    defective_lot = models.OneToOneField(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("不良品批次"),
    )
    received_at = models.DateTimeField(_("收到时间"), null=True, blank=True)
    finding = models.CharField(_("检验结论"), max_length=500, blank=True)
    is_supplier_fault = models.BooleanField(_("供应商责任"), null=True, blank=True)
    inspected_on = models.DateField(_("检验日期"), null=True, blank=True)
    ended_on = models.DateField(_("处置日期"), null=True, blank=True)
    outcome = models.CharField(_("处置说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("旧件返回")
        verbose_name_plural = _("旧件返回")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="service_defectivereturn_positive"
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=["received", "inspected", "credited", "repaired", "scrapped"]
                )
                | Q(defective_lot__isnull=False, warehouse__isnull=False),
                name="service_defectivereturn_has_lot",
            ),
        ]


class WarrantyClaim(WarrantyClaimFlow, Document):
    """What a supplier owes for a part that failed within its warranty."""

    SEARCH: ClassVar = ("no", "supplier__name", "supplier__short_name", "back__serial", "their_no")

    state = StateField(ClaimState)
    back = models.OneToOneField(
        DefectiveReturn, models.PROTECT, related_name="claim", verbose_name=_("旧件返回")
    )
    supplier = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("设备")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批次")
    )
    receipt_no = models.CharField(_("我方入库单"), max_length=64, blank=True)
    warranty = models.ForeignKey(
        SupplierWarranty, models.PROTECT, related_name="+", verbose_name=_("质保条款")
    )
    covered_until = models.DateField(_("质保至"))
    made_on = models.DateField(_("提出日期"))
    sent_on = models.DateField(_("寄出日期"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("索赔金额"), max_digits=18, decimal_places=2)
    amount_agreed = models.DecimalField(
        _("同意金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    their_no = models.CharField(_("对方编号"), max_length=64, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    credited_on = models.DateField(_("入账日期"), null=True, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商索赔")
        verbose_name_plural = _("供应商索赔")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "credited"]) | Q(amount_agreed__isnull=False),
                name="service_warrantyclaim_agreed_amount",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="service_warrantyclaim_positive"
            ),
        ]
