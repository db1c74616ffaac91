"""What is asked of whom until when, and the frozen rules by which answers are compared."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.market.pricing.calc.elements import Basis, Kind, Term
from backend.supply.requisition.models import RequisitionLine
from backend.supply.rfq.flow import RfqFlow, State


class TradeTerm(models.TextChoices):
    """The terms of delivery."""

    EXW = Term.EXW.value, "EXW"
    FCA = Term.FCA.value, "FCA"
    FAS = Term.FAS.value, "FAS"
    FOB = Term.FOB.value, "FOB"
    CFR = Term.CFR.value, "CFR"
    CIF = Term.CIF.value, "CIF"
    CPT = Term.CPT.value, "CPT"
    CIP = Term.CIP.value, "CIP"
    DPU = Term.DPU.value, "DPU"
    DAP = Term.DAP.value, "DAP"
    DDP = Term.DDP.value, "DDP"


TERMS = TradeTerm.choices


class TaxMode(models.TextChoices):
    """Whether a price holds value added tax."""

    INCLUSIVE = "incl", _("含税")
    EXCLUSIVE = "excl", _("不含税")


class CostKind(models.TextChoices):
    """What is left to pay between the supplier's place and our door."""

    LOADING = Kind.LOADING.value, _("装车费")
    PRE_CARRIAGE = Kind.PRE_CARRIAGE.value, _("起运地短驳")
    EXPORT_CUSTOMS = Kind.EXPORT_CUSTOMS.value, _("出口报关")
    ORIGIN_TERMINAL = Kind.ORIGIN_TERMINAL.value, _("起运港杂费")
    SHIP_LOADING = Kind.SHIP_LOADING.value, _("装船费")
    MAIN_CARRIAGE = Kind.MAIN_CARRIAGE.value, _("主运费")
    INSURANCE = Kind.INSURANCE.value, _("保险")
    DESTINATION_TERMINAL = Kind.DESTINATION_TERMINAL.value, _("目的港杂费")
    ON_CARRIAGE = Kind.ON_CARRIAGE.value, _("目的地短驳")
    UNLOADING = Kind.UNLOADING.value, _("卸货费")
    IMPORT_CUSTOMS = Kind.IMPORT_CUSTOMS.value, _("进口报关")
    DUTY = Kind.DUTY.value, _("关税")


class CostBasis(models.TextChoices):
    """What such a cost is charged by."""

    TONNE = Basis.TONNE.value, _("每吨")
    PERCENT = Basis.PERCENT.value, _("比例")


class Rfq(RfqFlow, Document):
    """Some goods asked of several suppliers at once 询价单."""

    SEARCH: ClassVar = ("no", "title")

    class Kind(models.TextChoices):
        """Whether prices can be read before the deadline."""

        OPEN = "open", _("公开询价")
        SEALED = "sealed", _("密封询价")

    state = StateField(State)
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices, default=Kind.OPEN)
    title = models.CharField(_("标题"), max_length=120)
    buyer = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("我方公司")
    )
    made_on = models.DateField(_("询价日"))
    deadline = models.DateTimeField(_("截止时间"))
    deadline_zone = models.CharField(_("截止时区"), max_length=48, default="Asia/Shanghai")
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    currencies = ArrayField(
        models.CharField(max_length=3), default=list, verbose_name=_("可用币种")
    )
    currency = models.CharField(_("比价币种"), max_length=3, default="CNY")
    named_place = models.CharField(_("交货地点"), max_length=120, blank=True)
    terms_asked = models.CharField(_("商务要求"), max_length=2000, blank=True)
    fx_on = models.DateField(_("汇率日"))
    finance_rate = models.DecimalField(
        _("资金年利率"), max_digits=9, decimal_places=6, default=Decimal(0)
    )
    reference_days = models.SmallIntegerField(_("基准账期（天）"), default=0)
    day_count = models.PositiveSmallIntegerField(_("计息年天数"), default=365)
    risk_rate = models.DecimalField(
        _("满分差风险加价比例"), max_digits=9, decimal_places=6, default=Decimal(0)
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开标时间"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("询价单")
        verbose_name_plural = _("询价单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(finance_rate__gte=0, risk_rate__gte=0, day_count__gt=0),
                name="supply_rfq_rates",
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="supply_rfq_round"),
        ]

    @property
    def is_sealed_now(self) -> bool:
        """Whether quotes of the present round are still under seal."""
        return self.kind == self.Kind.SEALED and self.opened_at is None


