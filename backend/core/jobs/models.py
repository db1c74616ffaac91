"""The ledger of the clock's runs and the table of one-off work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7


class JobRun(models.Model):
    """One run of a job of the clock: what it was due for, how it went, how much it did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.CharField(_("任务"), max_length=80)
    scheduled_for = models.DateTimeField(_("应运行时间"))
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=1)
    started_at = models.DateTimeField(_("开始时间"))
    lease_until = models.DateTimeField(_("占用至"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    is_done = models.BooleanField(_("已完成"), default=False)
    rows_seen = models.PositiveIntegerField(_("检查行数"), default=0)
    rows_changed = models.PositiveIntegerField(_("变更行数"), default=0)
    error = models.TextField(_("错误"), blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("定时运行")
        verbose_name_plural = _("定时运行")
        constraints = [
            models.UniqueConstraint(fields=["job", "scheduled_for"], name="core_jobrun_once"),
            models.CheckConstraint(
                condition=models.Q(is_done=False) | models.Q(finished_at__isnull=False),
                name="core_jobrun_done_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["-scheduled_for", "-id"], name="core_jobrun_new")]

    def __str__(self) -> str:
        return f"{self.job} {self.scheduled_for:%Y-%m-%d %H:%M}"


class Job(models.Model):
    """One piece of background work, done once whatever the queue repeats."""

    class State(models.TextChoices):
        """Waiting for a worker, done, or given up and waiting for a person."""

        WAITING = "waiting", _("等待")
        DONE = "done", _("完成")
        DEAD = "dead", _("已放弃")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("类型"), max_length=80)
    key = models.CharField(_("唯一键"), max_length=200, unique=True)
    arguments = models.JSONField(_("参数"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    lease_until = models.DateTimeField(_("占用至"))
    error = models.TextField(_("错误"), blank=True)
    created_at = models.DateTimeField(_("创建时间"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        indexes = [
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state="waiting"),
                name="core_job_waiting",
            ),
            models.Index(fields=["-created_at", "-id"], name="core_job_new"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
