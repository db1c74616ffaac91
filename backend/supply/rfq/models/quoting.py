"""What suppliers answered, revision by revision."""

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
from backend.supply.rfq.flow import QuoteState, SupplierQuoteFlow
from backend.supply.rfq.models.asking import TERMS, Rfq, RfqLine, TaxMode
from backend.supply.supplier.models import Supplier


class SupplierQuote(SupplierQuoteFlow, Document):
    """A supplier's quote: one revision of it in one round 供应商报价.

    Under seal its terms and lines are empty; all of it lies encrypted in its sealed bid.
    """

    SEARCH: ClassVar = ("no", "rfq__no", "party__name")

    class Channel(models.TextChoices):
        """How the quote came in."""

        PORTAL = "portal", _("供应商门户")
        PHONE = "phone", _("电话代录")
        EMAIL = "email", _("邮件")
        SHEET = "sheet", _("表格")

    rfq = models.ForeignKey(Rfq, models.PROTECT, related_name="quotes", verbose_name=_("询价单"))
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name=_("供应商")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("往来单位"))
    state = StateField(QuoteState)
    round = models.PositiveSmallIntegerField(_("轮次"))
    revision = models.PositiveSmallIntegerField(_("修订号"))
    channel = models.CharField(
        _("渠道"), max_length=8, choices=Channel.choices, default=Channel.PORTAL
    )
    channel_note = models.CharField(_("代录说明"), max_length=500, blank=True)
    is_sealed = models.BooleanField(_("密封"), default=False)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    tax_mode = models.CharField(_("含税方式"), max_length=4, choices=TaxMode.choices, blank=True)
    tax_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4, null=True, blank=True)
    incoterm = models.CharField(_("贸易术语"), max_length=3, choices=TERMS, blank=True)
    origin = models.CharField(_("起运地"), max_length=64, blank=True)
    payment_days = models.SmallIntegerField(_("账期（天）"), null=True, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    remark = models.CharField(_("报价说明"), max_length=2000, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商报价")
        verbose_name_plural = _("供应商报价")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["rfq", "round", "state"], name="supply_supplierquote_round"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["rfq", "supplier", "round", "revision"],
                name="supply_supplierquote_revision",
            ),
            models.UniqueConstraint(
                fields=["rfq", "supplier"],
                condition=Q(state="submitted"),
                name="supply_supplierquote_one_counts",
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(currency="", tax_rate__isnull=True),
                name="supply_supplierquote_sealed_is_empty",
            ),
        ]


class SupplierQuoteLine(models.Model):
    """What a supplier asks for one line: a price, a premium to a benchmark, or a formula."""

    class Pricing(models.TextChoices):
        """How the price is said."""

        PRICE = "price", _("固定价")
        PREMIUM = "premium", _("基准价+升贴水")
        FORMULA = "formula", _("公式")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(
        SupplierQuote, models.CASCADE, related_name="lines", verbose_name=_("报价")
    )
    rfq_line = models.ForeignKey(
        RfqLine, models.PROTECT, related_name="quote_lines", verbose_name=_("询价行")
    )
    pricing = models.CharField(_("计价方式"), max_length=8, choices=Pricing.choices)
    price = models.DecimalField(_("单价或升贴水"), max_digits=18, decimal_places=4)
    terms = models.JSONField(_("公式"), default=list, blank=True)
    breaks = models.JSONField(_("数量阶梯"), default=list, blank=True)
    least = models.DecimalField(
        _("起订量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    most = models.DecimalField(
        _("可供量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    lead_days = models.PositiveSmallIntegerField(_("交期（天）"), null=True, blank=True)
    substitute = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("替代品")
    )
    deviation = models.CharField(_("偏离说明"), max_length=500, blank=True)
    qualities = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name=_("质量情况")
    )

    class Meta:
        verbose_name = _("报价行")
        verbose_name_plural = _("报价行")
        ordering = ("rfq_line__seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quote", "rfq_line"], name="supply_supplierquoteline_once"
            ),
            models.CheckConstraint(
                condition=~Q(pricing="price") | Q(price__gt=0),
                name="supply_supplierquoteline_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rfq_line_id}"


class CellNote(models.Model):
    """What the buyers found about one cell of the comparison, with the qualities they saw."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote_line = models.OneToOneField(
        SupplierQuoteLine, models.CASCADE, related_name="note", verbose_name=_("报价行")
    )
    text = models.CharField(_("评审备注"), max_length=2000, blank=True)
    qualities = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name=_("评定质量")
    )

    class Meta:
        verbose_name = _("比价备注")
        verbose_name_plural = _("比价备注")

    def __str__(self) -> str:
        return self.text[:40]
