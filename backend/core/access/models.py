"""Roles and what they grant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.people.models import User


class Scope(models.IntegerChoices):
    """Which rows a grant reaches, from none to all."""

    NONE = 0, _("无")
    OWN = 1, _("本人")
    TEAM = 2, _("本团队")
    TREE = 3, _("本团队及下级")
    REGION = 4, _("本大区")
    ALL = 5, _("全部")


class Mode(models.IntegerChoices):
    """What a role may do with a field."""

    HIDDEN = 0, _("隐藏")
    MASKED = 1, _("脱敏")
    READONLY = 2, _("只读")
    WRITE = 3, _("可写")


class Role(models.Model):
    """A job in the company, as rights."""

    code = models.SlugField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=64)

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role may use a verb on the rows of a scope."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants", verbose_name=_("角色"))
    permission = models.CharField(_("权限"), max_length=80)
    scope = models.SmallIntegerField(_("范围"), choices=Scope.choices, default=Scope.OWN)

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="core_grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.permission} · {self.get_scope_display()}"


class FieldRule(models.Model):
    """What a role may do with one sensitive field of a document."""

    role = models.ForeignKey(
        Role, models.CASCADE, related_name="field_rules", verbose_name=_("角色")
    )
    document = models.CharField(_("单据"), max_length=64)
    field = models.CharField(_("字段"), max_length=64)
    mode = models.SmallIntegerField(_("方式"), choices=Mode.choices, default=Mode.HIDDEN)

    class Meta:
        verbose_name = _("字段规则")
        verbose_name_plural = _("字段规则")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "document", "field"], name="core_field_rule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.document}.{self.field} · {self.get_mode_display()}"


class Assignment(models.Model):
    """A person holds a role, perhaps until a day."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="assignments", verbose_name=_("用户")
    )
    role = models.ForeignKey(Role, models.PROTECT, related_name="holders", verbose_name=_("角色"))
    until = models.DateField(_("截止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="core_assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"
