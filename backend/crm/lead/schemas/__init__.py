"""A lead as machines see it, and what is answered about leads."""

from backend.crm.lead.schemas.answers import (
    KnownListOut,
    PooledLeadsOut,
    ResponseListOut,
    ResponseQuery,
)
from backend.crm.lead.schemas.lead import LEAD, LeadItemBody

__all__ = [
    "LEAD",
    "KnownListOut",
    "LeadItemBody",
    "PooledLeadsOut",
    "ResponseListOut",
    "ResponseQuery",
]