class RfqBenchmark(models.Model):
    """A market price that premiums of this request are added to, as frozen at publishing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="benchmarks")
    code = models.CharField(_("代码"), max_length=32)
    name = models.CharField(_("名称"), max_length=120)
    value = models.DecimalField(_("基准价"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    tax_mode = models.CharField(_("含税方式"), max_length=4, choices=TaxMode.choices)
    tax_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4, default=Decimal(0))
    on = models.DateField(_("基准日"))

    class Meta:
        verbose_name = _("询价基准价")
        verbose_name_plural = _("询价基准价")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "code"], name="supply_rfqbenchmark_once"),
            models.CheckConstraint(
                condition=Q(value__gt=0, tax_rate__gte=0), name="supply_rfqbenchmark_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RfqLine(models.Model):
    """One of the goods asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="lines", verbose_name=_("询价单"))
    seq = models.PositiveSmallIntegerField(_("序号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    needed_on = models.DateField(_("需求日"), null=True, blank=True)
    allows_substitute = models.BooleanField(_("可报替代品"), default=False)
    requirement = models.CharField(_("技术要求"), max_length=500, blank=True)
    requisition_line = models.ForeignKey(
        RequisitionLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("请购行"),
    )

    class Meta:
        verbose_name = _("询价行")
        verbose_name_plural = _("询价行")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "seq"], name="supply_rfqline_seq_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="supply_rfqline_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class RfqRate(models.Model):
    """What one unit of a currency is worth in the currency of comparison on the fx day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="rates")
    currency = models.CharField(_("币种"), max_length=3)
    rate = models.DecimalField(_("汇率"), max_digits=18, decimal_places=8)

    class Meta:
        verbose_name = _("询价汇率")
        verbose_name_plural = _("询价汇率")
        ordering = ("currency",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "currency"], name="supply_rfqrate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="supply_rfqrate_positive"),
        ]

    def __str__(self) -> str:
        return self.currency


class RfqCost(models.Model):
    """What carriage, insurance or duty from an origin costs; empty origin: from anywhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="costs")
    seq = models.PositiveSmallIntegerField(_("序号"))
    origin = models.CharField(_("起运地"), max_length=64, blank=True)
    kind = models.CharField(_("费用"), max_length=24, choices=CostKind.choices)
    basis = models.CharField(_("计费方式"), max_length=12, choices=CostBasis.choices)
    amount = models.DecimalField(_("金额或比例"), max_digits=18, decimal_places=6)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    only = ArrayField(
        models.CharField(max_length=3, choices=TERMS),
        default=list,
        blank=True,
        verbose_name=_("仅限术语"),
    )

    class Meta:
        verbose_name = _("询价到门费用")
        verbose_name_plural = _("询价到门费用")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "seq"], name="supply_rfqcost_seq_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="supply_rfqcost_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.kind}"


class RfqPenalty(models.Model):
    """What a quality costs us a tonne in the currency of comparison; below zero a bonus."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="penalties")
    code = models.CharField(_("代码"), max_length=32)
    name = models.CharField(_("说明"), max_length=120)
    amount = models.DecimalField(_("每吨扣减"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("质量加减价")
        verbose_name_plural = _("质量加减价")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "code"], name="supply_rfqpenalty_once"),
        ]

    def __str__(self) -> str:
        return self.code
