"""The rules by which customers fall, the warnings before, the extensions asked for."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.people.models import Unit
from backend.crm.customer.flow import State
from backend.crm.customer.models import Customer
from backend.crm.pool.models.pool import Pool


class RecycleRule(Document):
    """Who loses a customer, after how many days without what, and to whom it goes."""

    SEARCH: ClassVar = ("name",)

    class Target(models.TextChoices):
        """Where a customer goes."""

        POOL = "pool", _("公海池")
        MANAGER = "manager", _("主管")
        PREVIOUS_OWNER = "previous_owner", _("上一任负责人")

    class Clock(models.TextChoices):
        """What the days are counted from; `clocks` knows how."""

        SINCE_LAST_CONTACT = "since_last_contact", _("未跟进")
        SINCE_NO_OPPORTUNITY = "since_no_opportunity", _("无新商机")
        SINCE_NO_DEAL = "since_no_deal", _("未成交")
        SINCE_CONTRACT_END = "since_contract_end", _("合同结束以来")
        SINCE_COLLECTED = "since_collected", _("归属以来")
        SINCE_LOST = "since_lost", _("流失以来")

    name = models.CharField(_("名称"), max_length=64, unique=True)
    target = models.CharField(_("去向"), max_length=16, choices=Target.choices, default=Target.POOL)
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公海池")
    )
    levels = ArrayField(
        models.CharField(max_length=8), verbose_name=_("适用等级"), default=list, blank=True
    )
    segments = ArrayField(
        models.CharField(max_length=64), verbose_name=_("适用客户类型"), default=list, blank=True
    )
    states = ArrayField(
        models.CharField(max_length=16, choices=State.choices),
        verbose_name=_("适用阶段"),
        default=list,
        blank=True,
    )
    for_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用单元")
    )
    clock = models.CharField(_("计时起点"), max_length=32, choices=Clock.choices)
    days = models.PositiveIntegerField(_("天数"))
    level_days = models.JSONField(_("按等级的天数"), default=list, blank=True)
    exemptions = ArrayField(
        models.CharField(max_length=32), verbose_name=_("豁免"), default=list, blank=True
    )
    warn_days = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("提前提醒天数"), default=list, blank=True
    )
    max_extensions = models.PositiveSmallIntegerField(_("可延期次数"), default=0)
    extension_days = models.PositiveSmallIntegerField(_("每次延期天数"), default=0)
    grace_days = models.PositiveSmallIntegerField(_("原负责人可读天数"), default=0)
    priority = models.PositiveSmallIntegerField(_("优先级"), default=100)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("回收规则")
        verbose_name_plural = _("回收规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(days__gt=0), name="crm_recyclerule_days"),
            models.CheckConstraint(
                condition=~Q(target="pool") | Q(pool__isnull=False),
                name="crm_recyclerule_to_which_pool",
            ),
            models.CheckConstraint(
                condition=Q(max_extensions=0) | Q(extension_days__gt=0),
                name="crm_recyclerule_extends_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RecycleWarning(models.Model):
    """An owner was told once that a customer falls on a day; a threshold is told of once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        RecycleRule, models.CASCADE, related_name="+", verbose_name=_("回收规则")
    )
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("客户"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("负责人")
    )
    threshold = models.PositiveSmallIntegerField(_("提前天数"))
    falls_on = models.DateField(_("回收日期"))
    warned_on = models.DateField(_("提醒日期"))

    class Meta:
        verbose_name = _("回收提醒")
        verbose_name_plural = _("回收提醒")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "rule", "falls_on", "threshold", "owner"],
                name="crm_recyclewarning_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.falls_on}"


class RecycleExtension(Document):
    """An owner asked for more time with a customer before a rule takes it."""

    SEARCH: ClassVar = ("customer__no", "customer__party__name", "reason")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("客户"))
    rule = models.ForeignKey(
        RecycleRule, models.PROTECT, related_name="+", verbose_name=_("回收规则")
    )
    until = models.DateField(_("延至"))
    reason = models.CharField(_("原因"), max_length=500)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("回收延期")
        verbose_name_plural = _("回收延期")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["customer", "rule", "until"], name="crm_extension_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
