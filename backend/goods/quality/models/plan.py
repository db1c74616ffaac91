"""What a product is measured for, at which gate."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.goods.product.models import Product


class Occasion(models.TextChoices):
    """The gate at which goods are measured."""

    INCOMING = "incoming", _("来料检验")
    IN_PROCESS = "in_process", _("过程检验")
    FINAL = "final", _("完工检验")
    OUTGOING = "outgoing", _("出货检验")
    RETURN = "return", _("退货检验")
    PROCESSING = "processing", _("委外收货检验")


class Aql(models.TextChoices):
    """The acceptance quality limits of the table, in per cent."""

    A0065 = "0.065", "0.065"
    A010 = "0.10", "0.10"
    A015 = "0.15", "0.15"
    A025 = "0.25", "0.25"
    A040 = "0.40", "0.40"
    A065 = "0.65", "0.65"
    A1 = "1.0", "1.0"
    A15 = "1.5", "1.5"
    A25 = "2.5", "2.5"
    A4 = "4.0", "4.0"
    A65 = "6.5", "6.5"
    A10 = "10", "10"


class InspectionPlan(Document):
    """What a product is measured for on an occasion; without one the gate is open."""

    SEARCH: ClassVar = ("no", "name", "product__code", "product__name")

    class Sampling(models.TextChoices):
        """How many pieces are measured."""

        FIXED = "fixed", _("固定样本数")
        ALL = "all", _("逐件全检")
        AQL = "aql", _("按 GB/T 2828.1 抽样")
        SKIP = "skip", _("跳批检验")

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    occasion = models.CharField(
        _("检验环节"), max_length=12, choices=Occasion.choices, default=Occasion.INCOMING
    )
    name = models.CharField(_("名称"), max_length=120)
    valid_from = models.DateField(_("生效日期"))
    sampling = models.CharField(_("抽样规则"), max_length=8, choices=Sampling.choices)
    samples = models.PositiveIntegerField(_("样本数"), default=1)
    aql = models.CharField(_("接收质量限 AQL"), max_length=6, choices=Aql.choices, blank=True)
    skip_after = models.PositiveSmallIntegerField(_("连续合格批数"), default=5)
    skip_every = models.PositiveSmallIntegerField(_("每几批检一批"), default=2)
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
                fields=["product", "occasion"],
                condition=Q(is_active=True),
                name="goods_inspectionplan_one_active",
            ),
            models.CheckConstraint(
                condition=Q(samples__gt=0, skip_after__gt=0, skip_every__gt=1),
                name="goods_inspectionplan_samples",
            ),
            models.CheckConstraint(
                condition=~Q(sampling="aql") | ~Q(aql=""), name="goods_inspectionplan_has_aql"
            ),
        ]


class Characteristic(models.Model):
    """One thing found out; limits belong to a number, both ends inside."""

    class Level(models.TextChoices):
        """What missing a limit means."""

        CRITICAL = "critical", _("关键")
        MAJOR = "major", _("主要")
        MINOR = "minor", _("次要")

    class Kind(models.TextChoices):
        """What a finding is."""

        NUMBER = "number", _("数值")
        YES_NO = "yes_no", _("是否符合")
        TEXT = "text", _("文字")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, related_name="characteristics", verbose_name=_("检验方案")
    )
    edition = models.PositiveIntegerField(_("版次"), default=1)
    seq = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("检验项目"), max_length=64)
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.NUMBER)
    method = models.CharField(_("检验方法"), max_length=120, blank=True)
    instrument = models.CharField(_("量具"), max_length=120, blank=True)
    unit_name = models.CharField(_("单位"), max_length=16, blank=True)
    places = models.PositiveSmallIntegerField(_("修约位数"), default=3)
    nominal = models.DecimalField(
        _("标准值"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    lower = models.DecimalField(_("下限"), max_digits=18, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("上限"), max_digits=18, decimal_places=6, null=True, blank=True)
    wanted = models.CharField(_("要求文字"), max_length=120, blank=True)
    level = models.CharField(_("等级"), max_length=8, choices=Level.choices, default=Level.MAJOR)

    class Meta:
        verbose_name = _("检验项目")
        verbose_name_plural = _("检验项目")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "edition", "name"], name="goods_characteristic_name_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="number") | Q(lower__isnull=False) | Q(upper__isnull=False),
                name="goods_characteristic_has_limit",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lte=F("upper")),
                name="goods_characteristic_limits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
