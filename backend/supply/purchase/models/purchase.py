"""The head of a purchase."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.models import Axis, Contract
from backend.crm.freight.models import Mode
from backend.supply.purchase.flow import OPEN, PurchaseFlow, State
from backend.supply.supplier.models import Supplier

__all__ = ["Axis", "Purchase"]

ZERO = Decimal(0)


class Purchase(PurchaseFlow, Document):
    """What we buy from whom, at which price rule, to be paid how."""

    SEARCH: ClassVar = ("no", "their_no", "party__name", "party__short_name")

    Kind = Contract.Kind
    ShortageRule = Contract.ShortageRule

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("卖方"))
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("供应商档案"),
    )
    shown_to = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("已发送给"),
    )
    buyer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("买方"))
    kind = models.CharField(
        _("类型"), max_length=12, choices=Contract.Kind.choices, default=Contract.Kind.SPOT
    )
    their_no = models.CharField(_("对方编号"), max_length=64, blank=True)
    state = StateField(State)
    made_on = models.DateField(_("起草日期"))
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    sent_on = models.DateField(_("发送日期"), null=True, blank=True)
    sent_via = models.CharField(_("发送方式"), max_length=64, blank=True)
    acknowledged_on = models.DateField(_("供应商确认日期"), null=True, blank=True)
    acknowledged_by = models.CharField(_("供应商确认人"), max_length=64, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    fx_rate = models.DecimalField(
        _("折人民币汇率"), max_digits=18, decimal_places=8, default=Decimal(1)
    )
    tax_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    shortage_rule = models.CharField(
        _("少交处理"),
        max_length=16,
        choices=Contract.ShortageRule.choices,
        default=Contract.ShortageRule.LAST_TRANCHE,
    )
    signed_place = models.CharField(_("签订地点"), max_length=64, blank=True)
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
    other_terms = models.TextField(_("其他约定"), blank=True)
    copies = models.PositiveSmallIntegerField(_("份数"), default=4)
    amount_estimated = models.DecimalField(
        _("暂估金额"), max_digits=18, decimal_places=2, default=ZERO
    )
    amount_final = models.DecimalField(
        _("结算金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_invoiced = models.DecimalField(
        _("已收票金额"), max_digits=18, decimal_places=2, default=ZERO
    )
    amount_paid = models.DecimalField(_("已付金额"), max_digits=18, decimal_places=2, default=ZERO)
    text_version = models.PositiveSmallIntegerField(_("文本版本"), default=1)
    receipt_axis = models.CharField(
        _("收货进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    pricing_axis = models.CharField(
        _("定价进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    invoice_axis = models.CharField(
        _("收票进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )
    payment_axis = models.CharField(
        _("付款进度"), max_length=8, choices=Axis.choices, default=Axis.NONE
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("采购合同")
        verbose_name_plural = _("采购合同")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "-created_at", "-id"], name="supply_purchase_party_new"),
            models.Index(fields=["state", "-created_at", "-id"], name="supply_purchase_state_new"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=[*OPEN, State.CLOSED, State.SHORT_CLOSED])
                | Q(sent_on__isnull=False),
                name="supply_purchase_bound_when_sent",
            ),
            models.CheckConstraint(
                condition=~Q(party=F("buyer")), name="supply_purchase_two_parties"
            ),
            models.CheckConstraint(condition=Q(fx_rate__gt=0), name="supply_purchase_fx_rate"),
        ]
