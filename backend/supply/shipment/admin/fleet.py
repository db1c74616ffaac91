"""Carriers, vehicles and drivers in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.supply.shipment.models import Carrier, Driver, Vehicle
from backend.supply.shipment.schemas import CARRIER, DRIVER, VEHICLE


@admin.register(Carrier)
class CarrierAdmin(DocumentAdmin):
    """Companies that carry for us."""

    resource = CARRIER
    icon = "local_shipping"
    place = 26
    labels = {"party_name": _("单位"), "modes": _("运输方式"), "reason": _("原因")}
    columns = ("party_name", "modes", "licence_no", "licence_until", "insured_until", "is_stopped")
    filters = ("is_stopped",)
    facts = (
        (_("承运商"), ("party_id", "modes", "note")),
        (_("资质"), ("licence_no", "licence_until", "insured_until")),
        (_("调度"), ("dispatcher", "dispatcher_phone")),
        (_("停用"), ("is_stopped", "stopped_reason")),
    )
    party_path = "party_id"
    empty = _("还没有承运商。先把运输公司建为往来单位，再登记为承运商。")


@admin.register(Vehicle)
class VehicleAdmin(DocumentAdmin):
    """Trucks, trailers and wagons, with the papers that run out."""

    resource = VEHICLE
    icon = "directions_car"
    place = 27
    labels = {
        "carrier_name": _("承运商"),
        "papers": _("证照"),
        "expires_until": _("证照到期早于"),
        "reason": _("原因"),
    }
    columns = ("plate", "kind", "carrier_name", "capacity", "tare", "is_retired")
    filters = ("carrier_id", "is_retired", "expires_until")
    facts = ((_("车辆"), ("plate", "kind", "carrier_id", "capacity", "tare", "note")),)
    tables = (ChildTable(_("证照"), "papers", ("kind", "number", "expires_on")),)


@admin.register(Driver)
class DriverAdmin(DocumentAdmin):
    """Who drives for a carrier."""

    resource = DRIVER
    icon = "badge"
    place = 28
    labels = {"carrier_name": _("承运商"), "reason": _("原因")}
    columns = ("name", "carrier_name", "driver_phone", "licence_class", "licence_until")
    filters = ("carrier_id", "is_retired")
    facts = (
        (_("司机"), ("name", "carrier_id", "driver_phone", "driver_identity")),
        (_("资质"), ("licence_class", "licence_until", "qualified_until", "is_retired")),
    )
