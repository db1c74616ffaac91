"""The HTTP doors of customer links: ours, and the customer's own."""

from backend.service.link.api import public
from backend.service.link.api.inside import links

ROUTERS = {"customer-links": links, "/public/orders": public.router}
