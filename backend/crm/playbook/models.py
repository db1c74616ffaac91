"""Rules as data, and the ledger of what they did."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.crm.playbook.calc import NO_LEVEL
from backend.crm.task.models import Task


class PlaybookRule(Document):
    """One play: when this happens, somebody is to do that by then."""

    SEARCH: ClassVar = ("code", "name", "title")

    class Trigger(models.TextChoices):
        """What calls for the task: something that happens, or the clock."""

        LEAD_ASSIGNED = "lead_assigned", _("线索分配后")
        OPPORTUNITY_OPENED = "opportunity_opened", _("新建商机后")
        STAGE_ENTERED = "stage_entered", _("进入阶段后")
        QUOTE_SENT = "quote_sent", _("报价发出后")
        CONTRACT_SIGNED = "contract_signed", _("合同签署后")
        WEEKLY = "weekly", _("每周（进行中的商机）")
        STAGE_WARN = "stage_warn", _("阶段停留达到提醒天数")
        STAGE_MAX = "stage_max", _("阶段停留达到最长天数")
        CLOSE_PASSED = "close_passed", _("已过预计成交日")
        CONTRACT_ENDING = "contract_ending", _("长单到期前")
        NO_DEAL = "no_deal", _("客户久未成交")

    class Assignee(models.TextChoices):
        """Whose task it is."""

        OWNER = "owner", _("负责人")
        MANAGER = "manager", _("负责人的主管")
        PERSON = "person", _("指定人员")

    class Level(models.TextChoices):
        """The level of the customer; a dash is no level at all."""

        A = "A", _("A 级")
        B = "B", _("B 级")
        C = "C", _("C 级")
        D = "D", _("D 级")
        NONE = NO_LEVEL, _("无等级")

    EVENTS: ClassVar = frozenset(
        {
            Trigger.LEAD_ASSIGNED,
            Trigger.OPPORTUNITY_OPENED,
            Trigger.STAGE_ENTERED,
            Trigger.QUOTE_SENT,
            Trigger.CONTRACT_SIGNED,
        }
    )
    COUNTED: ClassVar = frozenset({Trigger.CONTRACT_ENDING, Trigger.NO_DEAL})

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    is_active = models.BooleanField(_("启用"), default=True, editable=False)
    active_from = models.DateTimeField(_("启用时间"), editable=False)
    trigger = models.CharField(_("触发"), max_length=20, choices=Trigger.choices)
    trigger_days = models.PositiveSmallIntegerField(_("触发天数"), null=True, blank=True)
    amount_over = models.DecimalField(
        _("金额超过（人民币）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    levels = ArrayField(
        models.CharField(max_length=1, choices=Level.choices),
        verbose_name=_("客户等级"),
        default=list,
        blank=True,
    )
    pipeline = models.CharField(_("销售流程代码"), max_length=32, blank=True)
    stages = ArrayField(
        models.CharField(max_length=32), verbose_name=_("阶段代码"), default=list, blank=True
    )
    sources = ArrayField(
        models.CharField(max_length=12), verbose_name=_("来源"), default=list, blank=True
    )
    delay_days = models.PositiveSmallIntegerField(_("期限（天）"), default=0)
    delay_hours = models.PositiveSmallIntegerField(_("期限（小时）"), default=0)
    in_work_time = models.BooleanField(_("按工作日历"), default=False)
    due_weekday = models.PositiveSmallIntegerField(_("截止星期"), null=True, blank=True)
    due_time = models.TimeField(_("截止时刻"), null=True, blank=True)
    kind = models.CharField(_("任务类型"), max_length=8, choices=Task.Kind.choices)
    priority = models.CharField(
        _("优先级"),
        max_length=8,
        choices=Task.Priority.choices,
        default=Task.Priority.NORMAL,
    )
    title = models.CharField(_("任务标题"), max_length=150)
    assignee = models.CharField(
        _("执行人"), max_length=8, choices=Assignee.choices, default=Assignee.OWNER
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("指定人员"),
    )
    closes_on = ArrayField(
        models.CharField(max_length=160), verbose_name=_("完成条件"), default=list, blank=True
    )
    repeat_times = models.PositiveSmallIntegerField(_("最多重复次数"), null=True, blank=True)
    escalate_days = models.PositiveSmallIntegerField(_("逾期几天上报主管"), null=True, blank=True)
    scanned_until = models.DateTimeField(_("已检查到"), null=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("打法规则")
        verbose_name_plural = _("销售打法")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(assignee="person", person__isnull=False)
                | (~Q(assignee="person") & Q(person=None)),
                name="crm_playbookrule_named_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    trigger__in=["contract_ending", "no_deal"],
                    trigger_days__isnull=False,
                    trigger_days__gt=0,
                )
                | (~Q(trigger__in=["contract_ending", "no_deal"]) & Q(trigger_days=None)),
                name="crm_playbookrule_counted_days",
            ),
            models.CheckConstraint(
                condition=Q(due_weekday=None) | Q(due_weekday__gte=1, due_weekday__lte=7),
                name="crm_playbookrule_weekday",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaybookRun(models.Model):
    """A rule asked for a task about a paper in a period: once, whoever looks how often."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        PlaybookRule, models.PROTECT, related_name="runs", verbose_name=_("规则")
    )
    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    due_key = models.CharField(_("周期键"), max_length=80)
    due_at = models.DateTimeField(_("截止时间"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("打法执行记录")
        verbose_name_plural = _("打法执行记录")
        constraints: ClassVar = [
            AppendOnly(name="crm_playbookrun_append_only"),
            models.UniqueConstraint(
                fields=["rule", "document_id", "due_key"], name="crm_playbookrun_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.due_key}"
