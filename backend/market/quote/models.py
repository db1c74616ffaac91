"""Prices as published, the imports that brought them and the entries that wait for a second eye."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.market.instrument.models import Instrument, QuoteKind
from backend.market.quote.flow import EntryFlow, State


class QuoteImport(Document):
    """One file of prices and what became of each of its lines."""

    SEARCH: ClassVar = ("no", "file_name")

    class Shape(models.TextChoices):
        """Which columns the file has."""

        BARS = "bars", _("日行情（开高低收结算）")
        CLOSES = "closes", _("收盘价")
        RATES = "rates", _("汇率")

    file_name = models.CharField(_("文件名"), max_length=200)
    shape = models.CharField(_("格式"), max_length=8, choices=Shape.choices)
    source = models.CharField(_("来源"), max_length=64)
    first_day = models.DateField(_("首日"), null=True)
    last_day = models.DateField(_("末日"), null=True)
    stored = models.PositiveIntegerField(_("新入库"), default=0)
    corrected = models.PositiveIntegerField(_("更正"), default=0)
    unchanged = models.PositiveIntegerField(_("无变化"), default=0)
    missing = models.PositiveIntegerField(_("缺价"), default=0)
    rejected = models.PositiveIntegerField(_("拒绝"), default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("行情导入")
        verbose_name_plural = _("行情导入")


class QuoteImportLine(models.Model):
    """What became of one line of a file."""

    class Outcome(models.TextChoices):
        """Stored, corrected, nothing new, without a price, or broken."""

        STORED = "stored", _("新入库")
        CORRECTED = "corrected", _("更正")
        UNCHANGED = "unchanged", _("无变化")
        MISSING = "missing", _("缺价")
        REJECTED = "rejected", _("拒绝")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote_import = models.ForeignKey(
        QuoteImport, models.CASCADE, related_name="lines", verbose_name=_("导入")
    )
    line = models.PositiveIntegerField(_("行号"))
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    code = models.CharField(_("品种"), max_length=32, blank=True)
    day = models.DateField(_("日期"), null=True)
    detail = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        constraints = [
            models.UniqueConstraint(
                fields=["quote_import", "line"], name="market_quoteimportline_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class Quote(models.Model):
    """One published price, or the fact that none was published. Rows are only added.

    The row with the highest version of its instrument, kind and day is the one that counts;
    papers that used an older one keep pointing at it.
    """

    Kind = QuoteKind

    class Status(models.TextChoices):
        """How sure the price is; the last two have no value."""

        PRELIMINARY = "preliminary", _("初步")
        OFFICIAL = "official", _("正式")
        CORRECTED = "corrected", _("更正")
        MISSING = "missing", _("缺价")
        NOT_PUBLISHED = "not_published", _("确认未发布")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="quotes", verbose_name=_("品种")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    trade_date = models.DateField(_("交易日"))
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    value = models.DecimalField(_("价格"), max_digits=18, decimal_places=4, null=True, blank=True)
    status = models.CharField(_("状态"), max_length=14, choices=Status.choices)
    source = models.CharField(_("来源"), max_length=64)
    quote_import = models.ForeignKey(
        QuoteImport, models.PROTECT, null=True, related_name="quotes", verbose_name=_("导入")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("录入人"),
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("复核人"),
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("入库时间"))

    class Meta:
        verbose_name = _("行情")
        verbose_name_plural = _("行情")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "kind", "trade_date", "version"], name="market_quote_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0, status__in=["preliminary", "official", "corrected"])
                | Q(value__isnull=True, status__in=["missing", "not_published"]),
                name="market_quote_value_by_status",
            ),
            AppendOnly(name="market_quote_append_only"),
        ]
        indexes = [models.Index(fields=["-trade_date", "-id"], name="market_quote_new")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.kind} {self.trade_date}"


class QuoteEntry(EntryFlow, Document):
    """A price typed by hand; far off the one before it, it waits for another person."""

    SEARCH: ClassVar = ("no", "instrument__code")

    state = StateField(State)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="entries", verbose_name=_("品种")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Quote.Kind.choices)
    trade_date = models.DateField(_("交易日"))
    value = models.DecimalField(_("价格"), max_digits=18, decimal_places=4)
    previous = models.DecimalField(
        _("前值"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    source = models.CharField(_("来源"), max_length=64)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("复核人"),
    )
    quote = models.OneToOneField(
        Quote, models.PROTECT, null=True, blank=True, related_name="entry", verbose_name=_("行情")
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("手工报价")
        verbose_name_plural = _("手工报价")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(value__gt=0), name="market_quoteentry_positive"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("created_by")),
                name="market_quoteentry_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(quote__isnull=False),
                name="market_quoteentry_confirmed_with_quote",
            ),
            models.UniqueConstraint(
                fields=["instrument", "kind", "trade_date"],
                condition=Q(state="pending"),
                name="market_quoteentry_pending_once",
            ),
        ]
