"""The milestones of one contract line."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.progress.flow import ProgressFlow, State


class Progress(ProgressFlow, Document):
    """What is made for a contract line: promised for a day, expected on another."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name")

    class Template(models.TextChoices):
        """Which milestones it has."""

        MACHINE = "machine", _("设备")
        METAL = "metal", _("金属材料")
        OWN = "own", _("自定义")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="progresses", verbose_name=_("合同")
    )
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="progresses", verbose_name=_("合同行")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    state = StateField(State)
    template = models.CharField(_("模板"), max_length=12, choices=Template.choices)
    promised_on = models.DateField(_("承诺交期"))
    expected_on = models.DateField(_("预计交期"))
    percent = models.PositiveSmallIntegerField(_("完成进度（%）"), default=0)
    slip_days = models.PositiveSmallIntegerField(_("延误天数"), default=0)
    alarm_days = models.PositiveSmallIntegerField(_("延误超过几天提醒"), default=3)
    told_days = models.PositiveSmallIntegerField(_("已提醒的延误天数"), default=0, editable=False)
    reported_at = models.DateTimeField(_("最近上报"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("生产进度")
        verbose_name_plural = _("生产进度")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["line"],
                condition=~Q(state="cancelled"),
                name="crm_progress_line_once",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="crm_progress_percent"),
        ]


class Milestone(models.Model):
    """One step of the making: planned, forecast and actual day, and how much of it is done."""

    class Kind(models.TextChoices):
        """What is reached."""

        DESIGN = "design", _("设计")
        MATERIAL = "material", _("备料")
        MACHINING = "machining", _("加工")
        ASSEMBLY = "assembly", _("装配")
        TEST = "test", _("测试")
        PACKED = "packed", _("包装完成")

    class Source(models.TextChoices):
        """Who said so."""

        MANUAL = "manual", _("人工填报")
        API = "api", _("生产系统接口")
        SUPPLIER = "supplier", _("供应商上报")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    progress = models.ForeignKey(
        Progress, models.CASCADE, related_name="milestones", verbose_name=_("生产进度")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("里程碑"), max_length=12, choices=Kind.choices)
    weight = models.PositiveSmallIntegerField(_("权重（%）"))
    planned_on = models.DateField(_("计划日期"))
    forecast_on = models.DateField(_("预测日期"), null=True, blank=True)
    actual_on = models.DateField(_("实际日期"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("完成（%）"), default=0)
    source = models.CharField(
        _("来源"), max_length=10, choices=Source.choices, default=Source.MANUAL
    )
    slip_reason = models.CharField(_("延误原因"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("上报时间"), null=True, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)

    class Meta:
        verbose_name = _("里程碑")
        verbose_name_plural = _("里程碑")
        ordering: ClassVar = ["progress", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["progress", "kind"], name="crm_milestone_kind_once"),
            models.UniqueConstraint(fields=["progress", "seq"], name="crm_milestone_seq_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="crm_milestone_weight"
            ),
            models.CheckConstraint(
                condition=Q(percent=100, actual_on__isnull=False)
                | Q(percent__lt=100, actual_on=None),
                name="crm_milestone_done_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress} {self.get_kind_display()}"
