"""The HTTP doors of shipments: for the house, and for the driver with a link."""

from backend.core.http.doors import router_for
from backend.supply.shipment.api import inside, public
from backend.supply.shipment.schemas import CARRIER, DRIVER, FREIGHT_CLAIM, VEHICLE

ROUTERS = {
    "shipments": inside.router,
    "freight-claims": router_for(FREIGHT_CLAIM),
    "carriers": router_for(CARRIER),
    "vehicles": router_for(VEHICLE),
    "drivers": router_for(DRIVER),
    "/public/shipments": public.router,
}
