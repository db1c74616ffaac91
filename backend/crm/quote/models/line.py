"""What a quote offers, line by line, and in which instalments it is to be paid."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.quote.models.quote import Quote
from backend.goods.product.models import Product
from backend.market.instrument.models import Instrument

ZERO = Decimal(0)


class QuoteLine(models.Model):
    """One metal of a quote with its own price rule, named as the contract line names it."""

    class Pricing(models.TextChoices):
        """How the price comes about."""

        FIXED = "fixed", _("固定价")
        CALL = "call", _("点价")
        AVERAGE = "average", _("均价")

    class Side(models.TextChoices):
        """Whose choice it is."""

        BUYER = "buyer", _("买方")
        SELLER = "seller", _("卖方")

    class PriceFrom(models.TextChoices):
        """Where a fixed price comes from."""

        HAND = "hand", _("手工填写")
        BOOK = "book", _("价格表")
        BENCHMARK = "benchmark", _("行情加升贴水")
        COST = "cost", _("成本加成")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines", verbose_name=_("报价单"))
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    brands = models.JSONField(_("可交品牌"), default=list, blank=True)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
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
    average_places = models.PositiveSmallIntegerField(_("均价小数位"), default=2)
    provisional_on = models.DateField(_("暂定价基准日"), null=True, blank=True)
    provisional_price = models.DecimalField(_("暂定单价"), max_digits=18, decimal_places=4)
    amount_estimated = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=8, default="t")
    price_from = models.CharField(
        _("价格来源"), max_length=10, choices=PriceFrom.choices, default=PriceFrom.HAND
    )
    hand_reason = models.CharField(_("手工定价理由"), max_length=200, blank=True)
    list_price = models.DecimalField(
        _("折前单价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    discounts = models.JSONField(_("折扣链"), default=list, blank=True)
    price_entry_id = models.UUIDField(_("价格条目"), null=True, blank=True, editable=False)
    price_level = models.CharField(_("价格层级"), max_length=32, blank=True, editable=False)
    floor_price = models.DecimalField(
        _("底价"), max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )
    lead_days = models.PositiveSmallIntegerField(_("交期（天）"), null=True, blank=True)
    substitutes = models.CharField(_("可替代品"), max_length=200, blank=True)
    benchmark_price = models.DecimalField(
        _("基准价"), max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )
    benchmark_on = models.DateField(_("基准日"), null=True, blank=True, editable=False)
    trace = models.JSONField(_("价格依据"), default=list, blank=True, editable=False)
    cost_estimated = models.DecimalField(
        _("预计单位成本"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        editable=False,
    )
    margin_estimated = models.DecimalField(
        _("预计毛利"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("报价明细")
        verbose_name_plural = _("报价明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "seq"], name="crm_quoteline_seq_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="crm_quoteline_quantity"),
            models.CheckConstraint(
                condition=Q(tolerance_more__gte=0, tolerance_more__lt=1)
                & Q(tolerance_less__gte=0, tolerance_less__lt=1),
                name="crm_quoteline_tolerance",
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
                name="crm_quoteline_price_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class QuoteTerm(models.Model):
    """One instalment offered: how much, when it becomes due, how it is paid."""

    class Portion(models.TextChoices):
        """How the amount is found."""

        PERCENT = "percent", _("比例")
        AMOUNT = "amount", _("金额")
        REST = "rest", _("余款")

    class Trigger(models.TextChoices):
        """What makes it due."""

        SIGNING = "signing", _("签署")
        BEFORE_RELEASE = "before_release", _("提货前")
        DELIVERED = "delivered", _("发货后")
        SIGNED = "signed", _("签收后")
        INVOICE = "invoice", _("开票后")
        FINAL_SETTLEMENT = "final_settlement", _("最终结算")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, related_name="terms", verbose_name=_("报价单"))
    seq = models.PositiveSmallIntegerField(_("序号"))
    portion = models.CharField(_("计算方式"), max_length=8, choices=Portion.choices)
    percent = models.DecimalField(_("比例"), max_digits=9, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    trigger = models.CharField(_("触发事件"), max_length=20, choices=Trigger.choices)
    offset_days = models.PositiveSmallIntegerField(_("宽限天数"), default=0)
    method = models.CharField(_("付款方式"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("报价付款条件")
        verbose_name_plural = _("报价付款条件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "seq"], name="crm_quoteterm_seq_once"),
            models.CheckConstraint(
                condition=Q(portion="percent", percent__gt=0, percent__lte=1, amount__isnull=True)
                | Q(portion="amount", amount__gt=0, percent__isnull=True)
                | Q(portion="rest", amount__isnull=True, percent__isnull=True),
                name="crm_quoteterm_portion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
