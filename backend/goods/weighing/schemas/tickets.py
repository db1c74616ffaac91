"""The declaration of weigh tickets."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import Resource, Verb, declare
from backend.goods.weighing import actions, queries
from backend.goods.weighing.flow import DONE, UNDER_WAY, State
from backend.goods.weighing.models import (
    WeighTicket,
)
from backend.goods.weighing.schemas.inputs import (
    Compare,
    Complete,
    Confirm,
    Counter,
    Weigh,
    WeighingIn,
)
from backend.goods.weighing.schemas.outputs import WeighingOut, WeighingRow
from backend.goods.weighing.schemas.scales import of_plate


class WeighingFilters(Filters):
    """What tickets can be filtered by."""

    state: types.one_of(State) | None = None
    direction: types.one_of(WeighTicket.Direction) | None = None
    warehouse_id: types.Id | None = None
    party_id: types.Id | None = None
    product_id: types.Id | None = None
    plate: types.text(16) | None = None
    source_id: types.Id | None = None
    is_bound: types.Flag | None = None
    since: types.Moment | None = None
    until: types.Moment | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("warehouse", "party", "product")


BEFORE = frozenset(state.value for state in UNDER_WAY)
AFTER = frozenset(state.value for state in DONE)

WEIGHING = declare(
    Resource(
        model=WeighTicket,
        room="goods",
        name="weighing",
        plural="weighings",
        label=_("磅单"),
        out=WeighingOut,
        row=WeighingRow,
        create=Verb(actions.open_ticket, _("开磅单"), WeighingIn),
        verbs={
            "weigh": Verb(actions.weigh, _("过磅"), Weigh),
            "confirm": Verb(
                actions.confirm,
                _("复核读数"),
                Confirm,
                states=BEFORE,
                when=lambda ticket: bool(queries.waiting(ticket)),
            ),
            "complete": Verb(actions.complete, _("完成"), Complete),
            "counter": Verb(actions.counter, _("录入对方磅单"), Counter, states=AFTER),
            "compare": Verb(actions.compare, _("核对磅差"), Compare, states=AFTER),
            "verify": Verb(actions.verify, _("确认有效"), Because),
            "dispute": Verb(actions.dispute, _("提出异议"), Because),
            "void": Verb(
                actions.void,
                _("作废"),
                Because,
                when=lambda ticket: not ticket.is_bound,
                danger=True,
            ),
        },
        filters=WeighingFilters,
        filter_paths={"since": "opened_at__gte", "until": "opened_at__lt", "plate": of_plate},
        columns={
            "warehouse_name": "warehouse__name",
            "party_name": "party__name",
            "product_name": "product__name",
        },
        ordering=("created_at", "opened_at"),
        sensitive={"driver_phone": policy.mask_phone},
        search_private=("driver_phone",),
        scoped=False,
        load=load,
    )
)
