"""What is done with weigh tickets; the papers above call these names."""

from backend.goods.weighing.actions.comparing import (
    compare,
    compare_for,
    counter,
    counter_for,
    dispute,
    verify,
)
from backend.goods.weighing.actions.scales import (
    change_scale,
    create_scale,
    create_tare,
)
from backend.goods.weighing.actions.tickets import (
    TicketTaken,
    attach,
    detach,
    lock_for,
    open_ticket,
    void,
)
from backend.goods.weighing.actions.weighing import complete, confirm, weigh

__all__ = [
    "TicketTaken",
    "attach",
    "change_scale",
    "compare",
    "compare_for",
    "complete",
    "confirm",
    "counter",
    "counter_for",
    "create_scale",
    "create_tare",
    "detach",
    "dispute",
    "lock_for",
    "open_ticket",
    "verify",
    "void",
    "weigh",
]
