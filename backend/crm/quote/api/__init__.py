"""The HTTP doors of quotes: ours, and the customer's own by a link."""

from backend.core.http import doors
from backend.crm.quote.api import public
from backend.crm.quote.api.inside import quotes
from backend.crm.quote.schemas import QUOTE_RULE

ROUTERS = {
    "quotes": quotes,
    "quote-rules": doors.router_for(QUOTE_RULE),
    "/public/quotes": public.router,
}
