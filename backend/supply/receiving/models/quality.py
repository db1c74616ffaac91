"""The quality gate: what a product must measure, and what a delivery measured."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.supply.receiving.flow import InspectionFlow, InspectionState
from backend.supply.receiving.models.receipt import GoodsReceiptLine


class InspectionPlan(Document):
    """What incoming goods of a product are measured for; without one the gate is open."""

    SEARCH: ClassVar = ("no", "name", "product__code", "product__name")

    class Sampling(models.TextChoices):
        """How many pieces are measured."""

        FIXED = "fixed", _("固定样本数")
        ALL = "all", _("逐件全检")

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    name = models.CharField(_("名称"), max_length=120)
    sampling = models.CharField(_("抽样规则"), max_length=8, choices=Sampling.choices)
    samples = models.PositiveIntegerField(_("样本数"), default=1)
    is_document_required = models.BooleanField(_("须附质保书"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("检验方案")
        verbose_name_plural = _("检验方案")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_active=True),
                name="supply_inspectionplan_one_active",
            ),
            models.CheckConstraint(
                condition=Q(samples__gt=0), name="supply_inspectionplan_samples"
            ),
        ]


class Characteristic(models.Model):
    """One thing measured; limits belong to it, both ends inside."""

    class Level(models.TextChoices):
        """What missing a limit means."""

        CRITICAL = "critical", _("关键")
        MAJOR = "major", _("主要")
        MINOR = "minor", _("次要")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, related_name="characteristics", verbose_name=_("检验方案")
    )
    edition = models.PositiveIntegerField(_("版次"), default=1)
    seq = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("检验项目"), max_length=64)
    method = models.CharField(_("检验方法"), max_length=120, blank=True)
    unit_name = models.CharField(_("单位"), max_length=16, blank=True)
    places = models.PositiveSmallIntegerField(_("修约位数"), default=3)
    lower = models.DecimalField(_("下限"), max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("上限"), max_digits=18, decimal_places=6, null=True, blank=True)
    level = models.CharField(_("等级"), max_length=8, choices=Level.choices, default=Level.MAJOR)

    class Meta:
        verbose_name = _("检验项目")
        verbose_name_plural = _("检验项目")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "edition", "name"], name="supply_characteristic_name_once"
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=False) | Q(upper__isnull=False),
                name="supply_characteristic_has_limit",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lte=F("upper")),
                name="supply_characteristic_limits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Inspection(InspectionFlow, Document):
    """One receipt line at the gate; it is judged by the plan as it was when it got there."""

    SEARCH: ClassVar = ("no", "line__receipt__no", "party__name", "product__code", "product__name")

    line = models.ForeignKey(
        GoodsReceiptLine, models.PROTECT, related_name="inspections", verbose_name=_("收货明细")
    )
    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, related_name="inspections", verbose_name=_("检验方案")
    )
    edition = models.PositiveIntegerField(_("方案版次"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    state = StateField(InspectionState)
    samples = models.PositiveIntegerField(_("应检样本数"))
    take = models.PositiveIntegerField(_("检测次数"), default=0)
    measured_at = models.DateTimeField(_("检测时间"), null=True, blank=True)
    measured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("检测人"),
    )
    weight = models.DecimalField(_("送检重量（吨）"), max_digits=14, decimal_places=3)
    rejected = models.DecimalField(_("拒收重量（吨）"), max_digits=14, decimal_places=3, default=0)
    decided_at = models.DateTimeField(_("判定时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("判定人"),
    )
    decision = models.CharField(_("判定说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("来料检验")
        verbose_name_plural = _("来料检验")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["line"], condition=~Q(state="void"), name="supply_inspection_line_once"
            ),
            models.CheckConstraint(
                condition=Q(rejected__gte=0, rejected__lte=F("weight")),
                name="supply_inspection_rejected_within",
            ),
            models.CheckConstraint(
                condition=~Q(state="conditional")
                | (~Q(decision="") & ~Q(decided_by=F("measured_by"))),
                name="supply_inspection_conceded_by_another",
            ),
        ]


class InspectionValue(models.Model):
    """One measured value, as read and as rounded; a later take replaces none, it counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="values", verbose_name=_("来料检验")
    )
    characteristic = models.ForeignKey(
        Characteristic, models.PROTECT, related_name="+", verbose_name=_("检验项目")
    )
    take = models.PositiveIntegerField(_("检测次数"))
    sample = models.PositiveIntegerField(_("样本号"))
    read = models.DecimalField(_("读数"), max_digits=18, decimal_places=6)
    value = models.DecimalField(_("修约值"), max_digits=18, decimal_places=6)
    is_within = models.BooleanField(_("在限值内"))

    class Meta:
        verbose_name = _("检测值")
        verbose_name_plural = _("检测值")
        constraints: ClassVar = [
            AppendOnly(name="supply_inspectionvalue_append_only"),
            models.UniqueConstraint(
                fields=["inspection", "characteristic", "take", "sample"],
                name="supply_inspectionvalue_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
