"""Who delivers what, why, and who said so."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.supply.rfq.flow import DROPPED, AwardFlow, AwardState
from backend.supply.rfq.models.asking import TERMS, Rfq, RfqLine, TaxMode
from backend.supply.rfq.models.quoting import SupplierQuoteLine
from backend.supply.supplier.models import Supplier


class Award(AwardFlow, Document):
    """The decision on a request for quotation 定标单."""

    SEARCH: ClassVar = ("no", "rfq__no", "rfq__title")

    rfq = models.ForeignKey(Rfq, models.PROTECT, related_name="awards", verbose_name=_("询价单"))
    state = StateField(AwardState)
    amount = models.DecimalField(_("到门总成本"), max_digits=18, decimal_places=2, default=0)
    lowest_amount = models.DecimalField(
        _("最低到门总成本"), max_digits=18, decimal_places=2, default=0
    )
    left_out = models.CharField(_("未定标行说明"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("提交人"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审批人"),
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("定标单")
        verbose_name_plural = _("定标单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["rfq"], condition=~Q(state__in=DROPPED), name="supply_award_one_counts"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=models.F("submitted_by")),
                name="supply_award_by_another",
            ),
        ]


class AwardLine(models.Model):
    """A supplier's share of one line, with the terms it was won at."""

    class Reason(models.TextChoices):
        """Why somebody other than the lowest gets a share."""

        QUALITY = "quality", _("质量更好")
        DELIVERY = "delivery", _("交期更快")
        CAPACITY = "capacity", _("最低者供货量不足")
        DUAL_SOURCE = "dual_source", _("双源供应")
        RISK = "risk", _("供应风险")
        CUSTOMER = "customer", _("客户指定")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    award = models.ForeignKey(Award, models.CASCADE, related_name="lines", verbose_name=_("定标单"))
    rfq_line = models.ForeignKey(
        RfqLine, models.PROTECT, related_name="award_lines", verbose_name=_("询价行")
    )
    quote_line = models.ForeignKey(
        SupplierQuoteLine, models.PROTECT, related_name="award_lines", verbose_name=_("报价行")
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name=_("供应商")
    )
    percent = models.DecimalField(_("份额（%）"), max_digits=5, decimal_places=2)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    pricing = models.CharField(
        _("计价方式"), max_length=8, choices=SupplierQuoteLine.Pricing.choices
    )
    price = models.DecimalField(_("单价或升贴水"), max_digits=18, decimal_places=4)
    terms = models.JSONField(_("公式"), default=list, blank=True)
    currency = models.CharField(_("币种"), max_length=3)
    tax_mode = models.CharField(_("含税方式"), max_length=4, choices=TaxMode.choices)
    tax_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4)
    incoterm = models.CharField(_("贸易术语"), max_length=3, choices=TERMS)
    origin = models.CharField(_("起运地"), max_length=64, blank=True)
    payment_days = models.SmallIntegerField(_("账期（天）"))
    unit_cost = models.DecimalField(_("到门单位成本"), max_digits=18, decimal_places=4)
    amount = models.DecimalField(_("到门成本"), max_digits=18, decimal_places=2)
    steps = models.JSONField(default=list, editable=False)
    rank = models.PositiveSmallIntegerField(_("名次"))
    reason = models.CharField(
        _("未选最低的理由"), max_length=12, choices=Reason.choices, blank=True
    )
    reason_text = models.CharField(_("理由说明"), max_length=500, blank=True)
    purchase_no = models.CharField(_("采购合同号"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("定标行")
        verbose_name_plural = _("定标行")
        ordering = ("rfq_line__seq", "rank", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["award", "quote_line"], name="supply_awardline_once"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100, quantity__gt=0),
                name="supply_awardline_share",
            ),
            models.CheckConstraint(
                condition=Q(rank=1) | ~Q(reason=""), name="supply_awardline_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}%"
