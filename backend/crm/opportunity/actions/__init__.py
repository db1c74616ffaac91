"""What people do with opportunities and with the stages they pass."""

from backend.crm.opportunity.actions.history import GateClosed, note_owner
from backend.crm.opportunity.actions.migrating import migrate
from backend.crm.opportunity.actions.moving import lose, move, reopen, void, win, win_by_paper
from backend.crm.opportunity.actions.opening import (
    assign,
    change,
    create,
    note_contact,
    open_from_lead,
)
from backend.crm.opportunity.actions.pipelines import change_pipeline, create_pipeline
from backend.crm.opportunity.actions.reasons import change_lost_reason, create_lost_reason
from backend.crm.opportunity.actions.seeding import seed, seed_all

__all__ = [
    "GateClosed",
    "assign",
    "change",
    "change_lost_reason",
    "change_pipeline",
    "create",
    "create_lost_reason",
    "create_pipeline",
    "lose",
    "migrate",
    "move",
    "note_contact",
    "note_owner",
    "open_from_lead",
    "reopen",
    "seed",
    "seed_all",
    "void",
    "win",
    "win_by_paper",
]
