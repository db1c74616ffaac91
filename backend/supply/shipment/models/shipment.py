"""A shipment: goods of one other side on one way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.freight.models import Mode
from backend.supply.shipment.flow import ShipmentFlow, State
from backend.supply.shipment.models.fleet import Carrier, Driver, Vehicle


class Direction(models.TextChoices):
    """Whether goods come to us or go out."""

    INBOUND = "inbound", _("进货")
    OUTBOUND = "outbound", _("发货")


class Shipment(ShipmentFlow, Document):
    """What travels, by whom, on which way, and how far it has come."""

    SEARCH: ClassVar = (
        "no",
        "party__name",
        "party__short_name",
        "booking_no",
        "waybill_no",
        "vessel",
        "plate",
    )
    SEARCH_PRIVATE: ClassVar = ("driver_phone",)

    direction = models.CharField(_("方向"), max_length=8, choices=Direction.choices)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("对方单位"))
    state = StateField(State)
    mode = models.CharField(_("运输方式"), max_length=12, choices=Mode.choices)
    incoterm = models.CharField(_("贸易术语"), max_length=3, blank=True)
    crosses_border = models.BooleanField(_("跨境"), default=False)
    planned_on = models.DateField(_("计划日期"))
    origin = models.CharField(_("起运地"), max_length=200)
    destination = models.CharField(_("目的地"), max_length=200)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shipments",
        verbose_name=_("承运商"),
    )
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("车辆")
    )
    driver = models.ForeignKey(
        Driver, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("司机")
    )
    plate = models.CharField(_("车牌"), max_length=16, blank=True)
    trailer = models.CharField(_("挂车"), max_length=16, blank=True)
    driver_name = models.CharField(_("司机姓名"), max_length=64, blank=True)
    driver_phone = models.CharField(_("司机电话"), max_length=32, blank=True)
    booking_no = models.CharField(_("订舱号"), max_length=64, blank=True)
    vessel = models.CharField(_("船名/车次/航班"), max_length=64, blank=True)
    voyage = models.CharField(_("航次"), max_length=32, blank=True)
    waybill_no = models.CharField(_("提单/运单号"), max_length=64, blank=True)
    etd = models.DateTimeField(_("预计离港"), null=True, blank=True)
    atd = models.DateTimeField(_("实际离港"), null=True, blank=True)
    eta = models.DateTimeField(_("预计到达"), null=True, blank=True)
    ata = models.DateTimeField(_("实际到达"), null=True, blank=True)
    weight = models.DecimalField(_("计划重量（吨）"), max_digits=14, decimal_places=3)
    loaded_weight = models.DecimalField(
        _("装运重量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    late_since = models.DateTimeField(_("逾期时间"), null=True, blank=True)
    booked_at = models.DateTimeField(_("订舱时间"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("装运时间"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("交付时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    remark = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("运输单")
        verbose_name_plural = _("运输单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "eta"], name="supply_shipment_state_eta"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_shipment_weight"),
            models.CheckConstraint(
                condition=~Q(state__in=["in_transit", "diverted", "arrived", "delivered"])
                | Q(atd__isnull=False),
                name="supply_shipment_left_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False, ata__isnull=False),
                name="supply_shipment_delivered_at",
            ),
        ]
