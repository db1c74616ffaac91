"""One job at a customer's: when, by whom, on what, and who pays."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.pricebook.models.guards import NoOverlap
from backend.service.workorder.flow import BOOKED, State, WorkOrderFlow

TAKEN = [state.value for state in BOOKED]


class Slot(Func):
    """The time an order takes: from a moment up to, not including, another."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class WorkOrder(WorkOrderFlow, Document):
    """A job for an engineer. `owner` is the responsible person in the office."""

    SEARCH: ClassVar = ("no", "summary", "customer__name", "customer__short_name", "site_address")
    SEARCH_PRIVATE: ClassVar = ("contact_phone",)

    class Kind(models.TextChoices):
        """What sort of job."""

        INSTALL = "install", _("安装")
        REPAIR = "repair", _("维修")
        PM = "pm", _("保养")
        INSPECTION = "inspection", _("巡检")
        RETROFIT = "retrofit", _("改造")
        TRAINING = "training", _("培训")

    class Billing(models.TextChoices):
        """Who pays, decided before the visit."""

        COVERED = "covered", _("保内免费")
        QUOTE = "quote", _("固定报价")
        TM = "tm", _("按实结算")

    class PauseKind(models.TextChoices):
        """What a paused job waits for."""

        PARTS = "parts", _("等备件")
        CUSTOMER = "customer", _("等客户")
        SUPPLIER = "supplier", _("等供应商")
        BREAK = "break", _("休息/次日继续")
        OTHER = "other", _("其他")

    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    state = StateField(State)
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    ticket = models.ForeignKey(
        "service.Ticket",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
        verbose_name=_("服务单"),
    )
    asset = models.ForeignKey(
        "service.Asset",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
        verbose_name=_("设备"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上次工单"),
    )
    summary = models.CharField(_("工作内容"), max_length=200)
    description = models.CharField(_("说明"), max_length=2000, blank=True)
    symptom_code = models.CharField(_("故障现象"), max_length=64, blank=True)
    site_address = models.CharField(_("现场地址"), max_length=300, blank=True)
    contact_name = models.CharField(_("现场联系人"), max_length=64, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    window_from = models.DateTimeField(_("客户方便自"), null=True, blank=True)
    window_until = models.DateTimeField(_("客户方便至"), null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(_("预计工时（分钟）"), default=120)
    skills = ArrayField(
        models.CharField(max_length=64), verbose_name=_("所需技能"), default=list, blank=True
    )
    engineer = models.ForeignKey(
        "service.Engineer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
        verbose_name=_("工程师"),
    )
    scheduled_from = models.DateTimeField(_("预约开始"), null=True, blank=True)
    scheduled_until = models.DateTimeField(_("预约结束"), null=True, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=120, blank=True)
    checklist = models.ForeignKey(
        "service.ChecklistTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("检查表"),
    )
    billing = models.CharField(
        _("结算方式"), max_length=8, choices=Billing.choices, default=Billing.TM
    )
    quoted_amount = models.DecimalField(
        _("固定报价（含税）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    entitlement = models.ForeignKey(
        "service.Entitlement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("服务权益"),
    )
    covers_labour = models.BooleanField(_("工时在保"), default=False)
    covers_parts = models.BooleanField(_("备件在保"), default=False)
    covers_travel = models.BooleanField(_("差旅在保"), default=False)
    pause_kind = models.CharField(
        _("暂停原因"), max_length=10, choices=PauseKind.choices, blank=True
    )
    findings = models.CharField(_("现场发现"), max_length=2000, blank=True)
    solution = models.CharField(_("处理措施"), max_length=2000, blank=True)
    cause_code = models.CharField(_("故障原因"), max_length=64, blank=True)
    solution_code = models.CharField(_("处理方法"), max_length=64, blank=True)
    next_action = models.CharField(_("后续建议"), max_length=500, blank=True)
    is_restored = models.BooleanField(_("设备已恢复运行"), default=False)
    dispatched_at = models.DateTimeField(_("派工时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("接单时间"), null=True, blank=True)
    departed_at = models.DateTimeField(_("出发时间"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("到场时间"), null=True, blank=True)
    started_at = models.DateTimeField(_("开工时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    completed_at = models.DateTimeField(_("签字时间"), null=True, blank=True)
    reviewed_on = models.DateField(_("审核日期"), null=True, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount_due = models.DecimalField(
        _("应付金额（含税）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_covered = models.DecimalField(
        _("保内金额（含税）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_of_parts = models.DecimalField(
        _("备件成本（不含税）"), max_digits=18, decimal_places=2, default=Decimal(0)
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("工单")
        verbose_name_plural = _("工单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["engineer", "scheduled_from"], name="service_workorder_day"),
            models.Index(fields=["asset", "-created_at"], name="service_workorder_asset"),
            models.Index(fields=["state", "scheduled_from"], name="service_workorder_state"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["source_code", "source_id", "source_no"],
                condition=Q(source_id__isnull=False),
                name="service_workorder_source_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN)
                | Q(
                    engineer__isnull=False,
                    scheduled_from__isnull=False,
                    scheduled_until__gt=F("scheduled_from"),
                ),
                name="service_workorder_booked_has_slot",
            ),
            models.CheckConstraint(
                condition=~Q(billing="quote") | Q(quoted_amount__isnull=False),
                name="service_workorder_quote_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "closed"]) | Q(amount_due__isnull=False),
                name="service_workorder_reviewed_has_amount",
            ),
            NoOverlap(
                name="service_workorder_engineer_once",
                expressions=[
                    ("engineer", RangeOperators.EQUAL),
                    (
                        Slot("scheduled_from", "scheduled_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=TAKEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.summary}".strip()
