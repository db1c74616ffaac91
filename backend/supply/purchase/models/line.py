"""The lines of a purchase: goods, price rule, tolerance, weight rule, how far each has come."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.contract.models import ContractLine
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.market.instrument.models import Instrument
from backend.supply.purchase.models.purchase import Purchase
from backend.supply.requisition.models import RequisitionLine
from backend.supply.rfq.models import AwardLine

ZERO = Decimal(0)


class PurchaseLine(models.Model):
    """One metal of a purchase; its rules have the words of a sale, the sides are swapped."""

    Pricing = ContractLine.Pricing
    Side = ContractLine.Side
    WeightBasis = ContractLine.WeightBasis
    Uncalled = ContractLine.Uncalled
    Missing = ContractLine.Missing

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase = models.ForeignKey(
        Purchase, models.CASCADE, related_name="lines", verbose_name=_("采购合同")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    requisition_line = models.ForeignKey(
        RequisitionLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="purchase_lines",
        verbose_name=_("来源请购行"),
    )
    award_line = models.ForeignKey(
        AwardLine,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="purchase_lines",
        verbose_name=_("来源定标行"),
    )
    brands = models.JSONField(_("可交品牌"), default=list, blank=True)
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("收货仓库"),
    )
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    tolerance_more = models.DecimalField(_("溢装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_less = models.DecimalField(_("短装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_option = models.CharField(
        _("溢短装由谁选择"),
        max_length=6,
        choices=ContractLine.Side.choices,
        default=ContractLine.Side.SELLER,
    )
    pricing = models.CharField(_("定价方式"), max_length=8, choices=ContractLine.Pricing.choices)
    fixed_price = models.DecimalField(
        _("固定单价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("计价品种"),
    )
    quote_kind = models.CharField(_("计价价格"), max_length=12, default="settle")
    premium = models.DecimalField(_("升贴水"), max_digits=18, decimal_places=4, default=ZERO)
    pricer = models.CharField(
        _("点价方"),
        max_length=6,
        choices=ContractLine.Side.choices,
        default=ContractLine.Side.BUYER,
    )
    window_start = models.DateField(_("计价期起"), null=True, blank=True)
    window_end = models.DateField(_("计价期止"), null=True, blank=True)
    min_tranche = models.DecimalField(
        _("最小点价量"), max_digits=14, decimal_places=3, default=ZERO
    )
    max_tranches = models.PositiveSmallIntegerField(_("最多点价次数"), default=0)
    cut_off = models.TimeField(_("当日点价截止时间"), null=True, blank=True)
    uncalled = models.CharField(
        _("到期未点"),
        max_length=12,
        choices=ContractLine.Uncalled.choices,
        default=ContractLine.Uncalled.AGREE,
    )
    average_missing = models.CharField(
        _("缺价处理"),
        max_length=8,
        choices=ContractLine.Missing.choices,
        default=ContractLine.Missing.WAIT,
    )
    average_places = models.PositiveSmallIntegerField(_("均价小数位"), default=2)
    provisional_on = models.DateField(_("暂定价基准日"), null=True, blank=True)
    provisional_price = models.DecimalField(_("暂定单价"), max_digits=18, decimal_places=4)
    weight_basis = models.CharField(
        _("计重方式"),
        max_length=16,
        choices=ContractLine.WeightBasis.choices,
        default=ContractLine.WeightBasis.BUYER,
    )
    scale_tolerance = models.DecimalField(
        _("允许磅差"), max_digits=7, decimal_places=6, default=ZERO
    )
    amount_estimated = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    quantity_priced = models.DecimalField(
        _("已定价量"), max_digits=14, decimal_places=3, default=ZERO
    )
    amount_priced = models.DecimalField(
        _("已定价金额"), max_digits=18, decimal_places=2, default=ZERO
    )
    quantity_received = models.DecimalField(
        _("已收货结算量"), max_digits=14, decimal_places=3, default=ZERO
    )
    quantity_rejected = models.DecimalField(
        _("拒收量"), max_digits=14, decimal_places=3, default=ZERO
    )
    is_received = models.BooleanField(_("收货完毕"), default=False)
    final_price = models.DecimalField(
        _("最终单价"), max_digits=24, decimal_places=10, null=True, blank=True
    )
    amount_final = models.DecimalField(
        _("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_invoiced = models.DecimalField(
        _("已收票金额"), max_digits=18, decimal_places=2, default=ZERO
    )

    class Meta:
        verbose_name = _("采购明细")
        verbose_name_plural = _("采购明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purchase", "seq"], name="supply_purchaseline_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="supply_purchaseline_quantity"
            ),
            models.CheckConstraint(
                condition=Q(quantity_priced__gte=0)
                & Q(quantity_received__gte=0)
                & Q(quantity_rejected__gte=0),
                name="supply_purchaseline_counters",
            ),
            models.CheckConstraint(
                condition=Q(pricing="fixed", fixed_price__isnull=False)
                | Q(
                    pricing__in=["call", "average"],
                    instrument__isnull=False,
                    window_start__isnull=False,
                    window_end__isnull=False,
                    window_end__gte=F("window_start"),
                ),
                name="supply_purchaseline_price_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
