"""Tasks: who is to do what by when, about which paper."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.opportunity.models import Opportunity
from backend.crm.task.flow import WAITING, State, TaskFlow

STILL_WAITING: Any = Q(state__in=[state.value for state in WAITING])


class Task(TaskFlow, Document):
    """One thing to do; its owner is who is to do it. Any paper may be its subject."""

    SEARCH: ClassVar = ("title", "content", "party_name")

    class Kind(models.TextChoices):
        """What is to be done."""

        CALL = "call", _("电话")
        VISIT = "visit", _("拜访")
        QUOTE = "quote", _("报价")
        REVIEW = "review", _("检视")
        MAIL = "mail", _("邮件")
        OTHER = "other", _("其他")

    class Priority(models.TextChoices):
        """How pressing it is."""

        LOW = "low", _("低")
        NORMAL = "normal", _("普通")
        HIGH = "high", _("高")
        URGENT = "urgent", _("紧急")

    class Origin(models.TextChoices):
        """Who asked for it."""

        MANUAL = "manual", _("人工")
        GATE = "gate", _("阶段关卡")
        RULE = "rule", _("销售打法")
        WORKFLOW = "workflow", _("流程")
        POOL = "pool", _("公海")
        DUNNING = "dunning", _("催收")

    title = models.CharField(_("任务"), max_length=200)
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.OTHER)
    state = StateField(State)
    priority = models.CharField(
        _("优先级"), max_length=8, choices=Priority.choices, default=Priority.NORMAL
    )
    due_at = models.DateTimeField(_("截止时间"))
    document = models.CharField(_("单据"), max_length=64, blank=True)
    document_id = models.UUIDField(_("单据标识"), null=True, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("往来单位")
    )
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("商机"),
    )
    content = models.TextField(_("说明"), blank=True)
    origin = models.CharField(
        _("来源"), max_length=8, choices=Origin.choices, default=Origin.MANUAL, editable=False
    )
    origin_key = models.CharField(_("来源键"), max_length=200, blank=True, editable=False)
    closes_on = ArrayField(
        models.CharField(max_length=160), verbose_name=_("完成条件"), default=list, blank=True
    )
    waits_for = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    counts_from = models.DateTimeField(_("计入起点"), null=True, editable=False)
    chain_next = models.JSONField(_("下一项任务"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("完成人"),
    )
    result = models.CharField(_("结果"), max_length=500, blank=True)
    closed_reason = models.CharField(_("取消/跳过原因"), max_length=500, blank=True)
    postponed = models.PositiveSmallIntegerField(_("改期次数"), default=0, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["document", "document_id", "-due_at"], name="crm_task_document"),
            models.Index(fields=["party", "-due_at"], name="crm_task_party"),
            models.Index(fields=["owner", "due_at"], condition=STILL_WAITING, name="crm_task_due"),
            models.Index(fields=["document_id"], condition=STILL_WAITING, name="crm_task_waiting"),
            GinIndex(fields=["waits_for"], condition=STILL_WAITING, name="crm_task_waits_for"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["origin_key"], condition=~Q(origin_key=""), name="crm_task_origin_once"
            ),
            models.CheckConstraint(
                condition=Q(document="", document_id=None)
                | (~Q(document="") & Q(document_id__isnull=False)),
                name="crm_task_subject_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at=None)),
                name="crm_task_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "skipped"]) | ~Q(closed_reason=""),
                name="crm_task_closed_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def party_name(self) -> str:
        """This will give the company's name, for the search box."""
        return self.party.name if self.party else ""
