"""The lines of a contract: goods, price rule, tolerance, weight rule, and how far each has come."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.contract.models.contract import Contract
from backend.crm.quote.models import QuoteLine
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.market.instrument.models import Instrument

ZERO = Decimal(0)


class ContractLine(models.Model):
    """One metal of a contract with its own price rule, tolerance and weight rule."""

    class Pricing(models.TextChoices):
        """How the price comes about."""

        FIXED = "fixed", _("固定价")
        CALL = "call", _("点价")
        AVERAGE = "average", _("均价")

    class Side(models.TextChoices):
        """Whose choice it is."""

        BUYER = "buyer", _("买方")
        SELLER = "seller", _("卖方")

    class WeightBasis(models.TextChoices):
        """Whose weight is settled."""

        SELLER = "seller", _("以卖方磅单为准")
        BUYER = "buyer", _("以买方磅单为准")
        SELLER_WITHIN = "seller_within", _("磅差内以卖方为准，超出以买方为准")
        EXCESS = "excess", _("磅差内以卖方为准，超出部分扣减")
        HALF = "half", _("磅差内以卖方为准，超出各半")
        HOLD = "hold", _("超磅差先核实")
        THEORETICAL = "theoretical", _("理计")

    class Uncalled(models.TextChoices):
        """What becomes of tonnes nobody called inside the window."""

        AGREE = "agree", _("双方另行协商")
        LAST_SETTLE = "last_settle", _("按计价期最后交易日结算价")

    class Missing(models.TextChoices):
        """What an average does with a trading day that has no price."""

        WAIT = "wait", _("等待补数据")
        SKIP = "skip", _("经确认未公布则跳过")
        PREVIOUS = "previous", _("用前一交易日")
        NEXT = "next", _("用后一交易日")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="lines", verbose_name=_("合同")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    quote_line = models.ForeignKey(
        QuoteLine,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("来源报价行"),
    )
    brands = models.JSONField(_("可交品牌"), default=list, blank=True)
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("发货仓库"),
    )
    reserves_stock = models.BooleanField(_("签署时占用库存"), default=False)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    tolerance_more = models.DecimalField(_("溢装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_less = models.DecimalField(_("短装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_option = models.CharField(
        _("溢短装由谁选择"), max_length=6, choices=Side.choices, default=Side.SELLER
    )
    pricing = models.CharField(_("定价方式"), max_length=8, choices=Pricing.choices)
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
    pricer = models.CharField(_("点价方"), max_length=6, choices=Side.choices, default=Side.BUYER)
    window_start = models.DateField(_("计价期起"), null=True, blank=True)
    window_end = models.DateField(_("计价期止"), null=True, blank=True)
    min_tranche = models.DecimalField(
        _("最小点价量"), max_digits=14, decimal_places=3, default=ZERO
    )
    max_tranches = models.PositiveSmallIntegerField(_("最多点价次数"), default=0)
    cut_off = models.TimeField(_("当日点价截止时间"), null=True, blank=True)
    uncalled = models.CharField(
        _("到期未点"), max_length=12, choices=Uncalled.choices, default=Uncalled.AGREE
    )
    average_missing = models.CharField(
        _("缺价处理"), max_length=8, choices=Missing.choices, default=Missing.WAIT
    )
    average_places = models.PositiveSmallIntegerField(_("均价小数位"), default=2)
    provisional_on = models.DateField(_("暂定价基准日"), null=True, blank=True)
    provisional_price = models.DecimalField(_("暂定单价"), max_digits=18, decimal_places=4)
    weight_basis = models.CharField(
        _("计重方式"), max_length=16, choices=WeightBasis.choices, default=WeightBasis.SELLER
    )
    scale_tolerance = models.DecimalField(
        _("允许磅差"), max_digits=7, decimal_places=6, default=ZERO
    )
    amount_estimated = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    quantity_priced = models.DecimalField(
        _("已定价量"), max_digits=14, decimal_places=3, default=ZERO
    )
    quantity_shipped = models.DecimalField(
        _("已发货量"), max_digits=14, decimal_places=3, default=ZERO
    )
    quantity_signed = models.DecimalField(
        _("已签收结算量"), max_digits=14, decimal_places=3, default=ZERO
    )
    is_delivered = models.BooleanField(_("交货完毕"), default=False)
    final_price = models.DecimalField(
        _("最终单价"), max_digits=24, decimal_places=10, null=True, blank=True
    )
    amount_final = models.DecimalField(
        _("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_invoiced = models.DecimalField(
        _("已开票金额"), max_digits=18, decimal_places=2, default=ZERO
    )

    class Meta:
        verbose_name = _("合同明细")
        verbose_name_plural = _("合同明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "seq"], name="crm_contractline_seq_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="crm_contractline_quantity"),
            models.CheckConstraint(
                condition=Q(quantity_priced__gte=0)
                & Q(quantity_shipped__gte=0)
                & Q(quantity_signed__gte=0),
                name="crm_contractline_counters",
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
                name="crm_contractline_price_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
