"""Carriers with their vehicles and drivers, and the papers of both that run out."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.party.models import Party


class Carrier(Document):
    """A company as the one that carries goods: by which modes, under which licence."""

    SEARCH: ClassVar = ("no", "party__name", "party__short_name", "licence_no")
    SEARCH_PRIVATE: ClassVar = ("dispatcher_phone",)

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="carrier", verbose_name=_("单位")
    )
    modes = ArrayField(models.CharField(max_length=12), verbose_name=_("运输方式"), default=list)
    licence_no = models.CharField(_("道路运输许可证号"), max_length=64, blank=True)
    licence_until = models.DateField(_("许可证有效至"), null=True, blank=True)
    insured_until = models.DateField(_("承运险有效至"), null=True, blank=True)
    dispatcher = models.CharField(_("调度联系人"), max_length=64, blank=True)
    dispatcher_phone = models.CharField(_("调度电话"), max_length=32, blank=True)
    is_stopped = models.BooleanField(_("停用"), default=False)
    stopped_reason = models.CharField(_("停用原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("承运商")
        verbose_name_plural = _("承运商")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_stopped=False) | ~Q(stopped_reason=""),
                name="supply_carrier_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)


class Vehicle(Document):
    """A truck, tractor, trailer or wagon of a carrier."""

    SEARCH: ClassVar = ("no", "plate", "carrier__party__name", "carrier__party__short_name")

    class Kind(models.TextChoices):
        """What it is."""

        TRUCK = "truck", _("货车")
        TRACTOR = "tractor", _("牵引车")
        TRAILER = "trailer", _("挂车")
        WAGON = "wagon", _("铁路车皮")

    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="vehicles", verbose_name=_("承运商")
    )
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.TRUCK)
    plate = models.CharField(_("车牌"), max_length=16)
    capacity = models.DecimalField(_("核定载重（吨）"), max_digits=14, decimal_places=3)
    tare = models.DecimalField(
        _("自重（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    is_retired = models.BooleanField(_("已停用"), default=False)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("车辆")
        verbose_name_plural = _("车辆")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["plate"], name="supply_vehicle_plate_once"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="supply_vehicle_capacity"),
            models.CheckConstraint(
                condition=Q(tare__isnull=True) | Q(tare__gt=0), name="supply_vehicle_tare"
            ),
        ]

    def __str__(self) -> str:
        return self.plate


class VehiclePaper(models.Model):
    """A paper of a vehicle without which it may not drive once it ran out."""

    class Kind(models.TextChoices):
        """Which paper."""

        LICENCE = "licence", _("行驶证")
        PERMIT = "permit", _("道路运输证")
        INSURANCE = "insurance", _("保险")
        INSPECTION = "inspection", _("年检")
        HAZARD = "hazard", _("危险货物运输证")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vehicle = models.ForeignKey(
        Vehicle, models.CASCADE, related_name="papers", verbose_name=_("车辆")
    )
    kind = models.CharField(_("证照"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("证号"), max_length=64, blank=True)
    expires_on = models.DateField(_("有效至"))

    class Meta:
        verbose_name = _("车辆证照")
        verbose_name_plural = _("车辆证照")
        ordering = ("expires_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vehicle", "kind"], name="supply_vehiclepaper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.expires_on}"


class Driver(Document):
    """Who drives for a carrier. Phone and identity are closed fields."""

    SEARCH: ClassVar = ("no", "name", "carrier__party__name", "carrier__party__short_name")
    SEARCH_PRIVATE: ClassVar = ("driver_phone",)

    carrier = models.ForeignKey(
        Carrier, models.PROTECT, related_name="drivers", verbose_name=_("承运商")
    )
    name = models.CharField(_("姓名"), max_length=64)
    driver_phone = models.CharField(_("电话"), max_length=32)
    driver_identity = models.CharField(_("身份证"), max_length=32, blank=True)
    licence_class = models.CharField(_("准驾车型"), max_length=8, blank=True)
    licence_until = models.DateField(_("驾驶证有效至"), null=True, blank=True)
    qualified_until = models.DateField(_("从业资格有效至"), null=True, blank=True)
    is_retired = models.BooleanField(_("已停用"), default=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("司机")
        verbose_name_plural = _("司机")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["carrier", "name", "driver_phone"], name="supply_driver_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
