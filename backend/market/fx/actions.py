"""What people do with rates."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.market.fx.models import FxRate

log.declare("market.fx_rate.recorded", "market.fx_rate.corrected")


class Rate(NamedTuple):
    """A rate to be stored."""

    pair: str
    day: date
    value: Decimal


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    pair: str,
    kind: str,
    day: date,
    value: Decimal,
    source: str,
    note: str,
) -> FxRate:
    """This will record a rate, as a new version when the day has one already."""
    lock_pairs()
    known = list(FxRate.objects.filter(pair=pair, kind=kind, day=day).order_by("version"))
    row = _row(actor, Rate(pair, day, value), kind=kind, known=known, source=source)
    row.note = note
    if id is not None:
        row.id = id
    event = "market.fx_rate.corrected" if known else "market.fx_rate.recorded"
    return documents.add(row, actor=actor, event=event, payload=_correction(row, known))


def store(
    rates: Sequence[Rate], *, actor: Actor, kind: str, source: str
) -> dict[tuple[str, date], str]:
    """This will store many rates in the caller's transaction: stored, corrected, unchanged each.

    A rate that has been corrected since does not come back by reading an old file again.
    """
    lock_pairs()
    known: dict[tuple[str, date], list[FxRate]] = {}
    days = [rate.day for rate in rates]
    rows = FxRate.objects.filter(kind=kind, pair__in={rate.pair for rate in rates})
    for row in rows.filter(day__range=(min(days), max(days))).order_by("version"):
        known.setdefault((row.pair, row.day), []).append(row)
    outcomes: dict[tuple[str, date], str] = {}
    new, corrections = [], []
    for rate in rates:
        key = (rate.pair, rate.day)
        versions = known.get(key, [])
        if key in outcomes:
            continue
        if any(row.value == rate.value for row in versions):
            outcomes[key] = "unchanged"
            continue
        row = _row(actor, rate, kind=kind, known=versions, source=source)
        new.append(row)
        outcomes[key] = "corrected" if versions else "stored"
        if versions:
            corrections.append((row, versions))
    FxRate.objects.bulk_create(new, batch_size=2_000)
    for row, versions in corrections:
        log.emit("market.fx_rate.corrected", row, actor=actor, payload=_correction(row, versions))
    return outcomes


def lock_pairs() -> None:
    """This will let one writer of rates through at a time, so that versions never collide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('market_fxrate'))")


def _row(actor: Actor, rate: Rate, *, kind: str, known: Sequence[FxRate], source: str) -> FxRate:
    return FxRate(
        pair=rate.pair,
        kind=kind,
        day=rate.day,
        version=known[-1].version + 1 if known else 1,
        value=rate.value,
        source=source,
        entered_by_id=actor.user_id,
        recorded_at=timezone.now(),
    )


def _correction(row: FxRate, known: Sequence[FxRate]) -> dict[str, object]:
    before = known[-1] if known else None
    return {
        "pair": row.pair,
        "kind": row.kind,
        "day": row.day,
        "old": before and before.value,
        "new": row.value,
        "previous_id": before and before.pk,
    }
