"""Adding a version of a price: the one road for hand, feed and correction."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.market.calendar import queries as calendars
from backend.market.instrument.models import Instrument
from backend.market.instrument.queries import is_valid
from backend.market.quote.models import Quote

log.declare(
    "market.quote.recorded",
    "market.quote.corrected",
    "market.quote.marked_missing",
)


class HasPrice(Refusal):
    """The day has a published price."""

    sentence = _("{code} 在 {day} 已有价格 {value}，不能标记为未发布。")


def lock(instrument_ids: Iterable[UUID]) -> dict[UUID, Instrument]:
    """This will let one writer of these series through at a time, in primary-key order.

    The lock is the weaker one, so that papers may refer to the instruments meanwhile.
    """
    rows = Instrument.objects.filter(pk__in=set(instrument_ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


@documents.verb
def record(
    *,
    actor: Actor,
    instrument_id: UUID,
    kind: str,
    trade_date: date,
    value: Decimal,
    source: str,
    note: str,
) -> Quote:
    """This will take a price from a feed; what people type goes through `enter`."""
    policy.require(actor, "market.record_quote")
    return add_version(
        actor=actor,
        instrument_id=instrument_id,
        kind=kind,
        trade_date=trade_date,
        value=value,
        source=source,
        note=note,
    )


def add_version(
    *,
    actor: Actor,
    instrument_id: UUID,
    kind: str,
    trade_date: date,
    value: Decimal,
    source: str,
    note: str,
    entered_by_id: int | None = None,
    confirmed_by_id: int | None = None,
) -> Quote:
    """This will add a price in the caller's transaction, once the caller has checked the actor.

    A day that has a price gets a corrected version; the same price again adds nothing.
    """
    instrument = lock([instrument_id])[instrument_id]
    require_day(instrument, kind=kind, day=trade_date)
    before = _newest(instrument_id, kind, trade_date)
    if before is not None and before.value == value:
        return before
    quote = Quote(
        instrument=instrument,
        kind=kind,
        trade_date=trade_date,
        version=before.version + 1 if before else 1,
        value=value,
        status=Quote.Status.CORRECTED if before else Quote.Status.OFFICIAL,
        source=source,
        entered_by_id=entered_by_id or actor.user_id,
        confirmed_by_id=confirmed_by_id,
        note=note,
        recorded_at=timezone.now(),
    )
    event = "market.quote.corrected" if before else "market.quote.recorded"
    return documents.add(quote, actor=actor, event=event, payload=news(quote, before))


@documents.verb
def mark_missing(
    *, actor: Actor, instrument_id: UUID, kind: str, trade_date: date, reason: str
) -> Quote:
    """This will say that a source printed no price on a trading day, so averages may skip it.

    Raises HasPrice when the day has a published price.
    """
    policy.require(actor, "market.mark_missing_quote")
    documents.refer(Instrument, instrument_id, actor=actor, field="instrument_id")
    instrument = lock([instrument_id])[instrument_id]
    require_day(instrument, kind=kind, day=trade_date)
    before = _newest(instrument_id, kind, trade_date)
    if before is not None and before.value is not None:
        raise HasPrice(code=instrument.code, day=trade_date, value=f"{before.value:f}")
    if before is not None and before.status == Quote.Status.NOT_PUBLISHED:
        return before
    quote = Quote(
        instrument=instrument,
        kind=kind,
        trade_date=trade_date,
        version=before.version + 1 if before else 1,
        status=Quote.Status.NOT_PUBLISHED,
        source="manual",
        entered_by_id=actor.user_id,
        note=reason[:200],
        recorded_at=timezone.now(),
    )
    return documents.add(
        quote,
        actor=actor,
        event="market.quote.marked_missing",
        payload=news(quote, before),
        reason=reason,
    )


def require_day(instrument: Instrument, *, kind: str, day: date) -> None:
    """This will raise Malformed unless the series prints this kind of price on this day."""
    if kind not in instrument.quote_kinds:
        raise Malformed(errors={"kind": _("该品种没有这种报价")})
    if not is_valid(instrument, day):
        raise Malformed(errors={"trade_date": _("该日不在品种有效期内")})
    if day in calendars.closed_on(instrument.calendar, day, day):
        raise Malformed(errors={"trade_date": _("该日休市")})


def _newest(instrument_id: UUID, kind: str, day: date) -> Quote | None:
    rows = Quote.objects.filter(instrument_id=instrument_id, kind=kind, trade_date=day)
    return rows.order_by("-version").first()


def news(quote: Quote, before: Quote | None) -> dict[str, Any]:
    """This will tell what listeners need of a new version."""
    return {
        "quote_id": quote.pk,
        "previous_id": before and before.pk,
        "instrument_id": quote.instrument_id,
        "instrument_code": quote.instrument.code,
        "kind": quote.kind,
        "trade_date": quote.trade_date,
        "old": before and before.value,
        "new": quote.value,
    }
