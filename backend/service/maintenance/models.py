"""Maintenance plans, what sets them off, and every time they call for work."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.service.asset.models import Asset
from backend.service.maintenance.flow import OccasionFlow, OccasionState, PlanFlow, PlanState
from backend.service.workorder.models import ChecklistTemplate, WorkOrder


class MaintenancePlan(PlanFlow, Document):
    """Which machines are looked after, how often, with what list and parts."""

    SEARCH: ClassVar = ("no", "name")

    name = models.CharField(_("计划名称"), max_length=120)
    state = StateField(PlanState)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    model = models.CharField(_("型号/牌号"), max_length=64, blank=True)
    customer = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("客户")
    )
    assets = models.ManyToManyField(Asset, blank=True, related_name="+", verbose_name=_("指定设备"))
    includes = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", verbose_name=_("包含的计划")
    )
    active_from = models.DateField(_("生效日期"), null=True, blank=True, editable=False)
    season = ArrayField(
        models.CharField(max_length=11), verbose_name=_("季节窗口"), default=list, blank=True
    )
    horizon_days = models.PositiveSmallIntegerField(_("提前生成（天）"), default=60)
    lead_days = models.PositiveSmallIntegerField(_("提前建工单（天）"), default=14)
    early_days = models.PositiveSmallIntegerField(_("允许提前（天）"), default=7)
    late_days = models.PositiveSmallIntegerField(_("允许延后（天）"), default=7)
    merge_days = models.PositiveSmallIntegerField(_("合并相近（天）"), default=7)
    skip_days = models.PositiveSmallIntegerField(_("刚做过则跳过（天）"), default=0)
    duration_minutes = models.PositiveSmallIntegerField(_("预计工时（分钟）"), default=120)
    skills = ArrayField(
        models.CharField(max_length=64), verbose_name=_("所需技能"), default=list, blank=True
    )
    checklist = models.ForeignKey(
        ChecklistTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("检查表"),
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("保养计划")
        verbose_name_plural = _("保养计划")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(lead_days__lte=F("horizon_days"), horizon_days__lte=400),
                name="service_maintenanceplan_lead_within_horizon",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Trigger(models.Model):
    """What makes a plan due: the calendar, a meter, or a reading beyond a threshold."""

    class Kind(models.TextChoices):
        """What is watched."""

        CALENDAR = "calendar", _("日历")
        METER = "meter", _("计数表")
        CONDITION = "condition", _("状态阈值")

    class Unit(models.TextChoices):
        """The step of the calendar."""

        DAY = "d", _("天")
        WEEK = "w", _("周")
        MONTH = "m", _("月")
        YEAR = "y", _("年")

    class Compare(models.TextChoices):
        """On which side of the threshold work is due."""

        ABOVE = "above", _("高于")
        BELOW = "below", _("低于")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(
        MaintenancePlan, models.CASCADE, related_name="triggers", verbose_name=_("保养计划")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("触发方式"), max_length=10, choices=Kind.choices)
    every = models.PositiveIntegerField(_("间隔"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=1, choices=Unit.choices, blank=True)
    is_floating = models.BooleanField(_("从上次完成起算"), default=False)
    anchor_on = models.DateField(_("起算日期"), null=True, blank=True)
    meter_name = models.CharField(_("计数表"), max_length=64, blank=True)
    step = models.DecimalField(
        _("计数间隔"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    compare = models.CharField(_("比较"), max_length=5, choices=Compare.choices, blank=True)
    threshold = models.DecimalField(
        _("阈值"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("触发条件")
        verbose_name_plural = _("触发条件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "seq"], name="service_trigger_seq_once"),
            models.CheckConstraint(
                condition=Q(kind="calendar", every__gte=1, meter_name="") & ~Q(unit="")
                | Q(kind="meter", step__gt=0) & ~Q(meter_name="")
                | Q(kind="condition", threshold__isnull=False) & ~Q(meter_name="") & ~Q(compare=""),
                name="service_trigger_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class KitPart(models.Model):
    """A part that a visit of the plan takes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(
        MaintenancePlan, models.CASCADE, related_name="kit", verbose_name=_("保养计划")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("备件包")
        verbose_name_plural = _("备件包")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "product"], name="service_kitpart_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="service_kitpart_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity.normalize():f}"


class Occasion(OccasionFlow, Document):
    """One time a plan calls for work on one machine; its due key is never made twice."""

    SEARCH: ClassVar = ("no", "plan__name", "asset__serial")

    plan = models.ForeignKey(
        MaintenancePlan, models.PROTECT, related_name="occasions", verbose_name=_("保养计划")
    )
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="occasions", verbose_name=_("设备")
    )
    due_key = models.CharField(_("到期键"), max_length=120)
    state = StateField(OccasionState)
    due_on = models.DateField(_("到期日期"))
    window_from = models.DateField(_("窗口开始"))
    window_until = models.DateField(_("窗口结束"))
    why = models.CharField(_("到期原因"), max_length=300)
    reading = models.DecimalField(
        _("到期读数"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    work_order = models.ForeignKey(
        WorkOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="occasions",
        verbose_name=_("工单"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("并入"),
    )
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_reading = models.DecimalField(
        _("完成时读数"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    has_used_visit = models.BooleanField(_("已占用服务次数"), default=False)
    reason = models.CharField(_("跳过/取消原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("保养到期")
        verbose_name_plural = _("保养到期")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "due_on"], name="service_occasion_due"),
            models.Index(fields=["asset", "due_on"], name="service_occasion_asset"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "asset", "due_key"], name="service_occasion_once"
            ),
            models.CheckConstraint(
                condition=Q(window_from__lte=F("due_on"), window_until__gte=F("due_on")),
                name="service_occasion_window",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
                name="service_occasion_done_when",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="service_occasion_merged_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.due_on:%Y-%m-%d}"
