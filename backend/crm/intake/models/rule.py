"""Rules by which a lead finds somebody to call, whose turn it is, and who is away."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.people.models import Unit
from backend.crm.intake.flow import AbsenceFlow, AbsenceState
from backend.crm.lead.models import Lead


class AssignmentRule(Document):
    """Which leads go to whom; the first rule that fits counts."""

    SEARCH: ClassVar = ("no", "name")

    class Method(models.TextChoices):
        """How somebody is chosen."""

        TERRITORY = "territory", _("按区域指定")
        ROUND_ROBIN = "round_robin", _("轮流")
        LOAD = "load", _("按在手线索最少")

    class When(models.TextChoices):
        """At which hours the rule holds."""

        ANY = "any", _("任何时间")
        WORKING = "working", _("仅工作时间")
        OFF = "off", _("仅非工作时间")

    name = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(_("顺序"))
    is_active = models.BooleanField(_("启用"), default=True)
    sources = ArrayField(
        models.CharField(max_length=12, choices=Lead.Source.choices),
        default=list,
        blank=True,
        verbose_name=_("来源"),
    )
    provinces = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name=_("省份")
    )
    cities = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, verbose_name=_("城市")
    )
    words = ArrayField(
        models.CharField(max_length=64), default=list, blank=True, verbose_name=_("产品关键词")
    )
    amount_min = models.DecimalField(
        _("预计金额不低于"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_max = models.DecimalField(
        _("预计金额低于"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    when = models.CharField(_("适用时间"), max_length=8, choices=When.choices, default=When.ANY)
    method = models.CharField(_("分配方式"), max_length=12, choices=Method.choices)
    team = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分配团队")
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("线索分配规则")
        verbose_name_plural = _("线索分配规则")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["position", "id"], name="crm_assignmentrule_order"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_min=None)
                | Q(amount_max=None)
                | Q(amount_max__gt=F("amount_min")),
                name="crm_assignmentrule_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleSeat(models.Model):
    """Somebody a rule may give leads to, by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        AssignmentRule, models.CASCADE, related_name="seats", verbose_name=_("规则")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("人员")
    )

    class Meta:
        verbose_name = _("分配人员")
        verbose_name_plural = _("分配人员")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "user"], name="crm_ruleseat_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class RuleTurn(models.Model):
    """Whose turn it was last; locked while somebody is chosen, so that turns never double."""

    rule = models.OneToOneField(
        AssignmentRule,
        models.CASCADE,
        primary_key=True,
        related_name="turn",
        verbose_name=_("规则"),
    )
    last = models.BigIntegerField(_("上次轮到"), null=True)

    class Meta:
        verbose_name = _("轮次")
        verbose_name_plural = _("轮次")

    def __str__(self) -> str:
        return str(self.last)


class Absence(AbsenceFlow, Document):
    """Somebody is away: leads pass them by. Whose it is, is its owner."""

    SEARCH: ClassVar = ("no", "reason", "owner__name")

    state = StateField(AbsenceState)
    first_on = models.DateField(_("开始日期"))
    last_on = models.DateField(_("结束日期"))
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("休假")
        verbose_name_plural = _("休假")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="crm_absence_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} ~ {self.last_on}"
