"""Other numbers of a part, and the machines it fits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.goods.product.models import Product


class PartReference(Document):
    """A number somebody else gives the same part."""

    SEARCH: ClassVar = ("number", "number_key", "maker", "product__code", "product__name")

    class Kind(models.TextChoices):
        """Whose number it is."""

        OEM = "oem", _("原厂件号")
        COMPETITOR = "competitor", _("竞品件号")
        CUSTOMER = "customer", _("客户料号")
        FORMER = "former", _("旧件号")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="references", verbose_name=_("备件")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    maker = models.CharField(_("厂商"), max_length=64, blank=True)
    number = models.CharField(_("件号"), max_length=64)
    number_key = models.CharField(_("检索键"), max_length=64, editable=False)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("件号对照")
        verbose_name_plural = _("件号对照")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["number_key"], name="service_partreference_key"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "kind", "maker", "number_key"],
                name="service_partreference_once",
            ),
            models.CheckConstraint(
                condition=~Q(number_key=""), name="service_partreference_has_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker} {self.number}".strip()


class Fitment(Document):
    """A part that fits a machine model, and where."""

    SEARCH: ClassVar = (
        "position", "part__code", "part__name", "machine__code", "machine__name"
    )  # fmt: skip

    part = models.ForeignKey(Product, models.PROTECT, related_name="fits", verbose_name=_("备件"))
    machine = models.ForeignKey(
        Product, models.PROTECT, related_name="fitments", verbose_name=_("适用机型")
    )
    position = models.CharField(_("位置"), max_length=64, blank=True)
    quantity = models.DecimalField(_("用量"), max_digits=14, decimal_places=3, default=1)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("适配关系")
        verbose_name_plural = _("适配关系")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["part", "machine", "position"], name="service_fitment_once"
            ),
            models.CheckConstraint(
                condition=~Q(part=models.F("machine")), name="service_fitment_not_itself"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="service_fitment_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.part} → {self.machine} {self.position}".strip()
