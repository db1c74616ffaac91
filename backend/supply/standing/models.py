"""By what suppliers are measured, and the card of one supplier for one period."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.supply.standing.flow import ScoreCardFlow, State
from backend.supply.supplier.models import Supplier


class Criterion(models.TextChoices):
    """What is measured."""

    ON_TIME = "on_time", _("按时交货率")
    QUANTITY = "quantity", _("数量准确率")
    SCALE = "scale", _("平均磅差率")
    REJECT = "reject", _("拒收率")
    PRICE = "price", _("价格对市场（高于为正）")
    RESPONSE = "response", _("询价响应（小时）")


class ScoreScheme(Document):
    """How measures become points, points a score, and a score a band with its effects."""

    SEARCH: ClassVar = ("name",)

    name = models.CharField(_("名称"), max_length=120)
    market = models.CharField(_("价格对比市场"), max_length=16, default="SHFE")
    is_active = models.BooleanField(_("在用"), default=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商评分规则")
        verbose_name_plural = _("供应商评分规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_active"],
                condition=Q(is_active=True),
                name="supply_scorescheme_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScoreCriterion(models.Model):
    """One measure: its weight, the value that earns all points and the one that earns none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.ForeignKey(
        ScoreScheme, models.CASCADE, related_name="criteria", verbose_name=_("评分规则")
    )
    kind = models.CharField(_("指标"), max_length=8, choices=Criterion.choices)
    weight = models.DecimalField(_("权重"), max_digits=7, decimal_places=2)
    best = models.DecimalField(_("满分值"), max_digits=12, decimal_places=6)
    worst = models.DecimalField(_("零分值"), max_digits=12, decimal_places=6)
    least_samples = models.PositiveSmallIntegerField(_("最少样本"), default=1)

    class Meta:
        verbose_name = _("评分指标")
        verbose_name_plural = _("评分指标")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "kind"], name="supply_scorecriterion_once"),
            models.CheckConstraint(
                condition=~Q(best=F("worst")), name="supply_scorecriterion_spread"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class ScoreBand(models.Model):
    """What follows for suppliers from so many points on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.ForeignKey(
        ScoreScheme, models.CASCADE, related_name="bands", verbose_name=_("评分规则")
    )
    code = models.CharField(_("评级"), max_length=8)
    least = models.DecimalField(_("分数下限"), max_digits=5, decimal_places=2)
    rfq_effect = models.CharField(
        _("对询价的影响"),
        max_length=5,
        choices=Supplier.Effect.choices,
        default=Supplier.Effect.NONE,
    )
    order_effect = models.CharField(
        _("对下单的影响"),
        max_length=5,
        choices=Supplier.Effect.choices,
        default=Supplier.Effect.NONE,
    )
    inspects_more = models.BooleanField(_("加严检验"), default=False)

    class Meta:
        verbose_name = _("评级")
        verbose_name_plural = _("评级")
        ordering = ("-least",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="supply_scoreband_once"),
            models.UniqueConstraint(fields=["scheme", "least"], name="supply_scoreband_least_once"),
        ]

    def __str__(self) -> str:
        return self.code


class ScoreCard(ScoreCardFlow, Document):
    """How one supplier did in one period."""

    SEARCH: ClassVar = ("no", "supplier__no", "supplier__party__name")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="score_cards", verbose_name=_("供应商")
    )
    scheme = models.ForeignKey(
        ScoreScheme, models.PROTECT, related_name="+", verbose_name=_("评分规则")
    )
    state = StateField(State)
    period_from = models.DateField(_("期初"))
    period_to = models.DateField(_("期末"))
    score = models.DecimalField(_("评分"), max_digits=5, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("评级"), max_length=8, blank=True)
    rfq_effect = models.CharField(
        _("对询价的影响"), max_length=5, choices=Supplier.Effect.choices, default="none"
    )
    order_effect = models.CharField(
        _("对下单的影响"), max_length=5, choices=Supplier.Effect.choices, default="none"
    )
    inspects_more = models.BooleanField(_("加严检验"), default=False)
    counted_on = models.DateField(_("计算日期"))
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商评分")
        verbose_name_plural = _("供应商评分")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="supply_scorecard_period"
            ),
            models.UniqueConstraint(
                fields=["supplier", "period_from", "period_to"],
                condition=~Q(state="void"),
                name="supply_scorecard_once",
            ),
        ]


class ScoreCardLine(models.Model):
    """One measure of a card: what was summed, the value, the points."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey(
        ScoreCard, models.CASCADE, related_name="lines", verbose_name=_("供应商评分")
    )
    kind = models.CharField(_("指标"), max_length=8, choices=Criterion.choices)
    weight = models.DecimalField(_("权重"), max_digits=7, decimal_places=2)
    best = models.DecimalField(_("满分值"), max_digits=12, decimal_places=6)
    worst = models.DecimalField(_("零分值"), max_digits=12, decimal_places=6)
    samples = models.PositiveIntegerField(_("样本数"))
    top = models.DecimalField(_("分子"), max_digits=24, decimal_places=6, default=Decimal(0))
    bottom = models.DecimalField(_("分母"), max_digits=24, decimal_places=6, default=Decimal(0))
    value = models.DecimalField(_("实测值"), max_digits=18, decimal_places=6, null=True, blank=True)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("评分明细")
        verbose_name_plural = _("评分明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "kind"], name="supply_scorecardline_once"),
        ]

    def __str__(self) -> str:
        return self.kind
