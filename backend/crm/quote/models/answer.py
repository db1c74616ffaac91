"""The link by which a customer reads a quote without a log-in, and what it answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.crm.quote.models.quote import Quote


class QuoteLink(models.Model):
    """A door to one quote for its customer. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="links", verbose_name=_("报价单"))
    digest = models.CharField(_("令牌摘要"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("创建时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("创建人"),
    )
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_reason = models.CharField(_("撤销原因"), max_length=200, blank=True)
    first_seen_at = models.DateTimeField(_("首次打开"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("最近打开"), null=True, blank=True)
    views = models.PositiveIntegerField(_("打开次数"), default=0)

    class Meta:
        verbose_name = _("客户链接")
        verbose_name_plural = _("客户链接")
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="crm_quotelink_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuoteAnswer(models.Model):
    """What a customer said through a link: who, from where, to which very content."""

    class Kind(models.TextChoices):
        """Yes or no."""

        ACCEPT = "accept", _("接受")
        REJECT = "reject", _("拒绝")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(
        Quote, models.PROTECT, related_name="answers", verbose_name=_("报价单")
    )
    link = models.ForeignKey(QuoteLink, models.PROTECT, related_name="+", verbose_name=_("链接"))
    kind = models.CharField(_("答复"), max_length=8, choices=Kind.choices)
    at = models.DateTimeField(_("时间"))
    name = models.CharField(_("姓名"), max_length=64)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    words = models.CharField(_("说明"), max_length=500, blank=True)
    address = models.CharField(_("来源 IP"), max_length=45)
    agent = models.CharField(_("浏览器"), max_length=300, blank=True)
    content_hash = models.CharField(_("内容指纹"), max_length=64)

    class Meta:
        verbose_name = _("客户答复")
        verbose_name_plural = _("客户答复")
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote"], name="crm_quoteanswer_once"),
            models.CheckConstraint(
                condition=~Q(kind="reject") | ~Q(words=""), name="crm_quoteanswer_rejected_why"
            ),
            AppendOnly(name="crm_quoteanswer_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
