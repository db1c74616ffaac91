"""Whether the goods of a lot may go, as inspections and non-conformities stand."""

from datetime import datetime
from uuid import UUID

from django.db import models

from backend.core.access.actor import Actor
from backend.core.documents.source import Source
from backend.goods.quality import queries
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot

Quality = Lot.Quality


def hold(
    lot_id: UUID | None, *, actor: Actor, at: datetime, paper: models.Model, reason: str = ""
) -> None:
    """This will keep the goods of a lot from being promised until somebody decides."""
    _mark(lot_id, Quality.HELD, actor=actor, at=at, paper=paper, reason=reason)


def reject(
    lot_id: UUID | None, *, actor: Actor, at: datetime, paper: models.Model, reason: str = ""
) -> None:
    """This will say that the goods of a lot may not be used as they are."""
    _mark(lot_id, Quality.REJECTED, actor=actor, at=at, paper=paper, reason=reason)


def free(
    lot_id: UUID | None, *, actor: Actor, at: datetime, paper: models.Model, reason: str = ""
) -> None:
    """This will let the goods of a lot go, unless another paper still holds them."""
    if lot_id is None or queries.is_held(lot_id) or queries.open_defects(lot_id).exists():
        return
    _mark(lot_id, Quality.FREE, actor=actor, at=at, paper=paper, reason=reason)


def _mark(
    lot_id: UUID | None,
    quality: str,
    *,
    actor: Actor,
    at: datetime,
    paper: models.Model,
    reason: str,
) -> None:
    if lot_id is not None:
        source = Source.of(paper)
        stock.mark_quality(
            lot_id, actor=actor, at=at, quality=quality, source=source, reason=reason
        )
