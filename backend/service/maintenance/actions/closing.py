"""What finished and cancelled work orders mean for the visits they were made for."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.service.maintenance import calc, queries
from backend.service.maintenance.flow import OPEN, OccasionState
from backend.service.maintenance.models import Occasion

log.declare(
    "service.occasion.done",
    "service.occasion.released",
)


@documents.verb
def note_done(order_id: UUID, *, actor: Actor, on: date) -> list[Occasion]:
    """This will close the visits an order was made for."""
    found = []
    for occasion in _held(order_id):
        if occasion.state not in OPEN:
            continue
        documents.remember(occasion)
        occasion.finish()
        occasion.done_on = on
        occasion.done_reading = _reading(occasion, on)
        occasion.has_used_visit = _has_used_visit(occasion)
        found.append(documents.save(occasion, actor=actor, event="service.occasion.done"))
    return found


@documents.verb
def note_cancelled(order_id: UUID, *, actor: Actor) -> list[Occasion]:
    """This will plan a visit again whose order was dropped; a person orders anew or skips it."""
    found = []
    for occasion in _held(order_id):
        if occasion.state not in (OccasionState.ORDERED, OccasionState.MISSED):
            continue
        documents.remember(occasion)
        no = "" if occasion.work_order is None else occasion.work_order.no
        occasion.release()
        occasion.work_order = None
        occasion.reason = _("工单 {no} 已取消").format(no=no)
        found.append(documents.save(occasion, actor=actor, event="service.occasion.released"))
    return found


def _held(order_id: UUID) -> list[Occasion]:
    return list(queries.served_by(order_id).select_for_update(of=("self",), no_key=True))


def _reading(occasion: Occasion, on: date) -> Decimal | None:
    """The meter the plan goes by, as it stood when the work was done."""
    names = [t.meter_name for t in occasion.plan.triggers.all() if t.meter_name]
    seen = queries.readings_of([occasion.asset_id], names[:1]) if names else {}
    rows = calc.totals(next(iter(seen.values()), []))
    before = [one.value for one in rows if one.at <= on]
    return before[-1] if before else None


def _has_used_visit(occasion: Occasion) -> bool:
    """The order itself takes a visit off a contract that counts them, when it is completed."""
    promise = occasion.work_order.entitlement if occasion.work_order is not None else None
    return promise is not None and promise.visits_left is not None
