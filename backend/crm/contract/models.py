"""A sales contract, its lines, its payment terms and its amendments."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.flow import ContractFlow, State
from backend.crm.quote.models import Quote
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.market.instrument.models import Instrument

ZERO = Decimal(0)


class Axis(models.TextChoices):
    """How far one side of a contract has come."""

    NONE = "none", _("未开始")
    PARTIAL = "partial", _("部分")
    COMPLETE = "complete", _("完成")


class Contract(ContractFlow, Document):
    """What we sell to whom, at which price rule, to be paid how."""

    SEARCH: ClassVar = ("no", "their_no", "party__name", "party__short_name")

    class Kind(models.TextChoices):
        """Spot deal or frame."""

        SPOT = "spot", _("现货合同")
        LONG_TERM = "long_term", _("长单")

    class Settlement(models.TextChoices):
        """What gives when less was delivered than priced (rulebook F13)."""

        LAST_TRANCHE = "last_tranche", _("缩减最后一笔点价")
        PRO_RATA = "pro_rata", _("按加权均价")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("买方"))
    seller = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("卖方"))
    quote = models.ForeignKey(
        Quote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源报价")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices, default=Kind.SPOT)
    their_no = models.CharField(_("对方编号"), max_length=64, blank=True)
    state = StateField(State)
    made_on = models.DateField(_("起草日期"))
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    signed_on = models.DateField(_("签署日期"), null=True, blank=True)
    signed_place = models.CharField(_("签订地点"), max_length=64, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    tax_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13"))
    shortage_rule = models.CharField(
        _("少交处理"), max_length=16, choices=Settlement.choices, default=Settlement.LAST_TRANCHE
    )
    delivery_place = models.CharField(_("交货地点"), max_length=200, blank=True)
    delivery_mode = models.CharField(_("交货方式"), max_length=64, blank=True)
    delivery_until = models.DateField(_("最晚交货"), null=True, blank=True)
    quality_terms = models.TextField(_("质量条款"), blank=True)
    objection_days = models.PositiveSmallIntegerField(_("质量异议天数"), default=7)
    dispute_terms = models.TextField(_("争议解决"), blank=True)
    other_terms = models.TextField(_("其他约定"), blank=True)
    amount_estimated = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2, default=ZERO)
    amount_final = models.DecimalField(_("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    cost_estimated = models.DecimalField(_("预计成本"), max_digits=18, decimal_places=2, null=True, blank=True)
    text_version = models.PositiveSmallIntegerField(_("文本版本"), default=1)
    delivery_axis = models.CharField(_("交货进度"), max_length=8, choices=Axis.choices, default=Axis.NONE)
    pricing_axis = models.CharField(_("定价进度"), max_length=8, choices=Axis.choices, default=Axis.NONE)
    invoicing_axis = models.CharField(_("开票进度"), max_length=8, choices=Axis.choices, default=Axis.NONE)
    payment_axis = models.CharField(_("收款进度"), max_length=8, choices=Axis.choices, default=Axis.NONE)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("销售合同")
        verbose_name_plural = _("销售合同")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "-created_at", "-id"], name="crm_contract_party_new"),
            models.Index(fields=["state", "-created_at", "-id"], name="crm_contract_state_new"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["quote"], condition=~Q(state="void"), name="crm_contract_quote_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["effective", "fulfilled", "closed"])
                | Q(signed_on__isnull=False),
                name="crm_contract_bound_when_signed",
            ),
            models.CheckConstraint(condition=~Q(party=F("seller")), name="crm_contract_two_parties"),
        ]


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

    class Missing(models.TextChoices):
        """What an average does with a trading day that has no price."""

        WAIT = "wait", _("等待补数据")
        SKIP = "skip", _("经确认未公布则跳过")
        PREVIOUS = "previous", _("用前一交易日")
        NEXT = "next", _("用后一交易日")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("合同"))
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    brands = models.JSONField(_("可交品牌"), default=list, blank=True)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发货仓库")
    )
    reserves_stock = models.BooleanField(_("签署时占用库存"), default=False)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    tolerance_more = models.DecimalField(_("溢装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_less = models.DecimalField(_("短装"), max_digits=7, decimal_places=6, default=ZERO)
    tolerance_option = models.CharField(
        _("溢短装由谁选择"), max_length=6, choices=Side.choices, default=Side.SELLER
    )
    pricing = models.CharField(_("定价方式"), max_length=8, choices=Pricing.choices)
    fixed_price = models.DecimalField(_("固定单价"), max_digits=18, decimal_places=4, null=True, blank=True)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("计价品种")
    )
    quote_kind = models.CharField(_("计价价格"), max_length=12, default="settle")
    premium = models.DecimalField(_("升贴水"), max_digits=18, decimal_places=4, default=ZERO)
    pricer = models.CharField(_("点价方"), max_length=6, choices=Side.choices, default=Side.BUYER)
    window_start = models.DateField(_("计价期起"), null=True, blank=True)
    window_end = models.DateField(_("计价期止"), null=True, blank=True)
    min_tranche = models.DecimalField(_("最小点价量"), max_digits=14, decimal_places=3, default=ZERO)
    max_tranches = models.PositiveSmallIntegerField(_("最多点价次数"), default=0)
    average_missing = models.CharField(
        _("缺价处理"), max_length=8, choices=Missing.choices, default=Missing.WAIT
    )
    average_places = models.PositiveSmallIntegerField(_("均价小数位"), default=2)
    provisional_on = models.DateField(_("暂定价基准日"), null=True, blank=True)
    provisional_price = models.DecimalField(_("暂定单价"), max_digits=18, decimal_places=4)
    weight_basis = models.CharField(
        _("计重方式"), max_length=16, choices=WeightBasis.choices, default=WeightBasis.SELLER
    )
    scale_tolerance = models.DecimalField(_("允许磅差"), max_digits=7, decimal_places=6, default=ZERO)
    amount_estimated = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    quantity_priced = models.DecimalField(_("已定价量"), max_digits=14, decimal_places=3, default=ZERO)
    quantity_shipped = models.DecimalField(_("已发货量"), max_digits=14, decimal_places=3, default=ZERO)
    quantity_signed = models.DecimalField(_("已签收结算量"), max_digits=14, decimal_places=3, default=ZERO)
    is_delivered = models.BooleanField(_("交货完毕"), default=False)
    final_price = models.DecimalField(_("最终单价"), max_digits=24, decimal_places=10, null=True, blank=True)
    amount_final = models.DecimalField(_("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    amount_invoiced = models.DecimalField(_("已开票金额"), max_digits=18, decimal_places=2, default=ZERO)

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


class PaymentTerm(models.Model):
    """One instalment: how much, when it becomes due, how it is paid."""

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
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="terms", verbose_name=_("合同"))
    seq = models.PositiveSmallIntegerField(_("序号"))
    portion = models.CharField(_("计算方式"), max_length=8, choices=Portion.choices)
    percent = models.DecimalField(_("比例"), max_digits=9, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    trigger = models.CharField(_("触发事件"), max_length=20, choices=Trigger.choices)
    offset_days = models.PositiveSmallIntegerField(_("宽限天数"), default=0)
    method = models.CharField(_("付款方式"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("付款条件")
        verbose_name_plural = _("付款条件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "seq"], name="crm_paymentterm_seq_once"),
            models.CheckConstraint(
                condition=Q(portion="percent", percent__gt=0, percent__lte=1, amount__isnull=True)
                | Q(portion="amount", amount__gt=0, percent__isnull=True)
                | Q(portion="rest", amount__isnull=True, percent__isnull=True),
                name="crm_paymentterm_portion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
