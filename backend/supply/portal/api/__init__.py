"""The HTTP doors of people from outside: the house's own, and the one link they come in by."""

from backend.supply.portal.api.inside import router
from backend.supply.portal.api.public import router as entrance

ROUTERS = {"portal-contacts": router, "/public/portal": entrance}
