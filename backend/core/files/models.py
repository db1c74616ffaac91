"""The file beside a paper."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7


class Attachment(models.Model):
    """One file of one document; the bytes lie in the storage under a name of our own."""

    class Kind(models.TextChoices):
        """What the file shows."""

        PHOTO = "photo", _("照片")
        CONTRACT = "contract", _("合同扫描件")
        TICKET = "ticket", _("磅单")
        INVOICE = "invoice", _("发票")
        CERTIFICATE = "certificate", _("质检/材质证明")
        LICENCE = "licence", _("证照")
        PROOF = "proof", _("收付款凭证")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    kind = models.CharField(_("用途"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    mime = models.CharField(_("类型"), max_length=100)
    size = models.PositiveIntegerField(_("大小（字节）"))
    width = models.PositiveIntegerField(_("宽"), null=True, blank=True)
    height = models.PositiveIntegerField(_("高"), null=True, blank=True)
    sha256 = models.CharField(_("摘要"), max_length=64)
    path = models.CharField(max_length=200, editable=False)
    created_at = models.DateTimeField(_("上传时间"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("上传人"),
    )

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        indexes = [
            models.Index(
                fields=["document", "document_id", "-created_at"], name="core_attachment_document"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0, size__lte=20 * 1024 * 1024),
                name="core_attachment_size",
            ),
        ]

    def __str__(self) -> str:
        return self.name
