"""Pools, customers in them, rules and owners as machines see them."""

from backend.crm.pool.schemas.entry import OWNERSHIP_EVENT, POOL_ENTRY
from backend.crm.pool.schemas.pool import CAPACITY_RULE, POOL
from backend.crm.pool.schemas.rule import (
    RECYCLE_EXTENSION,
    RECYCLE_RULE,
    RecycleNight,
    RecycleNightQuery,
)

__all__ = [
    "CAPACITY_RULE",
    "OWNERSHIP_EVENT",
    "POOL",
    "POOL_ENTRY",
    "RECYCLE_EXTENSION",
    "RECYCLE_RULE",
    "RecycleNight",
    "RecycleNightQuery",
]
