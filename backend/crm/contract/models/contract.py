"""The head of a sales contract."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.flow import ContractFlow, State
from backend.crm.freight.models import Mode
from backend.crm.quote.models import Quote

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

    class ShortageRule(models.TextChoices):
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
    tax_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    shortage_rule = models.CharField(
        _("少交处理"),
        max_length=16,
        choices=ShortageRule.choices,
        default=ShortageRule.LAST_TRANCHE,
    )
    delivery_place = models.CharField(_("交货地点"), max_length=200, blank=True)
    delivery_mode = models.CharField(_("交货方式"), max_length=64, blank=True)
    delivery_until = models.DateField(_("最晚交货"), null=True, blank=True)
    incoterm = models.CharField(_("贸易术语"), max_length=3, blank=True)
    named_place = models.CharField(_("指定地点"), max_length=120, blank=True)
    transport_mode = models.CharField(
        _("运输方式"), max_length=12, blank=True, choices=Mode.choices
    )
    shipping_terms = models.TextField(_("运输与包装"), blank=True)
    quality_terms = models.TextField(_("质量条款"), blank=True)
    umpire = models.CharField(_("仲裁检验机构"), max_length=120, blank=True)
    objection_days = models.PositiveSmallIntegerField(_("质量异议天数"), default=7)
    title_terms = models.TextField(_("货权与风险转移"), blank=True)
    invoice_terms = models.TextField(_("开票约定"), blank=True)
    late_fee = models.DecimalField(
        _("违约金日比例"), max_digits=9, decimal_places=6, default=Decimal("0.0005")
    )
    breach_terms = models.TextField(_("违约责任"), blank=True)
    dispute_terms = models.TextField(_("争议解决"), blank=True)
    copies = models.PositiveSmallIntegerField(_("份数"), default=4)
    authorised = models.JSONField(_("授权联系人"), default=list, blank=True)
    other_terms = models.TextField(_("其他约定"), blank=True)
    amount_estimated = models.DecimalField(
        _("暂估金额"), max_digits=18, decimal_places=2, default=ZERO
    )
    amount_final = models.DecimalField(
        _("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_estimated = models.DecimalField(
        _("预计成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    text_version = models.PositiveSmallIntegerField(_("文本版本"), default=1)
    delivery_axis = models.CharField(
        _("交货进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    pricing_axis = models.CharField(
        _("定价进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    invoicing_axis = models.CharField(
        _("开票进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    payment_axis = models.CharField(
        _("收款进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )

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
            models.CheckConstraint(
                condition=~Q(party=F("seller")), name="crm_contract_two_parties"
            ),
        ]
