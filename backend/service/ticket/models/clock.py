"""What was promised by when, when the promise stood still, and how it was changed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.service.ticket.models.ticket import Priority, Ticket


class Clock(models.Model):
    """One promise of a ticket: so many seconds on a calendar, the waiting states not counted.

    `target_at` is when it ends as things stand; while the clock stands still it is where it
    would end if it went on at once. A `void` clock ended with a ticket that was dropped or
    merged, and counts for nothing.
    """

    class Kind(models.TextChoices):
        """What was promised."""

        RESPONSE = "response", _("响应")
        ON_SITE = "on_site", _("到场")
        RESTORE = "restore", _("恢复")
        RESOLVE = "resolve", _("解决")

    class Calendar(models.TextChoices):
        """Which hours count."""

        ALWAYS = "always", _("7×24 小时")
        BUSINESS = "business", _("工作时间")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="clocks", verbose_name=_("服务单")
    )
    kind = models.CharField(_("承诺事项"), max_length=10, choices=Kind.choices)
    calendar = models.CharField(_("日历"), max_length=10, choices=Calendar.choices)
    pauses_on = ArrayField(
        models.CharField(max_length=24), verbose_name=_("暂停状态"), default=list
    )
    is_entitled = models.BooleanField(_("按服务权益"), default=False)
    seconds = models.PositiveIntegerField(_("承诺时长（秒）"))
    started_at = models.DateTimeField(_("开始"))
    target_at = models.DateTimeField(_("承诺时间"))
    alarm_at = models.DateTimeField(_("预警时间"))
    paused_at = models.DateTimeField(_("暂停于"), null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(_("累计暂停（秒）"), default=0)
    stopped_at = models.DateTimeField(_("停止"), null=True, blank=True)
    is_void = models.BooleanField(_("不计入"), default=False)
    is_late = models.BooleanField(_("已超时"), default=False)
    told = models.PositiveSmallIntegerField(_("已提醒"), default=0)
    told_next_at = models.DateTimeField(_("下次提醒"), null=True, blank=True)

    class Meta:
        verbose_name = _("服务时钟")
        verbose_name_plural = _("服务时钟")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "kind"], name="service_clock_once"),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="service_clock_some"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(paused_at=None),
                name="service_clock_stopped_or_paused",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["told_next_at"],
                condition=Q(told_next_at__isnull=False),
                name="service_clock_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"


class ClockChange(models.Model):
    """One time a promise was worked out anew, and why. Never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(
        Clock, models.CASCADE, related_name="history", verbose_name=_("服务时钟")
    )
    at = models.DateTimeField(_("时间"))
    priority_before = models.CharField(_("原优先级"), max_length=2, choices=Priority.choices)
    priority_after = models.CharField(_("新优先级"), max_length=2, choices=Priority.choices)
    seconds_before = models.PositiveIntegerField(_("原时长（秒）"))
    seconds_after = models.PositiveIntegerField(_("新时长（秒）"))
    target_before = models.DateTimeField(_("原承诺时间"))
    target_after = models.DateTimeField(_("新承诺时间"))
    reason = models.CharField(_("原因"), max_length=500)

    class Meta:
        verbose_name = _("承诺变更")
        verbose_name_plural = _("承诺变更")
        constraints: ClassVar = [AppendOnly(name="service_clockchange_append_only")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.at:%Y-%m-%d %H:%M}"


class Pause(models.Model):
    """A span in which a ticket waited, or was thought to be over."""

    class Kind(models.TextChoices):
        """Whom it waited for; `resolved` is the time between an end and a reopening."""

        CUSTOMER = "waiting_customer", _("等待客户")
        PARTS = "waiting_parts", _("等待备件")
        SUPPLIER = "waiting_supplier", _("等待供应商")
        RESOLVED = "resolved", _("已解决待确认")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="pauses", verbose_name=_("服务单")
    )
    kind = models.CharField(_("原因"), max_length=24, choices=Kind.choices)
    from_at = models.DateTimeField(_("开始"))
    until_at = models.DateTimeField(_("结束"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("等待")
        verbose_name_plural = _("等待")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=models.F("from_at")),
                name="service_pause_runs_forward",
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(until_at=None), name="service_pause_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_at:%Y-%m-%d %H:%M}"
