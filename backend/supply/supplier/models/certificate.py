"""A paper that proves something about a supplier for a while."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.goods.product.models import Product
from backend.supply.supplier.flow import CertificateFlow, CertificateState
from backend.supply.supplier.models.supplier import Supplier


class Certificate(CertificateFlow, Document):
    """A certificate of one supplier, for one category or for all when that is empty."""

    SEARCH: ClassVar = ("number", "supplier__no", "supplier__party__name", "issuer")

    class Kind(models.TextChoices):
        """What it proves."""

        LICENCE = "licence", _("营业执照")
        QUALITY = "quality", _("质量管理体系")
        ENVIRONMENT = "environment", _("环境管理体系")
        SAFETY = "safety", _("安全生产许可")
        POLLUTION = "pollution", _("排污许可")
        HAZARDOUS = "hazardous", _("危废经营许可")
        RECYCLING = "recycling", _("再生资源回收备案")
        PRODUCT = "product", _("产品认证")
        REACH = "reach", _("RoHS/REACH")
        ORIGIN = "origin", _("原产地/冲突矿产声明")
        AGENCY = "agency", _("代理授权")
        OTHER = "other", _("其他")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="certificates", verbose_name=_("供应商")
    )
    state = StateField(CertificateState)
    kind = models.CharField(_("证书类型"), max_length=12, choices=Kind.choices)
    category = models.CharField(
        _("适用品类"), max_length=12, choices=Product.Category.choices, blank=True
    )
    number = models.CharField(_("证书编号"), max_length=64)
    scope = models.CharField(_("范围"), max_length=200, blank=True)
    issuer = models.CharField(_("发证机构"), max_length=120, blank=True)
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    is_mandatory = models.BooleanField(_("到期即停用"), default=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("核验人"),
    )
    checked_on = models.DateField(_("核验日期"), null=True, blank=True)
    check_note = models.CharField(_("核验说明"), max_length=500, blank=True)
    warned_days = models.SmallIntegerField(_("已提醒到"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商证书")
        verbose_name_plural = _("供应商证书")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(issued_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("issued_on")),
                name="supply_certificate_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["supplier", "kind", "category", "number"],
                condition=Q(state__in=["submitted", "verified"]),
                name="supply_certificate_once",
            ),
        ]
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["expires_on"], name="supply_certificate_expiry"),
        ]

    def __str__(self) -> str:
        return self.number
