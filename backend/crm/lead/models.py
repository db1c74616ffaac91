"""A lead and what it asks for, in its own words."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.lead.flow import LeadFlow, State


class Lead(LeadFlow, Document):
    """Somebody who may want to buy; company and person are only text until it is converted."""

    SEARCH: ClassVar = ("no", "title", "company", "contact_name")
    SEARCH_PRIVATE: ClassVar = ("contact_phone", "contact_email")

    class Source(models.TextChoices):
        """How it came to us."""

        WEB = "web", _("网站")
        FAIR = "fair", _("展会")
        B2B = "b2b", _("B2B 平台")
        REFERRAL = "referral", _("转介绍")
        PHONE = "phone", _("来电")
        VISIT = "visit", _("陌拜")
        OTHER = "other", _("其他")

    title = models.CharField(_("主题"), max_length=200)
    state = StateField(State)
    source = models.CharField(_("来源"), max_length=12, choices=Source.choices)
    received_on = models.DateField(_("收到日期"))
    company = models.CharField(_("公司"), max_length=200, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=64, blank=True)
    contact_phone = models.CharField(_("电话"), max_length=32, blank=True)
    contact_email = models.CharField(_("邮箱"), max_length=128, blank=True)
    content = models.TextField(_("内容"), blank=True)
    province = models.CharField(_("省份"), max_length=32, blank=True, default="")
    city = models.CharField(_("城市"), max_length=32, blank=True, default="")
    campaign = models.CharField(_("活动"), max_length=64, blank=True, default="")
    amount = models.DecimalField(
        _("预计金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    phone_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    score = models.PositiveSmallIntegerField(_("评分"), default=0, editable=False)
    score_reasons = models.JSONField(_("评分依据"), default=list, blank=True, editable=False)
    received_at = models.DateTimeField(_("收到时间"), null=True, blank=True, editable=False)
    assigned_at = models.DateTimeField(_("分配时间"), null=True, blank=True, editable=False)
    released_at = models.DateTimeField(_("入池时间"), null=True, blank=True, editable=False)
    sla_due_at = models.DateTimeField(_("响应时限"), null=True, blank=True, editable=False)
    sla_told_at = models.DateTimeField(_("超时提醒"), null=True, blank=True, editable=False)
    response_minutes = models.PositiveIntegerField(
        _("响应用时（工作分钟）"), null=True, blank=True, editable=False
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("往来单位")
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("重复于")
    )
    closed_reason = models.CharField(_("关闭原因"), max_length=500, blank=True)
    converted_on = models.DateField(_("转化日期"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("首次响应"), null=True, blank=True, editable=False)
    last_contact_at = models.DateTimeField(_("最近联系"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("线索")
        verbose_name_plural = _("线索")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "-created_at", "-id"], name="crm_lead_state_new"),
            models.Index(fields=["party", "-created_at", "-id"], name="crm_lead_party_new"),
            models.Index(
                fields=["phone_key", "-received_on"],
                condition=~Q(phone_key=""),
                name="crm_lead_phone_new",
            ),
            models.Index(
                fields=["sla_due_at"],
                condition=Q(first_response_at=None, sla_told_at=None, sla_due_at__isnull=False),
                name="crm_lead_late",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="converted")
                | Q(party__isnull=False, converted_on__isnull=False),
                name="crm_lead_converted_to_party",
            ),
            models.CheckConstraint(
                condition=~Q(state="invalid") | ~Q(closed_reason=""), name="crm_lead_invalid_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate")
                | Q(duplicate_of__isnull=False)
                | Q(party__isnull=False),
                name="crm_lead_duplicate_of_what",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("id")), name="crm_lead_no_own_duplicate"
            ),
            models.CheckConstraint(
                condition=~Q(state="pooled") | Q(owner=None), name="crm_lead_pooled_is_nobodys"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="crm_lead_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LeadItem(models.Model):
    """One thing they ask for, as they said it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="items", verbose_name=_("线索"))
    seq = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("品名规格"), max_length=200)
    quantity = models.DecimalField(
        _("数量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField(_("单位"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("需求明细")
        verbose_name_plural = _("需求明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lead", "seq"], name="crm_leaditem_seq_once"),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0), name="crm_leaditem_quantity"
            ),
        ]

    def __str__(self) -> str:
        return self.text
