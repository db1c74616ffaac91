"""What is bought and sold at a price, its kept sums, the limits on it and their breaches."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.market.position.flow import BreachFlow, State


class Kind(models.TextChoices):
    """Where the tonnes come from."""

    PURCHASE = "purchase", _("采购")
    SALE = "sale", _("销售")
    STOCK = "stock", _("库存")
    FUTURES = "futures", _("期货")


class PositionSide(models.TextChoices):
    """Which way a trade went; tonnes bought are above zero, sold below."""

    BUY = "buy", _("买入")
    SELL = "sell", _("卖出")


class PositionBook(models.Model):
    """One metal: its row is locked before anything of its position is read to be changed."""

    metal = models.CharField(_("金属"), max_length=16, primary_key=True)

    class Meta:
        verbose_name = _("头寸")
        verbose_name_plural = _("头寸")

    def __str__(self) -> str:
        return self.metal


class PositionEntry(models.Model):
    """Some tonnes that began or ceased to bear a price. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    on = models.DateField(_("日期"))
    metal = models.CharField(_("金属"), max_length=16)
    month = models.CharField(_("月份"), max_length=7)
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    side = models.CharField(_("方向"), max_length=4, choices=PositionSide.choices)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    price = models.DecimalField(_("价格"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    source_code = models.CharField(_("来源类型"), max_length=64)
    source_id = models.UUIDField(_("来源"))
    source_no = models.CharField(_("来源编号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("冲回"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("负责人"),
    )
    unit = models.ForeignKey(
        "core.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("所属单元")
    )
    created_at = models.DateTimeField(_("创建时间"))

    class Meta:
        verbose_name = _("头寸流水")
        verbose_name_plural = _("头寸流水")
        constraints = [
            models.CheckConstraint(
                condition=Q(month__regex=r"^\d{4}-(0[1-9]|1[0-2])$"),
                name="market_positionentry_month",
            ),
            models.CheckConstraint(
                condition=~Q(quantity=0) | ~Q(amount=0), name="market_positionentry_says_something"
            ),
            AppendOnly(name="market_positionentry_append_only"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="market_posentry_new"),
            models.Index(fields=["metal", "month", "kind"], name="market_posentry_bucket"),
            models.Index(fields=["source_id", "line_id"], name="market_posentry_source"),
        ]

    def __str__(self) -> str:
        return f"{self.metal} {self.month} {self.quantity}"


class PositionBucket(models.Model):
    """The sum of the entries of a metal, month, kind and currency, kept with every entry."""

    metal = models.CharField(_("金属"), max_length=16)
    month = models.CharField(_("月份"), max_length=7)
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    currency = models.CharField(_("币种"), max_length=3)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=16, decimal_places=3, default=0)
    value = models.DecimalField(_("金额"), max_digits=20, decimal_places=2, default=0)
    entries = models.PositiveIntegerField(_("笔数"), default=0)

    class Meta:
        verbose_name = _("头寸汇总")
        verbose_name_plural = _("头寸汇总")
        constraints = [
            models.UniqueConstraint(
                fields=["metal", "month", "kind", "currency"], name="market_positionbucket_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metal} {self.month} {self.kind}"


class PositionLimit(Document):
    """How many tonnes of a metal may be open: net, gross or in one month.

    The three ratios say from where it warns, counts as a breach and refuses a trade.
    """

    SEARCH: ClassVar = ("metal", "month", "note")

    class Measure(models.TextChoices):
        """What is measured against the limit."""

        NET = "net", _("净头寸")
        GROSS = "gross", _("总头寸")
        MONTH = "month", _("单月净头寸")

    metal = models.CharField(_("金属"), max_length=16)
    measure = models.CharField(_("限额口径"), max_length=6, choices=Measure.choices)
    month = models.CharField(_("月份"), max_length=7, blank=True)
    tonnes = models.DecimalField(_("限额（吨）"), max_digits=14, decimal_places=3)
    warn_at = models.DecimalField(_("预警线"), max_digits=9, decimal_places=6, default="0.8")
    breach_at = models.DecimalField(_("超限线"), max_digits=9, decimal_places=6, default="1")
    block_at = models.DecimalField(_("禁止线"), max_digits=9, decimal_places=6, default="1.2")
    valid_from = models.DateField(_("生效日"))
    valid_to = models.DateField(_("失效日"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("头寸限额")
        verbose_name_plural = _("头寸限额")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(tonnes__gt=0), name="market_positionlimit_tonnes_positive"
            ),
            models.CheckConstraint(
                condition=Q(warn_at__gt=0, warn_at__lte=F("breach_at"))
                & Q(breach_at__lte=F("block_at")),
                name="market_positionlimit_ratios_in_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="market_positionlimit_valid_in_order",
            ),
            models.CheckConstraint(
                condition=Q(month="") | Q(measure="month", month__regex=r"^\d{4}-(0[1-9]|1[0-2])$"),
                name="market_positionlimit_month",
            ),
            models.UniqueConstraint(
                fields=["metal", "measure", "month", "valid_from"],
                name="market_positionlimit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metal} {self.get_measure_display()} {self.tonnes} t"


class LimitBreach(BreachFlow, Document):
    """A position beyond its limit, or a trade that was refused because it would have been."""

    SEARCH: ClassVar = ("no", "metal", "source_no")

    class Level(models.TextChoices):
        """Whether the trade was taken."""

        BREACH = "breach", _("超限")
        BLOCK = "block", _("已禁止")

    state = StateField(State)
    limit = models.ForeignKey(
        PositionLimit, models.PROTECT, related_name="breaches", verbose_name=_("限额")
    )
    level = models.CharField(_("程度"), max_length=6, choices=Level.choices)
    metal = models.CharField(_("金属"), max_length=16)
    month = models.CharField(_("月份"), max_length=7, blank=True)
    on = models.DateField(_("日期"))
    before = models.DecimalField(_("交易前（吨）"), max_digits=16, decimal_places=3)
    after = models.DecimalField(_("交易后（吨）"), max_digits=16, decimal_places=3)
    tonnes = models.DecimalField(_("限额（吨）"), max_digits=14, decimal_places=3)
    ratio = models.DecimalField(_("占用比例"), max_digits=12, decimal_places=4)
    source_code = models.CharField(_("来源类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源"), null=True, blank=True)
    source_no = models.CharField(_("来源编号"), max_length=64, blank=True)
    approved_until = models.DateField(_("批准至"), null=True, blank=True)
    approved_tonnes = models.DecimalField(
        _("批准上限（吨）"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("批准人"),
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("限额突破")
        verbose_name_plural = _("限额突破")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="market_limitbreach_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_until__isnull=False, approved_tonnes__isnull=False),
                name="market_limitbreach_approved_until",
            ),
        ]
