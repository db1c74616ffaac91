"""Questions about pools: who is near, what falls tonight, what may still be taken."""

from backend.crm.pool.queries.capacity import limit_of
from backend.crm.pool.queries.loans import lent
from backend.crm.pool.queries.members import is_admin, is_member, pools_of
from backend.crm.pool.queries.nights import Fall, Night, Warn, night

__all__ = [
    "Fall",
    "Night",
    "Warn",
    "is_admin",
    "is_member",
    "lent",
    "limit_of",
    "night",
    "pools_of",
]
