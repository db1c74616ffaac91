"""A pool, who may take from it, and how many customers a person may have."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.models import Role
from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.people.models import Unit


class Pool(Document):
    """Customers of a scope whom nobody has, and the rules by which members take them."""

    SEARCH: ClassVar = ("name",)

    class Period(models.TextChoices):
        """What a claim limit counts by."""

        DAY = "day", _("每天")
        WEEK = "week", _("每周")
        MONTH = "month", _("每月")

    class Hidden(models.TextChoices):
        """Facts of a customer that a pool may keep from its members until one takes it."""

        NAME = "name", _("客户名称")
        CUSTOMER_NO = "customer_no", _("客户编号")
        LEVEL = "level", _("等级")
        SEGMENT = "segment", _("客户类型")
        SOURCE = "source", _("来源")
        PROVINCE = "province", _("省份")
        CITY = "city", _("城市")
        INDUSTRY = "industry", _("行业")
        PHONE = "phone", _("电话")
        CONTACTS = "contacts", _("联系人")
        NOTE = "note", _("备注")
        LAST_CONTACT_AT = "last_contact_at", _("最近联系")
        LAST_DEAL_ON = "last_deal_on", _("最近成交")
        FROM_NAME = "from_name", _("原负责人")
        REASON = "reason", _("进入原因")

    name = models.CharField(_("名称"), max_length=64, unique=True)
    scope_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("收纳单元"),
    )
    segments = ArrayField(
        models.CharField(max_length=64), verbose_name=_("收纳客户类型"), default=list, blank=True
    )
    provinces = ArrayField(
        models.CharField(max_length=32), verbose_name=_("收纳省份"), default=list, blank=True
    )
    claim_limit = models.PositiveIntegerField(_("领取上限"), null=True, blank=True)
    claim_period = models.CharField(
        _("上限周期"), max_length=8, choices=Period.choices, default=Period.DAY
    )
    view_limit_per_day = models.PositiveIntegerField(_("每日查看上限"), null=True, blank=True)
    prev_owner_cooldown_days = models.PositiveIntegerField(_("原负责人冷却天数"), default=0)
    cooldown_covers_team = models.BooleanField(_("冷却期覆盖原团队"), default=False)
    new_data_protection_days = models.PositiveIntegerField(_("新数据保护天数"), default=0)
    hidden_fields = ArrayField(
        models.CharField(max_length=24, choices=Hidden.choices),
        verbose_name=_("领取前隐藏"),
        default=list,
        blank=True,
    )
    priority = models.PositiveSmallIntegerField(_("优先级"), default=100)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("公海池")
        verbose_name_plural = _("公海池")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(claim_limit=None) | Q(claim_limit__gt=0), name="crm_pool_claim_limit"
            ),
            models.CheckConstraint(
                condition=Q(view_limit_per_day=None) | Q(view_limit_per_day__gt=0),
                name="crm_pool_view_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    """A person, or everybody of a unit and below, who may take from a pool; admins may assign."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members", verbose_name=_("公海池"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("成员"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("成员单元")
    )
    is_admin = models.BooleanField(_("管理员"), default=False)

    class Meta:
        verbose_name = _("公海成员")
        verbose_name_plural = _("公海成员")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(user=None, unit__isnull=False) | Q(user__isnull=False, unit=None),
                name="crm_poolmember_user_or_unit",
            ),
            models.CheckConstraint(
                condition=Q(is_admin=False) | Q(user__isnull=False),
                name="crm_poolmember_admin_is_a_person",
            ),
            models.UniqueConstraint(
                fields=["pool", "user"], condition=~Q(user=None), name="crm_poolmember_user_once"
            ),
            models.UniqueConstraint(
                fields=["pool", "unit"], condition=~Q(unit=None), name="crm_poolmember_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.unit)


class CapacityRule(Document):
    """How many customers a person may have, and how many of them locked.

    The nearest rule counts: the person's own, else that of a role, of a unit, of everybody.
    """

    SEARCH: ClassVar = ("name",)

    name = models.CharField(_("名称"), max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("适用人员"),
    )
    role = models.ForeignKey(
        Role, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用角色")
    )
    for_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用单元")
    )
    max_owned = models.PositiveIntegerField(_("客户上限"), null=True, blank=True)
    max_locked = models.PositiveIntegerField(_("锁定上限"), null=True, blank=True)
    excludes_dealt = models.BooleanField(_("不计已成交客户"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("客户容量规则")
        verbose_name_plural = _("客户容量规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(user=None, role=None)
                | Q(user=None, for_unit=None)
                | Q(role=None, for_unit=None),
                name="crm_capacityrule_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(max_owned__isnull=False) | Q(max_locked__isnull=False),
                name="crm_capacityrule_limits_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name
