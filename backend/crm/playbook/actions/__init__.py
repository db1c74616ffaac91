"""Writing plays, and the plays at work."""

from backend.crm.playbook.actions.running import escalate, hear, run, scan
from backend.crm.playbook.actions.seeding import seed
from backend.crm.playbook.actions.writing import change, create, resume, stop

__all__ = ["change", "create", "escalate", "hear", "resume", "run", "scan", "seed", "stop"]
