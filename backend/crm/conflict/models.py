"""A conflict, its two sides and what each brings forward."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Likeness, Party
from backend.crm.conflict.flow import ConflictFlow, State


class ConflictCase(ConflictFlow, Document):
    """A (who raised it, the owner) and B (the other owner) are after the same thing."""

    SEARCH: ClassVar = ("no", "a_name")

    class Kind(models.TextChoices):
        """What they are both after."""

        CUSTOMER = "customer", _("同一客户")
        OPPORTUNITY = "opportunity", _("同一商机")
        PROJECT = "project", _("同一项目/标书")

    class Decision(models.TextChoices):
        """Who keeps it."""

        A_KEEPS = "a_keeps", _("归甲方")
        B_KEEPS = "b_keeps", _("归乙方")
        SHARE = "share", _("共享分成")
        MERGE = "merge", _("合并客户")

    state = StateField(State)
    kind = models.CharField(_("冲突类型"), max_length=12, choices=Kind.choices)
    a_document = models.CharField(_("甲方单据"), max_length=64)
    a_id = models.UUIDField(_("甲方单据标识"))
    a_name = models.CharField(_("甲方对象"), max_length=200)
    a_party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("甲方单位")
    )
    b_document = models.CharField(_("乙方单据"), max_length=64)
    b_id = models.UUIDField(_("乙方单据标识"))
    b_party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("乙方单位")
    )
    b_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("乙方负责人")
    )
    b_unit = models.ForeignKey(
        "core.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("乙方单元"),
    )
    score = models.PositiveSmallIntegerField(_("相似得分"), default=0)
    raised_at = models.DateTimeField(_("提出时间"))
    due_at = models.DateTimeField(_("应裁决于"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    a_wish = models.JSONField(_("甲方意见"), default=dict, blank=True)
    b_wish = models.JSONField(_("乙方意见"), default=dict, blank=True)
    decision = models.CharField(
        _("裁决"), max_length=8, choices=Decision.choices, blank=True, default=""
    )
    share_a = models.DecimalField(
        _("甲方分成 %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    share_b = models.DecimalField(
        _("乙方分成 %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("裁决人"),
    )
    decided_at = models.DateTimeField(_("裁决时间"), null=True, blank=True)
    decided_note = models.CharField(_("裁决说明"), max_length=500, blank=True)
    appeal_reason = models.CharField(_("申诉理由"), max_length=500, blank=True)
    appealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("申诉人"),
    )
    closed_at = models.DateTimeField(_("终结时间"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("撞单")
        verbose_name_plural = _("撞单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "due_at"], name="crm_conflictcase_due"),
            models.Index(fields=["b_owner", "-created_at", "-id"], name="crm_conflictcase_b"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["a_id", "b_id"],
                condition=~Q(state="final"),
                name="crm_conflictcase_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decision="", share_a=None, share_b=None)
                | (~Q(decision="") & Q(share_a__gte=0, share_b=100 - F("share_a"))),
                name="crm_conflictcase_shares_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "evidence_requested", "under_review"])
                | ~Q(decision=""),
                name="crm_conflictcase_decided_how",
            ),
        ]

    @property
    def party_id(self) -> object:
        """The company it is about, so that its timeline shows it."""
        return self.b_party_id or self.a_party_id


class ConflictEvidence(models.Model):
    """One thing that speaks for a side, or for both being after the same."""

    class Side(models.TextChoices):
        """Who brought it forward."""

        SYSTEM = "system", _("系统")
        A = "a", _("甲方")
        B = "b", _("乙方")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        ConflictCase, models.CASCADE, related_name="evidence", verbose_name=_("撞单")
    )
    side = models.CharField(_("提供方"), max_length=6, choices=Side.choices)
    signal = models.CharField(
        _("依据"), max_length=20, choices=Likeness.choices, blank=True, default=""
    )
    text = models.CharField(_("内容"), max_length=500)
    weight = models.SmallIntegerField(_("权重"), default=0)
    added_at = models.DateTimeField(_("时间"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("提供人"),
    )

    class Meta:
        verbose_name = _("证据")
        verbose_name_plural = _("证据")
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.text
