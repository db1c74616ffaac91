"""What a company may set: how priority follows, what is promised, which codes there are."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.goods.product.models import Product
from backend.service.ticket.models.clock import Clock
from backend.service.ticket.models.ticket import Level, Priority


class PriorityRule(Document):
    """One cell of the matrix: this impact with this urgency is of that priority."""

    SEARCH: ClassVar = ("no",)

    impact = models.CharField(_("影响"), max_length=8, choices=Level.choices)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Level.choices)
    priority = models.CharField(_("优先级"), max_length=2, choices=Priority.choices)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("优先级规则")
        verbose_name_plural = _("优先级规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["impact", "urgency"], name="service_priorityrule_once"),
        ]

    def __str__(self) -> str:
        levels = f"{self.get_impact_display()}×{self.get_urgency_display()}"
        return f"{levels} → {self.get_priority_display()}"


class SlaPolicy(Document):
    """What is promised at a priority when the machine's entitlement promises nothing itself."""

    SEARCH: ClassVar = ("no",)

    priority = models.CharField(_("优先级"), max_length=2, choices=Priority.choices, unique=True)
    calendar = models.CharField(
        _("日历"), max_length=10, choices=Clock.Calendar.choices, default=Clock.Calendar.BUSINESS
    )
    response_minutes = models.PositiveIntegerField(_("响应（分钟）"))
    on_site_minutes = models.PositiveIntegerField(_("到场（分钟）"), null=True, blank=True)
    restore_minutes = models.PositiveIntegerField(_("恢复（分钟）"), null=True, blank=True)
    resolve_minutes = models.PositiveIntegerField(_("解决（分钟）"))
    pauses_on = ArrayField(
        models.CharField(max_length=24), verbose_name=_("暂停状态"), default=list, blank=True
    )
    reopen_days = models.PositiveSmallIntegerField(_("可重开天数"), default=14)
    close_days = models.PositiveSmallIntegerField(_("自动关闭天数"), default=3)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("服务承诺")
        verbose_name_plural = _("服务承诺")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(response_minutes__gt=0, resolve_minutes__gt=0)
                & (Q(on_site_minutes=None) | Q(on_site_minutes__gt=0))
                & (Q(restore_minutes=None) | Q(restore_minutes__gt=0)),
                name="service_slapolicy_some_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_priority_display())


class FaultCode(Document):
    """A word for a symptom, a cause or a solution, for every machine or for one model."""

    SEARCH: ClassVar = ("code", "name", "name_en")

    class Kind(models.TextChoices):
        """What the word is for."""

        SYMPTOM = "symptom", _("故障现象")
        CAUSE = "cause", _("故障原因")
        SOLUTION = "solution", _("解决办法")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("代码"), max_length=32)
    name = models.CharField(_("名称"), max_length=64)
    name_en = models.CharField(_("英文名称"), max_length=64, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机型")
    )
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("故障代码")
        verbose_name_plural = _("故障代码")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "code"], name="service_faultcode_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
