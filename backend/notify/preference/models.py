"""What people chose, what their roles choose for them, and what waits to be told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.access.models import Role
from backend.core.ids import uuid7


class Preference(models.Model):
    """A person wants a kind of notice by a channel, or does not."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="preferences",
        verbose_name=_("用户"),
    )
    kind = models.CharField(_("通知类型"), max_length=80)
    channel = models.CharField(_("通知方式"), max_length=20)
    is_on = models.BooleanField(_("开启"))

    class Meta:
        verbose_name = _("通知设置")
        verbose_name_plural = _("通知设置")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="notify_preference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class RolePreference(models.Model):
    """What holds for the people of a role who chose nothing themselves."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="+", verbose_name=_("角色"))
    kind = models.CharField(_("通知类型"), max_length=80)
    channel = models.CharField(_("通知方式"), max_length=20)
    is_on = models.BooleanField(_("开启"))

    class Meta:
        verbose_name = _("角色默认通知")
        verbose_name_plural = _("角色默认通知")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["role", "kind", "channel"], name="notify_rolepreference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.kind} {self.channel}"


class QuietHours(models.Model):
    """From when until when a person is not to be disturbed, every day, by local time."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="quiet_hours",
        verbose_name=_("用户"),
    )
    starts = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))

    class Meta:
        verbose_name = _("免打扰时段")
        verbose_name_plural = _("免打扰时段")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(starts=F("ends")), name="notify_quiethours_some"),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"


class WaitingNotice(models.Model):
    """A notice for a channel that is not told yet: the night must pass, or the channel is slow.

    Once told it stays, so that nobody is told the same twice by one channel.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("收件人")
    )
    channel = models.CharField(_("通知方式"), max_length=20)
    key = models.CharField(_("唯一键"), max_length=200)
    kind = models.CharField(_("类型"), max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("产生时间"))
    due_at = models.DateTimeField(_("送达时间"))
    sent_at = models.DateTimeField(_("已送达"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    error = models.CharField(_("错误"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("待送通知")
        verbose_name_plural = _("待送通知")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "channel", "key"], name="notify_waitingnotice_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at=None), name="notify_waitingnotice_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title
