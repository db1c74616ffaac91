"""What people do with opportunities and with the stages they pass."""

from backend.crm.opportunity.actions.moving import lose, move, reopen, win, win_by_paper
from backend.crm.opportunity.actions.opening import (
    assign,
    change,
    create,
    note_contact,
    open_from_lead,
)
from backend.crm.opportunity.actions.pipelines import change_pipeline, create_pipeline, seed

__all__ = [
    "assign",
    "change",
    "change_pipeline",
    "create",
    "create_pipeline",
    "lose",
    "move",
    "note_contact",
    "open_from_lead",
    "reopen",
    "seed",
    "win",
    "win_by_paper",
]
