"""Follow-ups: what was said, about which paper, and what comes next."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.party.models import Party


class FollowUp(Document):
    """One contact with a customer or lead. Any paper may be its subject, by code and id."""

    SEARCH: ClassVar = ("content", "result", "next_action", "party_name")

    class Kind(models.TextChoices):
        """How the contact was made."""

        VISIT = "visit", _("拜访")
        CALL = "call", _("电话")
        WECHAT = "wechat", _("微信")
        MAIL = "mail", _("邮件")
        MEETING = "meeting", _("会议")
        OTHER = "other", _("其他")

    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("往来单位")
    )
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices)
    at = models.DateTimeField(_("时间"))
    content = models.TextField(_("内容"))
    result = models.CharField(_("结果"), max_length=500, blank=True)
    counts_as_contact = models.BooleanField(_("计为有效联系"), default=True)
    participants = ArrayField(
        models.CharField(max_length=64), verbose_name=_("参与人"), default=list, blank=True
    )
    lat = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    lon = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("精度（米）"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    checked_in_at = models.DateTimeField(_("签到时间"), null=True, blank=True)
    next_action = models.CharField(_("下一步"), max_length=200, blank=True)
    next_on = models.DateField(_("下一步日期"), null=True, blank=True)
    next_done_on = models.DateField(_("下一步完成日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("跟进")
        verbose_name_plural = _("跟进")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["document", "document_id", "-at"], name="crm_followup_document"),
            models.Index(fields=["party", "-at"], name="crm_followup_party"),
            models.Index(
                fields=["next_on", "owner"],
                condition=Q(next_on__isnull=False, next_done_on=None),
                name="crm_followup_to_do",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(next_on=None, next_action="")
                | (Q(next_on__isnull=False) & ~Q(next_action="")),
                name="crm_followup_next_whole",
            ),
            models.CheckConstraint(
                condition=Q(next_done_on=None) | Q(next_on__isnull=False),
                name="crm_followup_done_next",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="crm_followup_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    def party_name(self) -> str:
        """This will give the company's name, for the search box."""
        return self.party.name if self.party else ""
