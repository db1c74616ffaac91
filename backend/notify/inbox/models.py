"""A message in somebody's inbox."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7


class Message(models.Model):
    """One thing one person should know. `kind` is the event it comes from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="messages",
        verbose_name=_("收件人"),
    )
    key = models.CharField(_("唯一键"), max_length=200)
    kind = models.CharField(_("类型"), max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    link = models.CharField(_("链接"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("收件箱")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notify_message_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notify_message_new"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at__isnull=True),
                name="notify_message_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.title
