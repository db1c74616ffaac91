"""A version of what a product consists of, and its lines."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.goods.bom.flow import BillOfMaterialsFlow, State
from backend.goods.product.models import Product


class BillOfMaterials(BillOfMaterialsFlow, Document):
    """What one unit of a product consists of, from a day on."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "note")

    class Kind(models.TextChoices):
        """Who reads it."""

        ENGINEERING = "engineering", _("设计")
        PRODUCTION = "production", _("生产")
        SPARE = "spare", _("备件")
        KIT = "kit", _("成套")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="bills_of_materials", verbose_name=_("产品")
    )
    kind = models.CharField(_("用途"), max_length=12, choices=Kind.choices)
    revision = models.PositiveSmallIntegerField(_("版次"))
    state = StateField(State)
    valid_from = models.DateField(_("生效日期"))
    valid_until = models.DateField(_("失效日期"), null=True, blank=True)
    """The last day it counts; empty while nothing follows."""
    note = models.CharField(_("变更说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("物料清单")
        verbose_name_plural = _("物料清单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "kind", "revision"], name="goods_bom_revision_once"
            ),
            models.UniqueConstraint(
                fields=["product", "kind"],
                condition=Q(state="released"),
                name="goods_bom_one_released",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="goods_bom_days",
            ),
        ]


class BomLine(models.Model):
    """So much of a part in one unit of the whole."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bom = models.ForeignKey(
        BillOfMaterials, models.CASCADE, related_name="lines", verbose_name=_("物料清单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="used_in_boms", verbose_name=_("物料")
    )
    quantity = models.DecimalField(_("用量"), max_digits=16, decimal_places=6)
    position = models.CharField(_("位号"), max_length=64, blank=True)
    is_serialised = models.BooleanField(_("记录序列号"), default=False)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("物料清单行")
        verbose_name_plural = _("物料清单行")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bom", "product", "position"], name="goods_bomline_position_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="goods_bomline_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"
