"""What was said about a ticket, among us or to the customer, and what the customer said."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.service.ticket.models.ticket import Ticket


class Comment(models.Model):
    """One remark. The customer reads what is to the customer or from them; never edited."""

    class Audience(models.TextChoices):
        """Who reads it."""

        INTERNAL = "internal", _("内部")
        CUSTOMER = "customer", _("告知客户")
        FROM_CUSTOMER = "from_customer", _("客户留言")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="comments", verbose_name=_("服务单")
    )
    audience = models.CharField(_("对象"), max_length=16, choices=Audience.choices)
    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("作者"),
    )
    author = models.CharField(_("署名"), max_length=64)
    contact_phone = models.CharField(_("电话"), max_length=32, blank=True)
    text = models.TextField(_("内容"))
    source_key = models.CharField(_("来源"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("服务单留言")
        verbose_name_plural = _("服务单留言")
        constraints: ClassVar = [
            AppendOnly(name="service_comment_append_only"),
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~models.Q(source_key=""),
                name="service_comment_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
