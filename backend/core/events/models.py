"""Every verb leaves one row here, written in its own transaction and never changed."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex  # noqa: F401
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7


class CurrentTransaction(Func):
    """The id of the running transaction, as a number that only grows."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Position(Func):
    """The place in the log of the running transaction: its id, past every log restored here."""

    template = (
        "(pg_current_xact_id()::text::bigint + coalesce((SELECT max(shift) FROM core_epoch), 0))"
    )
    output_field = models.BigIntegerField()


class Epoch(models.Model):
    """A log came from a server that counted its transactions further than this one does."""

    shift = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"+{self.shift}"


class Event(models.Model):
    """One thing that happened: `crm.contract.signed`."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    at = models.DateTimeField(_("时间"))
    name = models.CharField(_("事件"), max_length=80)
    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    document_no = models.CharField(_("编号"), max_length=64, blank=True)
    document_version = models.PositiveIntegerField(default=0)
    party_id = models.UUIDField(_("往来单位"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("操作人"),
    )
    actor_label = models.CharField(_("操作人"), max_length=128)
    source = models.CharField(_("来源"), max_length=16)
    changes = models.JSONField(_("变更"), default=dict)
    payload = models.JSONField(default=dict)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    cause = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("事件")
        verbose_name_plural = _("审计日志")
        indexes = [
            models.Index(fields=["transaction", "id"], name="core_event_feed"),
            models.Index(fields=["document", "document_id", "id"], name="core_event_document"),
            models.Index(fields=["party_id", "id"], name="core_event_party"),
            models.Index(fields=["name", "transaction", "id"], name="core_event_name"),
            models.Index(fields=["-at"], name="core_event_at"),
        ]
        constraints = [AppendOnly(name="core_event_append_only")]

    def __str__(self) -> str:
        return f"{self.name} {self.document_no}"


class Cursor(models.Model):
    """How far a reader of the log has got."""

    reader = models.CharField(max_length=120, primary_key=True)
    transaction = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.reader


class DeadLetter(models.Model):
    """News that a listener could not digest: kept, visible, and heard again on request."""

    class State(models.TextChoices):
        """Waiting for a person, or heard in the end."""

        WAITING = "waiting", _("待处理")
        REPLAYED = "replayed", _("已重放")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reader = models.CharField(_("监听者"), max_length=120)
    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="+", verbose_name=_("事件"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    error = models.TextField(_("错误"))
    created_at = models.DateTimeField(_("创建时间"))
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("未送达消息")
        verbose_name_plural = _("未送达消息")
        constraints = [
            models.UniqueConstraint(fields=["reader", "event"], name="core_deadletter_once"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="core_deadletter_new")]

    def __str__(self) -> str:
        return f"{self.reader} · {self.event_id}"


class Seal(models.Model):
    """A run of events chained by hash to the run before, so that tampering shows."""

    id = models.BigAutoField(primary_key=True)
    sealed_at = models.DateTimeField()
    after_transaction = models.BigIntegerField()
    after_event = models.BigIntegerField()
    until_transaction = models.BigIntegerField()
    until_event = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["previous"], name="core_seal_one_successor"),
            AppendOnly(name="core_seal_append_only"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
