"""From the booking to the far end, round by another place, or home again."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.crm.freight.models import Mode
from backend.supply.shipment import calc, queries
from backend.supply.shipment.actions import hold, plan
from backend.supply.shipment.models import Shipment, ShipmentContainer

LAND = (Mode.ROAD, Mode.RAIL)


class CarrierStopped(Refusal):
    """Nothing is booked with a carrier that was stopped."""

    sentence = _("承运商“{carrier}”已停用：{reason}。请换承运商。")


class CarrierCannot(Refusal):
    """The carrier does not carry by this mode, or may not any more."""

    sentence = _("承运商“{carrier}”不能承运：{why}。")


class PapersExpired(Refusal):
    """Vehicle or driver may not drive."""

    sentence = _("证照已过期，不能装运：{papers}。请更新证照或更换车辆、司机。")


class Overloaded(Refusal):
    """More would be on board than the vehicle may carry."""

    sentence = _("装运 {weight} 吨超过车辆 {plate} 核定载重 {capacity} 吨。")


class NotFinished(Refusal):
    """Something of the shipment is still open."""

    sentence = _("运输单还不能关闭：{what}。")


@documents.verb
def book(shipment_id: UUID, *, actor: Actor, at: datetime, **facts: Any) -> Shipment:
    """This will record that a carrier took a shipment on.

    Raises CarrierStopped or CarrierCannot when that carrier must not.
    """
    shipment = hold.lock(shipment_id, actor=actor, verb="book")
    shipment.book()
    _set(shipment, actor=actor, facts=facts)
    if shipment.carrier is None:
        raise Malformed(errors={"carrier_id": _("请选择承运商")})
    _require_carrier(shipment, on=timezone.localdate(at))
    shipment.booked_at = at
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="booked", carrier_id=shipment.carrier_id)


@documents.verb
def load(
    shipment_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    weight: Decimal,
    containers: Sequence[Any],
    **facts: Any,
) -> Shipment:
    """This will record what is on board and the containers with their seals.

    Raises PapersExpired, Overloaded, or names a container whose number is wrong.
    """
    shipment = hold.lock(shipment_id, actor=actor, verb="load")
    shipment.load()
    _set(shipment, actor=actor, facts=facts)
    _require_fit(shipment, weight=weight, on=timezone.localdate(at))
    ShipmentContainer.objects.bulk_create(_containers(shipment, containers))
    shipment.loaded_weight, shipment.loaded_at = weight, at
    return hold.save(shipment, actor=actor, event="loaded", weight=weight)


@documents.verb
def depart(shipment_id: UUID, *, actor: Actor, at: datetime, eta: datetime | None) -> Shipment:
    """This will send a shipment off."""
    shipment = hold.lock(shipment_id, actor=actor, verb="depart")
    shipment.depart()
    shipment.atd = at
    _expect(shipment, eta)
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="departed", at=at)


@documents.verb
def divert(
    shipment_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    destination: str,
    eta: datetime | None,
    reason: str,
) -> Shipment:
    """This will send a shipment to another place while it is under way."""
    shipment = hold.lock(shipment_id, actor=actor, verb="divert")
    shipment.divert()
    shipment.destination = destination
    _expect(shipment, eta)
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="diverted", reason=reason, at=at)


@documents.verb
def go_on(shipment_id: UUID, *, actor: Actor, at: datetime, eta: datetime | None) -> Shipment:
    """This will let a diverted shipment go on."""
    shipment = hold.lock(shipment_id, actor=actor, verb="go_on")
    shipment.go_on()
    _expect(shipment, eta)
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="went_on", at=at)


@documents.verb
def arrive(shipment_id: UUID, *, actor: Actor, at: datetime) -> Shipment:
    """This will record the arrival."""
    shipment = hold.lock(shipment_id, actor=actor, verb="arrive")
    shipment.arrive()
    if shipment.atd is not None and at < shipment.atd:
        raise Malformed(errors={"at": _("到达时间不能早于离港时间")})
    shipment.ata = at
    hold.date_papers(shipment)
    return hold.save(shipment, actor=actor, event="arrived", at=at)


@documents.verb
def refuse(shipment_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Shipment:
    """This will record that the receiver did not take the goods."""
    shipment = hold.lock(shipment_id, actor=actor, verb="refuse")
    shipment.refuse()
    return hold.save(shipment, actor=actor, event="refused", reason=reason, at=at)


@documents.verb
def send_back(shipment_id: UUID, *, actor: Actor, at: datetime, eta: datetime | None) -> Shipment:
    """This will send refused goods home."""
    shipment = hold.lock(shipment_id, actor=actor, verb="send_back")
    shipment.send_back()
    _expect(shipment, eta)
    return hold.save(shipment, actor=actor, event="sent_back", at=at)


@documents.verb
def take_back(shipment_id: UUID, *, actor: Actor, at: datetime) -> Shipment:
    """This will record that refused goods came home."""
    shipment = hold.lock(shipment_id, actor=actor, verb="take_back")
    shipment.take_back()
    shipment.returned_at = at
    return hold.save(shipment, actor=actor, event="returned", at=at)


@documents.verb
def close(shipment_id: UUID, *, actor: Actor, on: date) -> Shipment:
    """This will put a shipment away once papers, customs, claims and bills are complete."""
    shipment = hold.lock(shipment_id, actor=actor, verb="close")
    shipment.close()
    missing = queries.unfinished(shipment)
    if missing:
        raise NotFinished(what="；".join(str(one) for one in missing))
    shipment.closed_on = on
    return hold.save(shipment, actor=actor, event="closed")


@documents.verb
def cancel(shipment_id: UUID, *, actor: Actor, reason: str) -> Shipment:
    """This will drop a shipment that has not left and was not billed."""
    shipment = hold.lock(shipment_id, actor=actor, verb="cancel")
    shipment.cancel()
    if shipment.bills.exists():
        raise NotFinished(_("已有运费账单，请先登记红字账单再取消。"))
    return hold.save(shipment, actor=actor, event="cancelled", reason=reason)


@documents.verb
def note_late(shipment_id: UUID, *, actor: Actor, at: datetime) -> Shipment | None:
    """This will mark a shipment that should have come by now, once until it is expected anew."""
    shipment = Shipment.objects.select_for_update(of=("self",), no_key=True).get(pk=shipment_id)
    if not queries.is_late(shipment, at=at):
        return None
    documents.remember(shipment)
    shipment.late_since = at
    return hold.save(shipment, actor=actor, event="delayed", eta=shipment.eta)


def _set(shipment: Shipment, *, actor: Actor, facts: dict[str, Any]) -> None:
    """What is said now; what is left empty stays."""
    told = {name: value for name, value in facts.items() if value not in (None, "")}
    plan.crew(shipment, actor=actor, changes=told)
    for name, value in told.items():
        setattr(shipment, name, value)


def _expect(shipment: Shipment, eta: datetime | None) -> None:
    if eta is not None and eta != shipment.eta:
        shipment.eta, shipment.late_since = eta, None


def _require_carrier(shipment: Shipment, *, on: date) -> None:
    carrier = shipment.carrier
    assert carrier is not None
    if carrier.is_stopped:
        raise CarrierStopped(carrier=carrier, reason=carrier.stopped_reason)
    if shipment.mode not in carrier.modes:
        raise CarrierCannot(carrier=carrier, why=_("未登记该运输方式"))
    until = carrier.licence_until
    if shipment.mode == Mode.ROAD and until is not None and until < on:
        raise CarrierCannot(
            carrier=carrier, why=_("道路运输许可证已于 {day} 到期").format(day=until)
        )


def _require_fit(shipment: Shipment, *, weight: Decimal, on: date) -> None:
    expired = queries.expired_papers(shipment, on=on)
    if expired:
        raise PapersExpired(papers="、".join(expired))
    vehicle = shipment.vehicle
    if vehicle is not None and shipment.mode in LAND and weight > vehicle.capacity:
        raise Overloaded(weight=weight, plate=vehicle.plate, capacity=vehicle.capacity)


def _containers(shipment: Shipment, bodies: Sequence[Any]) -> list[ShipmentContainer]:
    rows = []
    for place, body in enumerate(bodies):
        if not calc.is_container(body.number):
            said = _("箱号校验位不正确，请核对")
            raise Malformed(errors={f"containers.{place}.number": said})
        rows.append(
            ShipmentContainer(
                shipment=shipment,
                number=body.number,
                kind=body.kind,
                seal_no=body.seal_no,
                tare=body.tare,
                weight=body.weight,
            )
        )
    if len({row.number for row in rows}) < len(rows):
        raise Malformed(errors={"containers": _("同一箱号出现了两次")})
    return rows
