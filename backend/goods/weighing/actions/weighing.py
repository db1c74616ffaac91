"""On the scale: readings, who vouches for them, and the net that follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import weight
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.goods.weighing import calc, queries
from backend.goods.weighing.actions.tickets import SamePerson
from backend.goods.weighing.flow import UNDER_WAY
from backend.goods.weighing.models import (
    Reading,
    ReadingConfirmation,
    TicketDeduction,
    WeighTicket,
)

Kind, Device, Mode = Reading.Kind, Reading.Device, WeighTicket.Mode
ORDER = {
    Mode.GROSS_FIRST: (Kind.GROSS, Kind.TARE),
    Mode.TARE_FIRST: (Kind.TARE, Kind.GROSS),
    Mode.STORED_TARE: (Kind.GROSS,),
}


class WeighedAlready(Duplicate):
    """A reading is never replaced."""

    sentence = _("该次过磅已有读数，读数不可修改；如有错误请作废后重新开单。")


class WrongOrder(Refusal):
    """The mode says which weighing comes first."""

    sentence = _("该磅单的过磅方式为“{mode}”，现在应称{expected}。")


class NotVouchedFor(Refusal):
    """A reading that no scale sent waits for a second person."""

    sentence = _("手工或照片读数须由第二人复核后才能完成磅单。")


class NothingToConfirm(Refusal):
    """There is no reading that waits for somebody."""

    sentence = _("没有待复核的读数。")


class NoTare(Refusal):
    """The truck has no stored tare that is still good."""

    sentence = _("车辆 {plate} 没有有效期内的预置皮重，请重新过空车。")


class NoNet(Refusal):
    """Gross and tare give no net."""

    sentence = _("毛重 {gross} kg 不大于皮重 {tare} kg，没有净重，请作废后重新过磅。")


documents.explains("goods_reading_once", WeighedAlready())


@documents.verb
def weigh(
    ticket_id: UUID,
    *,
    actor: Actor,
    kind: str,
    kg: Decimal,
    at: datetime,
    device: str,
    reason: str,
    display: str,
    photos: Sequence[UUID],
) -> WeighTicket:
    """This will record one weighing; `photos` are files attached to the ticket before.

    A reading no scale sent needs a reason and counts only after a second person's confirmation.
    """
    ticket = documents.lock(WeighTicket, ticket_id, actor=actor, permission="goods.weigh_weighing")
    ticket.weigh()
    if device != Device.SCALE and not reason:
        raise Malformed(errors={"reason": _("手工或照片读数必须填写原因")})
    _require_turn(ticket, kind)
    queries.require_photos(ticket, photos)
    reading = Reading.objects.create(
        ticket=ticket,
        kind=kind,
        kg=kg,
        at=at,
        by_id=actor.user_id,
        by_label=actor.label,
        device=device,
        reason=reason,
        display=display,
        photos=[str(photo) for photo in photos],
    )
    ticket.warnings = [*ticket.warnings, *queries.reading_warnings(ticket, reading)]
    return documents.save(
        ticket,
        actor=actor,
        event="goods.weighing.weighed",
        payload={"kind": kind, "kg": kg, "device": device},
        reason=reason,
    )


@documents.verb
def confirm(ticket_id: UUID, *, actor: Actor, at: datetime) -> WeighTicket:
    """This will vouch, as a second person, for the readings that no scale sent."""
    ticket = documents.lock(
        WeighTicket, ticket_id, actor=actor, permission="goods.confirm_weighing"
    )
    _require_under_way(ticket)
    waiting = queries.waiting(ticket)
    if not waiting:
        raise NothingToConfirm
    if any(reading.by_id == actor.user_id for reading in waiting) or actor.user_id is None:
        raise SamePerson
    ReadingConfirmation.objects.bulk_create(
        ReadingConfirmation(reading=reading, by_id=actor.user_id, by_label=actor.label, at=at)
        for reading in waiting
    )
    return documents.save(ticket, actor=actor, event="goods.weighing.confirmed")


@documents.verb
def complete(
    ticket_id: UUID, *, actor: Actor, at: datetime, pieces: int | None, deductions: Sequence[Any]
) -> WeighTicket:
    """This will fix gross, tare, net and the settlement weight; nothing is edited afterwards.

    Fixed deductions go first, then percents in turn; the result is rounded once to the
    kilogram. Raises NotVouchedFor, NoTare or NoNet.
    """
    ticket = documents.lock(
        WeighTicket, ticket_id, actor=actor, permission="goods.complete_weighing"
    )
    ticket.complete()
    if queries.waiting(ticket):
        raise NotVouchedFor
    ticket.pieces = ticket.pieces if pieces is None else pieces
    ticket.gross_kg, ticket.tare_kg = _both(ticket, at)
    try:
        ticket.net_kg = calc.net(ticket.gross_kg, tare=ticket.tare_kg)
        deducted = calc.deduct(ticket.net_kg, deductions=[_step(row) for row in deductions])
    except calc.NotAWeighing:
        raise NoNet(gross=ticket.gross_kg, tare=ticket.tare_kg) from None
    ticket.deducted_kg = ticket.net_kg - deducted.settled
    ticket.net = weight.tonnes_of(ticket.net_kg)
    ticket.settle_weight = weight.tonnes_of(deducted.settled)
    ticket.completed_at = at
    _keep(ticket, deductions, deducted.parts)
    ticket.warnings = [*ticket.warnings, *queries.closing_warnings(ticket)]
    return documents.save(
        ticket,
        actor=actor,
        event="goods.weighing.completed",
        payload={"net": ticket.net, "settle_weight": ticket.settle_weight},
    )


def _require_under_way(ticket: WeighTicket) -> None:
    if ticket.state not in UNDER_WAY:
        raise NothingToConfirm


def _require_turn(ticket: WeighTicket, kind: str) -> None:
    done = set(ticket.readings.values_list("kind", flat=True))
    if kind in done:
        raise WeighedAlready
    turn = next((k for k in ORDER[Mode(ticket.mode)] if k not in done), None)
    if kind != turn:
        expected = Kind(turn).label if turn else _("完成磅单")
        raise WrongOrder(mode=ticket.get_mode_display(), expected=expected)


def _both(ticket: WeighTicket, at: datetime) -> tuple[Decimal, Decimal]:
    """The readings, or the gross and the tare on file."""
    found = {reading.kind: reading.kg for reading in ticket.readings.all()}
    missing = [kind for kind in ORDER[Mode(ticket.mode)] if kind not in found]
    if missing:
        expected = Kind(missing[0]).label
        raise WrongOrder(mode=ticket.get_mode_display(), expected=expected)
    if ticket.mode != Mode.STORED_TARE:
        return found[Kind.GROSS], found[Kind.TARE]
    stored = queries.stored_tare(ticket.plate, on=timezone.localdate(at))
    if stored is None:
        raise NoTare(plate=ticket.plate)
    return found[Kind.GROSS], stored.kg


def _step(row: Any) -> calc.Deduction:
    return calc.Deduction(basis=calc.Basis(row.basis), value=row.value, pieces=row.pieces)


def _keep(ticket: WeighTicket, rows: Sequence[Any], parts: Sequence[Decimal]) -> None:
    """Deductions are stored in the order they were applied, each with its kilograms."""
    applied = sorted(rows, key=lambda row: row.basis == calc.Basis.PERCENT)
    TicketDeduction.objects.bulk_create(
        TicketDeduction(
            ticket=ticket,
            position=position,
            kind=row.kind,
            basis=row.basis,
            value=row.value,
            pieces=row.pieces,
            kg=weight.rounded(part, places=3),
            note=row.note,
        )
        for position, (row, part) in enumerate(zip(applied, parts, strict=True), start=1)
    )
