"""A person of a supplier or mill, and the one-time links they come in by."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.core.people.models import ApiKey
from backend.supply.portal.flow import ContactFlow, State


class PortalContact(ContactFlow, Document):
    """A person outside, whom they work for and the log-in they act by."""

    SEARCH: ClassVar = ("no", "name", "party__name", "party__short_name")
    SEARCH_PRIVATE: ClassVar = ("phone", "email")

    state = StateField(State)
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("所属外部单位")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登录账号")
    )
    name = models.CharField(_("姓名"), max_length=64)
    phone = models.CharField(_("手机"), max_length=32, blank=True)
    email = models.CharField(_("邮箱"), max_length=128, blank=True)
    last_seen_at = models.DateTimeField(_("最近来访"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("外部联系人")
        verbose_name_plural = _("外部联系人")


class PortalLink(models.Model):
    """A link that opens once. Of its token the database knows the digest alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(
        PortalContact, models.CASCADE, related_name="links", verbose_name=_("外部联系人")
    )
    digest = models.CharField(_("摘要"), max_length=64, unique=True, editable=False)
    permissions = models.JSONField(_("权限范围"), default=list)
    sets_password = models.BooleanField(_("用于设置密码"), default=False)
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("生成人"),
    )
    expires_at = models.DateTimeField(_("到期时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    used_from = models.CharField(_("使用地址"), max_length=64, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    key = models.ForeignKey(
        ApiKey,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("换得的密钥"),
    )

    class Meta:
        verbose_name = _("门户链接")
        verbose_name_plural = _("门户链接")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="supply_portallink_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.made_at:%Y-%m-%d}"
