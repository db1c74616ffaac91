"""A person with a log-in, the units of the company and the keys of other systems."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7


class User(AbstractUser):
    """A person who can log in: of the company, or of the `party` they work for outside."""

    name = models.CharField(_("姓名"), max_length=64, blank=True)
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    language = models.CharField(
        _("语言"),
        max_length=10,
        default="zh-hans",
        choices=[("zh-hans", "简体中文"), ("en", "English")],
    )
    party = models.ForeignKey(
        "core.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所属外部单位"),
    )
    access_version = models.PositiveIntegerField(_("权限版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(is_staff=False, is_superuser=False),
                name="core_user_outside_is_no_staff",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """This will give the name people know the person by."""
        return str(self)


class Unit(models.Model):
    """A company, region or team; the tree by which scopes are measured."""

    class Kind(models.TextChoices):
        """How far up the tree a unit stands."""

        COMPANY = "company", _("公司")
        REGION = "region", _("大区")
        TEAM = "team", _("团队")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("名称"), max_length=64, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )

    class Meta:
        verbose_name = _("组织单元")
        verbose_name_plural = _("组织单元")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to a unit."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("用户")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="members", verbose_name=_("组织单元")
    )
    is_lead = models.BooleanField(_("负责人"), default=False)

    class Meta:
        verbose_name = _("成员")
        verbose_name_plural = _("成员")
        constraints = [
            models.UniqueConstraint(fields=["user", "unit"], name="core_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit}"


class ApiKey(models.Model):
    """A key of another system: only its hash is stored, its rights are cut to a list of verbs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("名称"), max_length=64)
    prefix = models.CharField(_("前缀"), max_length=12, unique=True, editable=False)
    digest = models.CharField(_("摘要"), max_length=64, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="keys", verbose_name=_("代表用户"))
    permissions = models.JSONField(_("权限范围"), default=list, blank=True)
    addresses = models.JSONField(_("允许的 IP"), default=list, blank=True)
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("API 密钥")
        verbose_name_plural = _("API 密钥")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"


class Departure(Document):
    """Somebody left: whose everything became, and how much of each kind it was."""

    SEARCH: ClassVar = ("no", "user__name", "user__username", "reason")

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("离职人"))
    successor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("接手人"))
    left_on = models.DateField(_("离职日期"))
    reason = models.CharField(_("原因"), max_length=500)
    moved = models.JSONField(_("交接单据"), default=list)
    keys_revoked = models.PositiveIntegerField(_("撤销的密钥"), default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("离职交接")
        verbose_name_plural = _("离职交接")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(user=F("successor")), name="core_departure_to_another"
            ),
        ]

    def __str__(self) -> str:
        return self.no or str(self.user)
