"""What people do with a truck, and what a statement does with it."""

from backend.crm.delivery.actions.counting import count_out
from backend.crm.delivery.actions.covered import give_back_covered
from backend.crm.delivery.actions.plan import cancel, change, create
from backend.crm.delivery.actions.release import load, release, weigh_out
from backend.crm.delivery.actions.road import (
    arrive,
    depart,
    dispute,
    refuse,
    resolve,
    sign,
    take_back,
    weigh_in,
)
from backend.crm.delivery.actions.statement import mark_settled, unmark_settled

__all__ = [
    "arrive",
    "cancel",
    "change",
    "count_out",
    "create",
    "depart",
    "dispute",
    "give_back_covered",
    "load",
    "mark_settled",
    "refuse",
    "release",
    "resolve",
    "sign",
    "take_back",
    "unmark_settled",
    "weigh_in",
    "weigh_out",
]
