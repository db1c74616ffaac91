"""What people do with an alert, and what a new price does to it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.people.models import User
from backend.market.alert.flow import State
from backend.market.alert.models import Alert
from backend.market.instrument.models import Instrument
from backend.market.pricing.calc import alerts
from backend.market.quote import queries as quotes
from backend.market.quote.queries import QuoteValue

log.declare(
    "market.alert.created",
    "market.alert.changed",
    "market.alert.triggered",
    "market.alert.rearmed",
    "market.alert.stopped",
    "market.alert.resumed",
)

CROSSINGS = {
    Alert.Direction.ABOVE.value: alerts.Crossing.RISING,
    Alert.Direction.BELOW.value: alerts.Crossing.FALLING,
}


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    instrument_id: UUID,
    kind: str,
    direction: str,
    level: Decimal,
    band: Decimal,
    name: str,
    receivers: list[int],
) -> Alert:
    """This will watch a series for a level, from its newest price on."""
    instrument = documents.refer(Instrument, instrument_id, actor=actor, field="instrument_id")
    assert instrument is not None  # an id was given
    if kind not in instrument.quote_kinds:
        raise Malformed(errors={"kind": _("该品种没有这种报价")})
    alert = Alert(
        instrument=instrument,
        kind=kind,
        direction=direction,
        level=level,
        band=band,
        name=name,
    )
    if id is not None:
        alert.id = id
    _start(alert)
    people = _people(receivers)
    documents.add(
        alert, actor=actor, event="market.alert.created", permission="market.create_alert"
    )
    alert.receivers.set(people)
    return alert


@documents.verb
def change(alert_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Alert:
    """This will correct an alert; a new level is watched for from the newest price on."""
    alert = documents.lock(Alert, alert_id, actor=actor, permission="market.change_alert")
    receivers = changes.pop("receivers", None)
    for name, value in changes.items():
        setattr(alert, name, value)
    if changes.keys() & {"level", "direction"}:
        _start(alert)
        if alert.state == State.FIRED:
            alert.rearm()
    documents.save(alert, actor=actor, event="market.alert.changed")
    if receivers is not None:
        alert.receivers.set(_people(receivers))
    return alert


@documents.verb
def stop(alert_id: UUID, *, actor: Actor) -> Alert:
    """This will watch no longer."""
    alert = documents.lock(Alert, alert_id, actor=actor, permission="market.stop_alert")
    alert.stop()
    return documents.save(alert, actor=actor, event="market.alert.stopped")


@documents.verb
def resume(alert_id: UUID, *, actor: Actor) -> Alert:
    """This will watch again, from the newest price on."""
    alert = documents.lock(Alert, alert_id, actor=actor, permission="market.stop_alert")
    alert.resume()
    _start(alert)
    return documents.save(alert, actor=actor, event="market.alert.resumed")


@documents.verb
def look(alert_id: UUID, *, actor: Actor) -> int:
    """This will show an alert the prices it has not seen, in date order, and count crossings.

    Only days after the last one it saw are news: a price for an earlier day, or a corrected
    one, never triggers. Looking again without news does nothing.
    """
    alert = (
        Alert.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=alert_id)
    )
    if alert.state == State.OFF:
        return 0
    first = date.min if alert.last_day is None else alert.last_day
    news = quotes.series(alert.instrument_id, kind=alert.kind, first=first, last=date.max)
    return sum(
        _show(alert, quote, actor=actor)
        for quote in news
        if alert.last_day is None or quote.trade_date > alert.last_day
    )


def _show(alert: Alert, quote: QuoteValue, *, actor: Actor) -> bool:
    """Feed one price; the row is written once a price, so that each crossing is its own event."""
    documents.remember(alert)
    step = alerts.step(
        quote.value,
        armed=alert.state == State.ARMED,
        previous=alert.last_value,
        level=alert.level,
        band=alert.band,
        crossing=CROSSINGS[alert.direction],
    )
    previous = alert.last_value
    alert.last_day, alert.last_value = quote.trade_date, quote.value
    if step.fire:
        alert.fire()
        alert.fired_on = quote.trade_date
        payload = _news(alert, quote, previous)
        documents.save(alert, actor=actor, event="market.alert.triggered", payload=payload)
    elif step.armed and alert.state == State.FIRED:
        alert.rearm()
        documents.save(alert, actor=actor, event="market.alert.rearmed")
    else:
        # What it has seen is no change a person made: no new version, no event.
        alert.save(update_fields=["last_day", "last_value"])
    return step.fire


def _news(alert: Alert, quote: QuoteValue, previous: Decimal | None) -> dict[str, Any]:
    return {
        "instrument_code": alert.instrument.code,
        "instrument_name": alert.instrument.name,
        "kind": alert.kind,
        "direction": alert.direction,
        "level": alert.level,
        "price": quote.value,
        "previous": previous,
        "trade_date": quote.trade_date,
        "quote_id": quote.id,
        "receivers": sorted(alert.receivers.values_list("pk", flat=True)),
    }


def _start(alert: Alert) -> None:
    """Begin at the newest price: what has been crossed before is no news."""
    newest = quotes.latest(alert.instrument_id, kind=alert.kind)
    alert.last_day = None if newest is None else newest.trade_date
    alert.last_value = None if newest is None else newest.value


def _people(ids: list[int]) -> list[User]:
    people = list(User.objects.filter(pk__in=ids, is_active=True))
    if len(people) != len(set(ids)):
        raise Malformed(errors={"receivers": _("没有这个人，或其账号已停用")})
    return people
