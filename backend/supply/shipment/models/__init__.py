"""Who carries, what is carried, what happened to it, and what it costs."""

from backend.supply.shipment.models.claim import FreightClaim
from backend.supply.shipment.models.cost import FreightBill, FreightShare, ReceivedLot
from backend.supply.shipment.models.fleet import Carrier, Driver, Vehicle, VehiclePaper
from backend.supply.shipment.models.parts import (
    CustomsEntry,
    ShipmentContainer,
    ShipmentLine,
    ShipmentPaper,
)
from backend.supply.shipment.models.shipment import Direction, Shipment
from backend.supply.shipment.models.track import DeliveryProof, DriverLink, TrackingEvent

__all__ = [
    "Carrier",
    "CustomsEntry",
    "DeliveryProof",
    "Direction",
    "Driver",
    "DriverLink",
    "FreightBill",
    "FreightClaim",
    "FreightShare",
    "ReceivedLot",
    "Shipment",
    "ShipmentContainer",
    "ShipmentLine",
    "ShipmentPaper",
    "TrackingEvent",
    "Vehicle",
    "VehiclePaper",
]
