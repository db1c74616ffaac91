"""The head of a quote."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.freight.models import CostProfile, Mode
from backend.crm.opportunity.models import Opportunity
from backend.crm.quote.flow import LIVE, QuoteFlow, State

ZERO = Decimal(0)
INCOTERMS = [
    (code, code)
    for code in ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")
]


class Quote(QuoteFlow, Document):
    """What we offer to whom, at which price rule, until when. One revision of a series is live."""

    SEARCH: ClassVar = ("no", "their_no", "party__name", "party__short_name")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    seller = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("卖方"))
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("商机")
    )

    class Language(models.TextChoices):
        """The language of its paper."""

        ZH = "zh", _("中文")
        EN = "en", _("英文")
        BOTH = "both", _("中英对照")

    class Validity(models.TextChoices):
        """What ends the offer before its last day."""

        DATE = "date", _("仅按日期")
        MARKET = "market", _("行情变动超过比例")
        FX = "fx", _("汇率变动超过比例")

    state = StateField(State)
    series = models.CharField(_("报价系列"), max_length=32, editable=False)
    revision = models.PositiveSmallIntegerField(_("版次"), default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替代")
    )
    their_no = models.CharField(_("对方编号"), max_length=64, blank=True)
    contact_name = models.CharField(_("收件人"), max_length=64, blank=True)
    made_on = models.DateField(_("报价日期"))
    valid_until = models.DateField(_("有效期至"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    tax_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    delivery_place = models.CharField(_("交货地点"), max_length=200, blank=True)
    delivery_mode = models.CharField(_("交货方式"), max_length=64, blank=True)
    delivery_until = models.DateField(_("最晚交货"), null=True, blank=True)
    quality_terms = models.TextField(_("质量条款"), blank=True)
    other_terms = models.TextField(_("其他约定"), blank=True)
    amount_estimated = models.DecimalField(
        _("暂估金额"), max_digits=18, decimal_places=2, default=ZERO
    )
    incoterm = models.CharField(_("贸易术语"), max_length=3, blank=True, choices=INCOTERMS)
    named_place = models.CharField(_("指定地点"), max_length=120, blank=True)
    transport_mode = models.CharField(
        _("运输方式"), max_length=12, blank=True, choices=Mode.choices
    )
    language = models.CharField(
        _("打印语言"), max_length=4, choices=Language.choices, default=Language.ZH
    )
    validity_rule = models.CharField(
        _("失效规则"), max_length=8, choices=Validity.choices, default=Validity.DATE
    )
    validity_percent = models.DecimalField(
        _("允许变动"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    price_places = models.PositiveSmallIntegerField(_("单价小数位"), default=2)
    fx_pair = models.CharField(_("汇率货币对"), max_length=7, blank=True, editable=False)
    fx_rate = models.DecimalField(
        _("汇率"), max_digits=18, decimal_places=8, null=True, blank=True, editable=False
    )
    fx_on = models.DateField(_("汇率日期"), null=True, blank=True, editable=False)
    fx_source = models.CharField(_("汇率来源"), max_length=64, blank=True, editable=False)
    containers = models.PositiveSmallIntegerField(_("集装箱数"), default=1)
    cost_profile = models.ForeignKey(
        CostProfile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("费用方案"),
    )
    freight = models.JSONField(_("运费查询"), default=dict, blank=True)
    freight_card_id = models.UUIDField(_("运价卡"), null=True, blank=True, editable=False)
    priced_on = models.DateField(_("计价日期"), null=True, blank=True, editable=False)
    price_stale = models.BooleanField(_("价格已过时"), default=False, editable=False)
    stale_since = models.DateTimeField(_("过时时间"), null=True, blank=True, editable=False)
    stale_reason = models.CharField(_("过时原因"), max_length=300, blank=True, editable=False)
    cost_estimated = models.DecimalField(
        _("预计成本（不含税）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    margin_estimated = models.DecimalField(
        _("预计毛利（不含税）"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    margin_ratio = models.DecimalField(
        _("毛利率"), max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    triggers = models.JSONField(_("审批触发"), default=list, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("提交人"),
    )
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("初审人"),
    )
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    sent_on = models.DateField(_("发送日期"), null=True, blank=True)
    sent_via = models.CharField(_("发送方式"), max_length=64, blank=True)
    accepted_on = models.DateField(_("接受日期"), null=True, blank=True)
    accepted_by = models.CharField(_("接受人"), max_length=64, blank=True)
    viewed_at = models.DateTimeField(_("客户首次查看"), null=True, blank=True, editable=False)
    accepted_phone = models.CharField(_("接受人电话"), max_length=32, blank=True, editable=False)
    accepted_remark = models.CharField(_("接受备注"), max_length=500, blank=True, editable=False)
    content_hash = models.CharField(_("内容指纹"), max_length=64, blank=True, editable=False)
    closed_reason = models.CharField(_("拒绝原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("报价单")
        verbose_name_plural = _("报价单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "-created_at", "-id"], name="crm_quote_party_new"),
            models.Index(fields=["state", "valid_until"], name="crm_quote_valid"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=LIVE), name="crm_quote_one_live"
            ),
            models.UniqueConstraint(fields=["series", "revision"], name="crm_quote_revision_once"),
            models.CheckConstraint(condition=~Q(party=F("seller")), name="crm_quote_two_parties"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("made_on")), name="crm_quote_valid_after_made"
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(closed_reason=""), name="crm_quote_rejected_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "contracted"])
                | (Q(accepted_on__isnull=False) & ~Q(accepted_by="")),
                name="crm_quote_accepted_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(validity_rule="date", validity_percent__isnull=True)
                | Q(validity_rule__in=["market", "fx"], validity_percent__gt=0),
                name="crm_quote_validity_rule",
            ),
            models.CheckConstraint(
                condition=Q(fx_pair="", fx_rate__isnull=True) | Q(fx_rate__gt=0),
                name="crm_quote_fx_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(price_stale=False) | ~Q(stale_reason=""), name="crm_quote_stale_why"
            ),
        ]
