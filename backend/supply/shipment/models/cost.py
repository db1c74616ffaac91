"""What a shipment costs, and which lots or contract lines bear it."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.stock.models import Lot
from backend.supply.purchase.models import PurchaseLine
from backend.supply.shipment.models.fleet import Carrier
from backend.supply.shipment.models.shipment import Shipment


class FreightBill(models.Model):
    """One line of a carrier's or an agent's invoice; a credit note is below zero."""

    class Kind(models.TextChoices):
        """What it is for."""

        FREIGHT = "freight", _("运费")
        INSURANCE = "insurance", _("保险费")
        DUTY = "duty", _("关税")
        HANDLING = "handling", _("装卸港杂")

    class Basis(models.TextChoices):
        """By what it is shared out."""

        WEIGHT = "weight", _("按重量")
        VALUE = "value", _("按货值")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="bills", verbose_name=_("运输单")
    )
    kind = models.CharField(_("费用"), max_length=10, choices=Kind.choices)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承运商"),
    )
    invoice_no = models.CharField(_("发票/账单号"), max_length=64)
    billed_on = models.DateField(_("账单日期"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    fx_rate = models.DecimalField(
        _("折人民币汇率"), max_digits=18, decimal_places=8, default=Decimal(1)
    )
    cost_amount = models.DecimalField(_("金额（不含税）"), max_digits=18, decimal_places=2)
    cost_tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    cost_base = models.DecimalField(_("折人民币（不含税）"), max_digits=18, decimal_places=2)
    basis = models.CharField(
        _("分摊方式"), max_length=6, choices=Basis.choices, default=Basis.WEIGHT
    )
    allocated_at = models.DateTimeField(_("分摊时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("运费账单")
        verbose_name_plural = _("运费账单")
        ordering = ("billed_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shipment", "carrier", "invoice_no", "kind"],
                nulls_distinct=False,
                name="supply_freightbill_once",
            ),
            models.CheckConstraint(condition=~Q(cost_base=0), name="supply_freightbill_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.invoice_no}"


class FreightShare(models.Model):
    """The part of a bill that one lot or one contract line bears; never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bill = models.ForeignKey(
        FreightBill, models.PROTECT, related_name="shares", verbose_name=_("运费账单")
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批次")
    )
    contract_line_id = models.UUIDField(_("销售合同行"), null=True, blank=True)
    cost_amount = models.DecimalField(_("分摊金额"), max_digits=18, decimal_places=2)
    cost_to_stock = models.DecimalField(
        _("计入存货"), max_digits=18, decimal_places=2, default=Decimal(0)
    )
    cost_of_sales = models.DecimalField(
        _("计入销售成本"), max_digits=18, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("运费分摊")
        verbose_name_plural = _("运费分摊")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lot__isnull=False, contract_line_id__isnull=True)
                | Q(lot__isnull=True, contract_line_id__isnull=False),
                name="supply_freightshare_one_bearer",
            ),
            models.UniqueConstraint(
                fields=["bill", "lot", "contract_line_id"],
                nulls_distinct=False,
                name="supply_freightshare_once",
            ),
            AppendOnly(name="supply_freightshare_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.cost_amount}"


class ReceivedLot(models.Model):
    """A lot that was received of a purchase line, and the shipment it came with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received",
        verbose_name=_("运输单"),
    )
    purchase_line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="+", verbose_name=_("采购行")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    receipt_id = models.UUIDField(_("收货单"))
    receipt_no = models.CharField(_("收货单号"), max_length=64, blank=True)
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    received_on = models.DateField(_("收货日期"))

    class Meta:
        verbose_name = _("到货批次")
        verbose_name_plural = _("到货批次")
        ordering = ("received_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receipt_id", "lot"], name="supply_receivedlot_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_receivedlot_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}"
