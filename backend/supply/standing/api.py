"""The HTTP door of score cards and their rules."""

from backend.core.http.doors import router_for
from backend.supply.standing.schemas import SCORE_CARD, SCORE_SCHEME

ROUTERS = {
    "score-cards": router_for(SCORE_CARD),
    "score-schemes": router_for(SCORE_SCHEME),
}
