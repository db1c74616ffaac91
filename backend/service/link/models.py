"""A customer's link to a contract, and the files that were released to the customer."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.files.models import Attachment
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.service.link.flow import LinkFlow, State


class Group(models.TextChoices):
    """A part of the contract a link may show; prices are shown only when they are named."""

    LINES = "lines", _("订单明细")
    PROGRESS = "progress", _("生产进度")
    DELIVERIES = "deliveries", _("发货与运单")
    DOCUMENTS = "documents", _("已发布的文件")
    ASSETS = "assets", _("设备")
    TICKETS = "tickets", _("服务单")
    PRICES = "prices", _("价格与金额")


USUAL = [group.value for group in Group if group is not Group.PRICES]


class CustomerLink(LinkFlow, Document):
    """A link for a customer's people. Of its token the database knows the digest alone."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name", "note")

    class Language(models.TextChoices):
        """In which language it opens first."""

        CHINESE = "zh", _("中文")
        ENGLISH = "en", _("英文")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="links", verbose_name=_("合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    state = StateField(State)
    digest = models.CharField(_("摘要"), max_length=64, unique=True, editable=False)
    shows = ArrayField(
        models.CharField(max_length=12, choices=Group.choices),
        verbose_name=_("显示内容"),
        default=list,
    )
    language = models.CharField(
        _("语言"), max_length=2, choices=Language.choices, default=Language.CHINESE
    )
    note = models.CharField(_("发给谁"), max_length=120, blank=True)
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True, editable=False)
    views = models.PositiveIntegerField(_("打开次数"), default=0, editable=False)
    first_seen_at = models.DateTimeField(_("首次打开"), null=True, blank=True, editable=False)
    last_seen_at = models.DateTimeField(_("最近打开"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("客户链接")
        verbose_name_plural = _("客户链接")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="open", revoked_at=None)
                | Q(state="revoked", revoked_at__isnull=False),
                name="service_customerlink_revoked_when",
            ),
        ]


class ReleasedFile(models.Model):
    """A file of a contract that its customer may read by any link that shows documents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="released_files", verbose_name=_("合同")
    )
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, related_name="+", verbose_name=_("文件")
    )
    title = models.CharField(_("标题"), max_length=120)
    released_at = models.DateTimeField(_("发布时间"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("发布人"),
    )

    class Meta:
        verbose_name = _("已发布文件")
        verbose_name_plural = _("已发布文件")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "attachment"], name="service_releasedfile_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
