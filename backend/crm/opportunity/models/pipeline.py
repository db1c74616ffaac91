"""Pipelines in editions, and their stages with what each asks for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.people.models import Unit


class Business(models.TextChoices):
    """What kind of sale goes through a pipeline."""

    SPOT = "spot", _("现货贸易")
    LONG_TERM = "long_term", _("长期协议")
    PROJECT = "project", _("项目型销售")
    PARTS = "parts", _("零部件")
    EXPORT = "export", _("出口")


class Pipeline(Document):
    """A row of stages for one kind of business, in one edition of its series."""

    SEARCH: ClassVar = ("name", "code")

    class Rollback(models.TextChoices):
        """How far back an opportunity may be taken."""

        NONE = "none", _("不允许退回")
        ONE_STEP = "one_step", _("只能退回一步")
        ANY = "any", _("可退回任意阶段")
        MANAGER = "manager", _("仅主管可退回")

    class Reopening(models.TextChoices):
        """Who may take up again what was lost."""

        NEVER = "never", _("不允许重新打开")
        ANYONE = "anyone", _("负责人可重新打开")
        MANAGER = "manager", _("仅主管可重新打开")

    code = models.SlugField(_("流程代码"), max_length=32, blank=True, default="")
    edition = models.PositiveSmallIntegerField(_("流程版次"), default=1)
    is_current = models.BooleanField(_("现行版次"), default=True)
    name = models.CharField(_("名称"), max_length=64)
    is_default = models.BooleanField(_("默认"), default=False)
    business = models.CharField(
        _("业务类型"), max_length=12, choices=Business.choices, blank=True, default=""
    )
    for_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用单元")
    )
    rollback_policy = models.CharField(
        _("退回规则"), max_length=8, choices=Rollback.choices, default=Rollback.ANY
    )
    reopen_policy = models.CharField(
        _("重新打开规则"), max_length=8, choices=Reopening.choices, default=Reopening.ANYONE
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("销售流程")
        verbose_name_plural = _("销售流程")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="crm_pipeline_one_default"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(is_current=True), name="crm_pipeline_name_once"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(is_current=True) & ~Q(code=""),
                name="crm_pipeline_one_current",
            ),
            models.UniqueConstraint(
                fields=["code", "edition"],
                condition=~Q(code=""),
                name="crm_pipeline_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_current=True),
                name="crm_pipeline_default_is_current",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One stage; its code is what it is, its name is only what it is called."""

    class Kind(models.TextChoices):
        """Whether an opportunity in it is open."""

        OPEN = "open", _("进行中")
        WAITING = "waiting", _("搁置")
        WON = "won", _("赢单")
        LOST = "lost", _("输单")
        VOID = "void", _("作废")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pipeline = models.ForeignKey(
        Pipeline, models.CASCADE, related_name="stages", verbose_name=_("销售流程")
    )
    code = models.SlugField(_("代码"), max_length=32)
    name = models.CharField(_("名称"), max_length=64)
    seq = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.OPEN)
    probability = models.DecimalField(_("赢率"), max_digits=5, decimal_places=4)
    expected_days = models.PositiveSmallIntegerField(_("预计天数"), null=True, blank=True)
    warn_days = models.PositiveSmallIntegerField(_("提醒天数"), null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(_("最长天数"), null=True, blank=True)
    allowed_from = models.JSONField(_("允许的前一阶段"), default=list, blank=True)
    required_fields = models.JSONField(_("必填项"), default=list, blank=True)
    required_files = models.JSONField(_("必备附件"), default=list, blank=True)
    entry_checks = models.JSONField(_("进入条件"), default=list, blank=True)
    exit_checks = models.JSONField(_("离开条件"), default=list, blank=True)

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
                condition=Q(kind__in=["won", "lost", "void"]),
                name="crm_stage_one_end_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="crm_stage_probability"
            ),
            models.CheckConstraint(
                condition=Q(warn_days=None) | Q(max_days=None) | Q(warn_days__lte=F("max_days")),
                name="crm_stage_warned_before_the_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name
