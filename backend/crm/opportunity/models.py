"""Opportunities, and the pipelines whose stages they pass."""

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
from backend.crm.lead.models import Lead
from backend.crm.opportunity.flow import OpportunityFlow, State


class Pipeline(Document):
    """A row of stages for one kind of business."""

    SEARCH: ClassVar = ("name",)

    name = models.CharField(_("名称"), max_length=64, unique=True)
    is_default = models.BooleanField(_("默认"), default=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("销售流程")
        verbose_name_plural = _("销售流程")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="crm_pipeline_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One stage; its code is what it is, its name is only what it is called."""

    class Kind(models.TextChoices):
        """Whether an opportunity in it is open."""

        OPEN = "open", _("进行中")
        WON = "won", _("赢单")
        LOST = "lost", _("输单")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pipeline = models.ForeignKey(
        Pipeline, models.CASCADE, related_name="stages", verbose_name=_("销售流程")
    )
    code = models.SlugField(_("代码"), max_length=32)
    name = models.CharField(_("名称"), max_length=64)
    seq = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类型"), max_length=4, choices=Kind.choices, default=Kind.OPEN)
    probability = models.DecimalField(_("赢率"), max_digits=5, decimal_places=4)

    class Meta:
        verbose_name = _("阶段")
        verbose_name_plural = _("阶段")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pipeline", "code"], name="crm_stage_code_once"),
            models.UniqueConstraint(
                fields=["pipeline", "seq"],
                name="crm_stage_seq_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["pipeline", "kind"],
                condition=~Q(kind="open"),
                name="crm_stage_one_end_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="crm_stage_probability"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opportunity(OpportunityFlow, Document):
    """One possible sale: to whom, how much, by when, how likely."""

    SEARCH: ClassVar = ("no", "name", "party__name", "party__short_name")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    lead = models.OneToOneField(
        Lead, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源线索")
    )
    name = models.CharField(_("名称"), max_length=200)
    state = StateField(State)
    pipeline = models.ForeignKey(
        Pipeline, models.PROTECT, related_name="+", verbose_name=_("销售流程")
    )
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("阶段"))
    stage_since = models.DateTimeField(_("进入阶段时间"))
    amount = models.DecimalField(_("预计金额"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    probability = models.DecimalField(_("赢率"), max_digits=5, decimal_places=4)
    expected_close_on = models.DateField(_("预计成交日"))
    content = models.TextField(_("需求"), blank=True)
    competitors = models.CharField(_("竞争对手"), max_length=200, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    closed_reason = models.CharField(_("赢单/输单原因"), max_length=500, blank=True)
    lost_to = models.CharField(_("输给"), max_length=100, blank=True)
    last_contact_at = models.DateTimeField(_("最近联系"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("商机")
        verbose_name_plural = _("商机")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "-created_at", "-id"], name="crm_opportunity_party_new"),
            models.Index(fields=["state", "expected_close_on"], name="crm_opportunity_close"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="crm_opportunity_amount"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1),
                name="crm_opportunity_probability",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | (~Q(state="open") & Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="crm_opportunity_closed_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StageHistory(models.Model):
    """One move or one changed figure, so that the funnel of any past day can be drawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="history", verbose_name=_("商机")
    )
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("操作人"),
    )
    from_stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, related_name="+", verbose_name=_("原阶段")
    )
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("新阶段"))
    seconds_in_from = models.PositiveBigIntegerField(_("停留秒数"), default=0)
    amount_before = models.DecimalField(_("原金额"), max_digits=18, decimal_places=2, null=True)
    amount_after = models.DecimalField(_("新金额"), max_digits=18, decimal_places=2)
    probability_before = models.DecimalField(_("原赢率"), max_digits=5, decimal_places=4, null=True)
    probability_after = models.DecimalField(_("新赢率"), max_digits=5, decimal_places=4)
    close_before = models.DateField(_("原预计成交日"), null=True)
    close_after = models.DateField(_("新预计成交日"))

    class Meta:
        verbose_name = _("阶段历史")
        verbose_name_plural = _("阶段历史")
        ordering = ("at", "id")
        indexes: ClassVar = [
            models.Index(fields=["opportunity", "at"], name="crm_stagehistory_at"),
        ]
        constraints: ClassVar = [
            AppendOnly(name="crm_stagehistory_append_only"),
            models.CheckConstraint(
                condition=Q(from_stage=None)
                | ~Q(from_stage=F("to_stage"))
                | ~Q(amount_before=F("amount_after"))
                | ~Q(probability_before=F("probability_after"))
                | ~Q(close_before=F("close_after")),
                name="crm_stagehistory_tells_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_stage_id}"
