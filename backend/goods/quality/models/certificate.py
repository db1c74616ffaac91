"""What we, or the mill, stand for in writing about a lot."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.quality.models.inspection import Inspection
from backend.goods.stock.models import Lot


class Certificate(Document):
    """A quality certificate 质检证书 or mill certificate 质保书 of a lot."""

    SEARCH: ClassVar = ("no", "their_no", "lot__no", "lot__heat", "product__name", "party__name")

    class Kind(models.TextChoices):
        """Who says it."""

        OURS = "ours", _("质检证书")
        MILL = "mill", _("质保书")

    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    their_no = models.CharField(_("原厂证书号"), max_length=64, blank=True)
    lot = models.ForeignKey(
        Lot, models.PROTECT, related_name="certificates", verbose_name=_("批次")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("检验单"),
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("客户")
    )
    issued_on = models.DateField(_("签发日期"))
    standard = models.CharField(_("执行标准"), max_length=120, blank=True)
    is_void = models.BooleanField(_("已作废"), default=False)
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("质量证书")
        verbose_name_plural = _("质量证书")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="mill", inspection__isnull=True)
                | Q(kind="ours", inspection__isnull=False),
                name="goods_certificate_of_inspection",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | ~Q(void_reason=""), name="goods_certificate_void_why"
            ),
        ]


class CertificateLine(models.Model):
    """One characteristic, what was asked and what was found, as printed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    certificate = models.ForeignKey(
        Certificate, models.CASCADE, related_name="lines", verbose_name=_("质量证书")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("检验项目"), max_length=64)
    unit_name = models.CharField(_("单位"), max_length=16, blank=True)
    method = models.CharField(_("检验方法"), max_length=120, blank=True)
    asked = models.CharField(_("要求"), max_length=120, blank=True)
    found = models.CharField(_("结果"), max_length=120)

    class Meta:
        verbose_name = _("证书明细")
        verbose_name_plural = _("证书明细")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate", "seq"], name="goods_certificateline_seq_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.found}"
