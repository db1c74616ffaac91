"""A ticket: a customer's matter, the machine it is about, and how far it has come."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.service.asset.models import Asset, Entitlement
from backend.service.ticket.flow import OPEN, State, TicketFlow

STILL_OPEN: Any = Q(state__in=[state.value for state in OPEN])


class Level(models.TextChoices):
    """How much it hurts, or how soon it must be mended."""

    HIGH = "high", _("高")
    MEDIUM = "medium", _("中")
    LOW = "low", _("低")


class Priority(models.TextChoices):
    """How pressing a ticket is; p1 comes first."""

    P1 = "p1", _("P1 紧急")
    P2 = "p2", _("P2 高")
    P3 = "p3", _("P3 中")
    P4 = "p4", _("P4 低")


class Ticket(TicketFlow, Document):
    """A customer's matter; its owner is who answers for it."""

    SEARCH: ClassVar = ("no", "summary", "customer__name", "customer__short_name", "serial_no")
    SEARCH_PRIVATE: ClassVar = ("contact_phone",)

    class Channel(models.TextChoices):
        """The way it came in."""

        QR = "qr", _("扫码报修")
        PORTAL = "portal", _("客户链接")
        PHONE = "phone", _("电话")
        API = "api", _("接口")
        MAIL = "mail", _("邮件")
        PREVENTIVE = "preventive", _("预防性维护")

    class Kind(models.TextChoices):
        """What is asked of us."""

        FAULT = "fault", _("故障")
        COMPLAINT = "complaint", _("投诉")
        QUALITY_CLAIM = "quality_claim", _("质量异议")
        INSTALL = "install", _("安装调试")
        TRAINING = "training", _("培训")
        INQUIRY = "inquiry", _("咨询")
        RETURN = "return", _("退换货")

    state = StateField(State)
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("设备")
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("合同")
    )
    contact_name = models.CharField(_("联系人"), max_length=64, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    channel = models.CharField(_("渠道"), max_length=12, choices=Channel.choices)
    kind = models.CharField(_("类型"), max_length=16, choices=Kind.choices, default=Kind.FAULT)
    impact = models.CharField(_("影响"), max_length=8, choices=Level.choices, default=Level.MEDIUM)
    urgency = models.CharField(
        _("紧急程度"), max_length=8, choices=Level.choices, default=Level.MEDIUM
    )
    priority = models.CharField(
        _("优先级"), max_length=2, choices=Priority.choices, default=Priority.P3, editable=False
    )
    entitlement = models.ForeignKey(
        Entitlement,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("服务权益"),
    )
    is_covered = models.BooleanField(_("在保"), null=True, editable=False)
    symptom_code = models.CharField(_("故障现象"), max_length=32, blank=True)
    cause_code = models.CharField(_("故障原因"), max_length=32, blank=True)
    solution_code = models.CharField(_("解决办法"), max_length=32, blank=True)
    summary = models.CharField(_("概要"), max_length=200)
    description = models.TextField(_("描述"), blank=True)
    resolution = models.TextField(_("处理结果"), blank=True)
    serial_no = models.CharField(_("序列号"), max_length=64, blank=True, editable=False)
    opened_at = models.DateTimeField(_("受理时间"))
    due_at = models.DateTimeField(_("承诺时间"), editable=False)
    due_kind = models.CharField(_("承诺事项"), max_length=10, blank=True, editable=False)
    is_paused = models.BooleanField(_("计时暂停"), default=False, editable=False)
    is_late = models.BooleanField(_("已超时"), default=False, editable=False)
    resolved_at = models.DateTimeField(_("解决时间"), null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(_("自动关闭时间"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("重开次数"), default=0, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="children",
        verbose_name=_("并入"),
    )
    source_key = models.CharField(_("来源"), max_length=200, blank=True, editable=False)
    estimate = models.DecimalField(
        _("费用估算"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    estimate_note = models.CharField(_("估算说明"), max_length=500, blank=True, editable=False)
    estimated_at = models.DateTimeField(_("估算时间"), null=True, blank=True, editable=False)
    agreed_at = models.DateTimeField(_("客户确认时间"), null=True, blank=True, editable=False)
    agreed_by = models.CharField(_("确认人"), max_length=64, blank=True, editable=False)
    refused_at = models.DateTimeField(_("客户拒绝时间"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("服务单")
        verbose_name_plural = _("服务单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["due_at", "id"], name="service_ticket_due"),
            models.Index(
                fields=["due_at", "id"], condition=STILL_OPEN, name="service_ticket_due_open"
            ),
            models.Index(
                fields=["owner", "due_at", "id"], condition=STILL_OPEN, name="service_ticket_mine"
            ),
            models.Index(fields=["customer", "-created_at", "-id"], name="service_ticket_party"),
            models.Index(fields=["asset", "-created_at", "-id"], name="service_ticket_asset"),
            models.Index(fields=["state", "-created_at", "-id"], name="service_ticket_state"),
            models.Index(
                fields=["closes_at"], condition=Q(state="resolved"), name="service_ticket_closes"
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~Q(source_key=""),
                name="service_ticket_source_once",
            ),
            models.CheckConstraint(
                condition=Q(state="duplicate", merged_into__isnull=False)
                | (~Q(state="duplicate") & Q(merged_into=None)),
                name="service_ticket_duplicate_of",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="service_ticket_not_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(estimate=None) | Q(estimate__gte=0), name="service_ticket_estimate"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None), name="service_ticket_one_answer"
            ),
        ]

    @property
    def party_id(self) -> UUID:
        """This will name the company whose timeline it belongs to."""
        return self.customer_id
