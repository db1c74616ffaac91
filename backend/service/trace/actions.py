"""Calling goods back: on file, set apart in stock, and ended."""

from datetime import date, datetime
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import NotNow
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.service.trace import queries
from backend.service.trace.flow import State
from backend.service.trace.models import Recall

log.declare("service.recall.opened", "service.recall.held", "service.recall.closed")


@documents.verb
def create_recall(
    *, actor: Actor, id: UUID | None, on: date, mark: str, term: str, reason: str
) -> Recall:
    """This will open a recall; raises Unknown when nothing carries the number."""
    queries.find(mark, term, direction="down", actor=actor)
    recall = Recall(mark=mark, term=term, reason=reason, opened_on=on)
    if id is not None:
        recall.id = id
    recall.no = numbering.next_number("ZH", on=on)
    return documents.add(
        recall,
        actor=actor,
        event="service.recall.opened",
        permission="service.create_recall",
        reason=reason,
    )


@documents.verb
def hold_recall(recall_id: UUID, *, actor: Actor, at: datetime) -> Recall:
    """This will keep what still lies with us from being promised or sold.

    Held goods are freed lot by lot, by the non-conformity that decides what becomes of them.
    """
    recall = documents.lock(Recall, recall_id, actor=actor, permission="service.hold_recall")
    if recall.state != State.OPEN:
        verbs = documents.verbs_now(recall, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(recall))
    found = queries.find(recall.mark, recall.term, direction="down", actor=actor)
    lots = sorted({place.lot_id for place in found.places if place.quality == Lot.Quality.FREE})
    for lot_id in lots:
        stock.mark_quality(
            lot_id,
            actor=actor,
            at=at,
            quality=Lot.Quality.HELD,
            source=Source.of(recall),
            reason=recall.reason,
        )
    recall.held_at, recall.held_lots = at, recall.held_lots + len(lots)
    return documents.save(recall, actor=actor, event="service.recall.held", payload={"lots": lots})


@documents.verb
def close_recall(recall_id: UUID, *, actor: Actor, outcome: str) -> Recall:
    """This will end a recall with what came of it."""
    recall = documents.lock(Recall, recall_id, actor=actor, permission="service.close_recall")
    recall.close()
    recall.outcome = outcome
    return documents.save(recall, actor=actor, event="service.recall.closed", reason=outcome)
