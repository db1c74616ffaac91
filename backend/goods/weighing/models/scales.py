"""Scales, the certificates that let them be believed, and stored tares."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.documents.models import Document
from backend.goods.warehouse.models import Warehouse


def kilograms(label: StrOrPromise, *, is_known: bool = True) -> Any:
    """This will give a column for a reading of a scale."""
    return models.DecimalField(
        label, max_digits=11, decimal_places=3, null=not is_known, blank=not is_known
    )


class Scale(Document):
    """A weighbridge or bundle scale and the certificate that lets it be believed."""

    SEARCH: ClassVar = ("no", "name", "serial")

    name = models.CharField(_("名称"), max_length=64)
    serial = models.CharField(_("出厂编号"), max_length=64)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="scales", verbose_name=_("仓库")
    )
    minimum_kg = kilograms(_("最小称量（kg）"))
    maximum_kg = kilograms(_("最大称量（kg）"))
    division_kg = kilograms(_("分度值（kg）"))
    certificate = models.CharField(_("检定证书号"), max_length=64, blank=True)
    certified_until = models.DateField(_("检定有效期至"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("磅秤")
        verbose_name_plural = _("磅秤")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["serial"], name="goods_scale_serial_once"),
            models.CheckConstraint(
                condition=Q(division_kg__gt=0, minimum_kg__gte=0)
                & Q(maximum_kg__gt=models.F("minimum_kg")),
                name="goods_scale_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VehicleTare(Document):
    """The empty weight of a truck, good for a while."""

    SEARCH: ClassVar = ("plate",)

    plate = models.CharField(_("车牌"), max_length=16)
    kg = kilograms(_("皮重（kg）"))
    weighed_at = models.DateTimeField(_("称重时间"))
    valid_until = models.DateField(_("有效期至"))

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("车辆皮重")
        verbose_name_plural = _("车辆皮重")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["plate", "-weighed_at"], name="goods_vehicletare_plate"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(kg__gt=0), name="goods_vehicletare_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.kg} kg"
