"""What goods measured at a gate, and whether they went through it."""

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
from backend.goods.quality.flow import InspectionFlow, InspectionState
from backend.goods.quality.models.plan import Characteristic, InspectionPlan, Occasion
from backend.goods.stock.models import Lot


class Inspection(InspectionFlow, Document):
    """One line of a paper at a gate; it is judged by the plan as it was when it got there."""

    SEARCH: ClassVar = ("no", "source_no", "party__name", "product__code", "product__name")

    occasion = models.CharField(_("检验环节"), max_length=12, choices=Occasion.choices)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True, blank=True)
    papers = models.JSONField(_("相关单据"), default=list, blank=True)
    """Pairs of code and id of papers beside the source whose files count as its own."""
    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, related_name="inspections", verbose_name=_("检验方案")
    )
    edition = models.PositiveIntegerField(_("方案版次"))
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("往来单位"),
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("批次"),
    )
    state = StateField(InspectionState)
    samples = models.PositiveIntegerField(_("应检样本数"))
    accept_up_to = models.PositiveIntegerField(_("接收数 Ac"), default=0)
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
    weight = models.DecimalField(_("送检数量"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("送检件数"), default=0)
    rejected = models.DecimalField(_("拒收数量"), max_digits=14, decimal_places=3, default=0)
    rejected_pieces = models.PositiveIntegerField(_("拒收件数"), default=0)
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
        verbose_name = _("检验单")
        verbose_name_plural = _("检验单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["source_code", "source_id"], name="goods_inspection_source"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["line_id", "occasion"],
                condition=~Q(state__in=["void", "rejected", "disposed"]),
                name="goods_inspection_line_once",
            ),
            models.CheckConstraint(
                condition=Q(rejected__gte=0, rejected__lte=F("weight")),
                name="goods_inspection_rejected_within",
            ),
            models.CheckConstraint(
                condition=~Q(state="conditional")
                | (~Q(decision="") & ~Q(decided_by=F("measured_by"))),
                name="goods_inspection_conceded_by_another",
            ),
        ]


class InspectionValue(models.Model):
    """One finding, a number as read and as rounded; a later take replaces none, it counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="values", verbose_name=_("检验单")
    )
    characteristic = models.ForeignKey(
        Characteristic, models.PROTECT, related_name="+", verbose_name=_("检验项目")
    )
    take = models.PositiveIntegerField(_("检测次数"))
    sample = models.PositiveIntegerField(_("样本号"))
    read = models.DecimalField(_("读数"), max_digits=18, decimal_places=6, null=True)
    value = models.DecimalField(_("修约值"), max_digits=18, decimal_places=6, null=True)
    text = models.CharField(_("文字"), max_length=120, blank=True)
    is_within = models.BooleanField(_("符合要求"))

    class Meta:
        verbose_name = _("检测值")
        verbose_name_plural = _("检测值")
        constraints: ClassVar = [
            AppendOnly(name="goods_inspectionvalue_append_only"),
            models.UniqueConstraint(
                fields=["inspection", "characteristic", "take", "sample"],
                name="goods_inspectionvalue_once",
            ),
            models.CheckConstraint(
                condition=Q(read__isnull=False, value__isnull=False)
                | Q(read__isnull=True, value__isnull=True),
                name="goods_inspectionvalue_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text if self.value is None else self.value}"
