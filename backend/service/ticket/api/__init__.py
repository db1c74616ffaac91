"""The HTTP doors of tickets and of the rules they are promised by."""

from backend.core.http.doors import fixed_first, router_for
from backend.service.ticket.api import inside
from backend.service.ticket.schemas import FAULT_CODE, PRIORITY_RULE, SLA_POLICY

ROUTERS = {
    "tickets": fixed_first(inside.tickets),
    "priority-rules": router_for(PRIORITY_RULE),
    "sla-policies": router_for(SLA_POLICY),
    "fault-codes": router_for(FAULT_CODE),
}
"""The routers by the names of their paths."""
