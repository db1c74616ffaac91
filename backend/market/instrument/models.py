"""An instrument: what is quoted, in which market, money, unit and tax basis."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document


class QuoteKind(models.TextChoices):
    """Which of a day's prices."""

    SETTLE = "settle", _("结算价")
    WEIGHTED = "weighted", _("加权均价")
    OPEN = "open", _("开盘价")
    HIGH = "high", _("最高价")
    LOW = "low", _("最低价")
    CLOSE = "close", _("收盘价")
    CASH_BID = "cash_bid", _("现货买价")
    CASH_OFFER = "cash_offer", _("现货卖价")
    M3_BID = "m3_bid", _("三个月买价")
    M3_OFFER = "m3_offer", _("三个月卖价")
    SPOT_LOW = "spot_low", _("现货最低价")
    SPOT_HIGH = "spot_high", _("现货最高价")
    SPOT_MEAN = "spot_mean", _("现货均价")


class Instrument(Document):
    """A series of prices: `SHFE.CU`, `LME.CU.CASH`, a spot source's grade.

    The first of `quote_kinds` is the one people mean when they name none.
    """

    SEARCH: ClassVar = ("code", "name", "market", "metal")

    class Form(models.TextChoices):
        """What the series follows."""

        CONTINUOUS = "continuous", _("连续合约")
        MONTH = "month", _("指定月份")
        CASH = "cash", _("现货结算")
        THREE_MONTHS = "three_months", _("三个月")
        SPOT = "spot", _("现货网价")

    class TaxBasis(models.TextChoices):
        """Whether VAT is inside the price."""

        INCLUSIVE = "incl", _("含税")
        EXCLUSIVE = "excl", _("不含税")

    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=64)
    market = models.CharField(_("市场"), max_length=16)
    metal = models.CharField(_("金属"), max_length=16)
    form = models.CharField(_("形式"), max_length=16, choices=Form.choices)
    lot_size = models.DecimalField(
        _("每手数量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    tick = models.DecimalField(
        _("最小变动价位"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    tax_basis = models.CharField(_("含税口径"), max_length=4, choices=TaxBasis.choices)
    currency = models.CharField(_("币种"), max_length=3)
    unit_of_measure = models.CharField(_("计量单位"), max_length=8, default="t")
    calendar = models.CharField(_("交易日历"), max_length=16)
    quote_kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("报价类型"))
    valid_from = models.DateField(_("生效日"), null=True, blank=True)
    valid_to = models.DateField(_("失效日"), null=True, blank=True)
    licence = models.CharField(_("数据许可说明"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("行情品种")
        verbose_name_plural = _("行情品种")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(tick__isnull=True) | models.Q(tick__gt=0),
                name="market_instrument_tick_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(lot_size__isnull=True) | models.Q(lot_size__gt=0),
                name="market_instrument_lot_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="market_instrument_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code
