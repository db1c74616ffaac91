"""The HTTP door of parties."""

from backend.core.http.doors import router_for
from backend.core.party.schemas import PARTY

ROUTERS = {"parties": router_for(PARTY)}
