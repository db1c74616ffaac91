"""Pools, what waits in them, the rules by which customers fall, and whose they were."""

from backend.crm.pool.models.entry import PoolClaims, PoolEntry, PoolLoan, PoolView
from backend.crm.pool.models.event import OwnershipEvent
from backend.crm.pool.models.pool import CapacityRule, Pool, PoolMember
from backend.crm.pool.models.rule import RecycleExtension, RecycleRule, RecycleWarning

__all__ = [
    "CapacityRule",
    "OwnershipEvent",
    "Pool",
    "PoolClaims",
    "PoolEntry",
    "PoolLoan",
    "PoolMember",
    "PoolView",
    "RecycleExtension",
    "RecycleRule",
    "RecycleWarning",
]
