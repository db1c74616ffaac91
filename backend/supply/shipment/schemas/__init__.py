"""Shipments, their claims and who carries them, as machines see them."""

from backend.supply.shipment.schemas.claims import FREIGHT_CLAIM
from backend.supply.shipment.schemas.drivers import DRIVER
from backend.supply.shipment.schemas.fleet import CARRIER, VEHICLE
from backend.supply.shipment.schemas.public import (
    DriverEventIn,
    DriverEventOut,
    DriverLinkOut,
    DriverLinksOut,
    DriverPhotoOut,
    DriverShipmentOut,
)
from backend.supply.shipment.schemas.shipments import PAPER_LABELS, SHIPMENT

__all__ = [
    "CARRIER",
    "DRIVER",
    "FREIGHT_CLAIM",
    "PAPER_LABELS",
    "SHIPMENT",
    "VEHICLE",
    "DriverEventIn",
    "DriverEventOut",
    "DriverLinkOut",
    "DriverLinksOut",
    "DriverPhotoOut",
    "DriverShipmentOut",
]
