"""Who was asked, what they asked back, and what was added after publishing."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.rfq.models.asking import Rfq
from backend.supply.supplier.models import Supplier


class Invitation(models.Model):
    """A supplier who was asked; `party` is filled when it may see the request, at publishing."""

    class State(models.TextChoices):
        """What became of it."""

        INVITED = "invited", _("已邀请")
        QUOTED = "quoted", _("已报价")
        DECLINED = "declined", _("已谢绝")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="invitations")
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name=_("供应商")
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.INVITED)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("可见方")
    )
    contact = models.CharField(_("联系人"), max_length=120, blank=True)
    score = models.DecimalField(_("评分"), max_digits=5, decimal_places=2, null=True, blank=True)
    declined_reason = models.CharField(_("谢绝原因"), max_length=500, blank=True)
    invited_at = models.DateTimeField(_("邀请时间"), null=True, blank=True)
    seen_at = models.DateTimeField(_("查看时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("询价邀请")
        verbose_name_plural = _("询价邀请")
        ordering = ("supplier__no", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "supplier"], name="supply_invitation_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="supply_invitation_score",
            ),
        ]

    def __str__(self) -> str:
        return str(self.supplier_id)


class Question(models.Model):
    """What a supplier asked about a request, and the answer, to one or to all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="questions")
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="questions", verbose_name=_("提问方")
    )
    text = models.CharField(_("问题"), max_length=2000)
    asked_at = models.DateTimeField(_("提问时间"))
    answer = models.CharField(_("答复"), max_length=2000, blank=True)
    is_private = models.BooleanField(_("仅答复提问方"), default=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("询价答疑")
        verbose_name_plural = _("询价答疑")
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return self.text[:40]


class Addendum(models.Model):
    """What was added after publishing, or more time: told to all, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="addenda")
    seq = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("内容"), max_length=2000)
    made_at = models.DateTimeField(_("时间"))
    deadline = models.DateTimeField(_("新截止时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("补充文件")
        verbose_name_plural = _("补充文件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "seq"], name="supply_addendum_seq_once"),
            AppendOnly(name="supply_addendum_append_only"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
