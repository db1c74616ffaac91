"""What people, the clock and finished work orders do with plans and due visits."""

from backend.service.maintenance.actions.closing import note_cancelled, note_done
from backend.service.maintenance.actions.generating import follow, generate
from backend.service.maintenance.actions.plans import activate, change, create, pause, retire
from backend.service.maintenance.actions.visits import order_now, skip

__all__ = [
    "activate",
    "change",
    "create",
    "follow",
    "generate",
    "note_cancelled",
    "note_done",
    "order_now",
    "pause",
    "retire",
    "skip",
]
