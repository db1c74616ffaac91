"""What people, and the clock, do with customers nobody has and customers let lie."""

from backend.crm.pool.actions import capacity, entries, ledger, viewing
from backend.crm.pool.actions.extending import extend
from backend.crm.pool.actions.putting import release
from backend.crm.pool.actions.recycling import recycle, run
from backend.crm.pool.actions.setting import (
    change_capacity,
    change_pool,
    change_rule,
    create_capacity,
    create_pool,
    create_rule,
)
from backend.crm.pool.actions.taking import assign, claim, move

__all__ = [
    "assign",
    "capacity",
    "change_capacity",
    "change_pool",
    "change_rule",
    "claim",
    "create_capacity",
    "create_pool",
    "create_rule",
    "entries",
    "extend",
    "ledger",
    "move",
    "recycle",
    "release",
    "run",
    "viewing",
]
