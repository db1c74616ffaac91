"""Pictures of the job and the customer's signature."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.files.models import Attachment
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.service.workorder.models.order import WorkOrder


class Photo(models.Model):
    """A picture taken before, during or after the work."""

    class Moment(models.TextChoices):
        """When it was taken."""

        BEFORE = "before", _("处理前")
        DURING = "during", _("处理中")
        AFTER = "after", _("处理后")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="photos", verbose_name=_("工单")
    )
    moment = models.CharField(_("时机"), max_length=8, choices=Moment.choices)
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("照片"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("拍摄时间"))

    class Meta:
        verbose_name = _("工单照片")
        verbose_name_plural = _("工单照片")
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "file"], name="service_photo_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_moment_display())


class Signature(models.Model):
    """Who signed what they saw, or why they would not; never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.OneToOneField(
        WorkOrder, models.PROTECT, related_name="signature", verbose_name=_("工单")
    )
    is_refused = models.BooleanField(_("拒绝签字"), default=False)
    signer = models.CharField(_("签字人"), max_length=64, blank=True)
    signer_phone = models.CharField(_("签字人电话"), max_length=32, blank=True)
    picture = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name=_("签名图片或现场照片")
    )
    picture_sha256 = models.CharField(_("图片摘要"), max_length=64)
    reason = models.CharField(_("拒签原因"), max_length=500, blank=True)
    document_text = models.TextField(_("客户所见内容"))
    document_sha256 = models.CharField(_("内容摘要"), max_length=64)
    is_same = models.BooleanField(_("与服务器内容一致"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("客户签字")
        verbose_name_plural = _("客户签字")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_refused=False, reason="") & ~Q(signer="")
                | (Q(is_refused=True) & ~Q(reason="")),
                name="service_signature_signed_or_why",
            ),
            AppendOnly(name="service_signature_append_only"),
        ]

    def __str__(self) -> str:
        return self.signer or self.reason
