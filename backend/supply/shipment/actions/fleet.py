"""Carriers, their vehicles and their drivers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate
from backend.core.events import log
from backend.core.party.models import Party
from backend.goods.weighing import queries as weighing
from backend.supply.shipment.models import Carrier, Driver, Vehicle, VehiclePaper

log.declare(
    "supply.carrier.created",
    "supply.carrier.changed",
    "supply.carrier.stopped",
    "supply.carrier.resumed",
    "supply.vehicle.created",
    "supply.vehicle.changed",
    "supply.vehicle.retired",
    "supply.vehicle.expiry_warned",
    "supply.driver.created",
    "supply.driver.changed",
    "supply.driver.retired",
)


class CarrierKnown(Duplicate):
    """A company is a carrier once."""

    sentence = _("该单位已登记为承运商。")


class PlateKnown(Duplicate):
    """A vehicle is on file once."""

    sentence = _("该车牌已登记。")


class DriverKnown(Duplicate):
    """A driver is on file once a carrier."""

    sentence = _("该承运商下已有同名同电话的司机。")


documents.explains("supply_vehicle_plate_once", PlateKnown())
documents.explains("supply_driver_once", DriverKnown())


@documents.verb
def create_carrier(*, actor: Actor, id: UUID | None, party_id: UUID, **facts: Any) -> Carrier:
    """This will put a company on file as a carrier."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    if Carrier.objects.filter(party=party).exists():
        raise CarrierKnown
    carrier = Carrier(party=party, **facts)
    if id is not None:
        carrier.id = id
    return documents.add(
        carrier,
        actor=actor,
        event="supply.carrier.created",
        permission="supply.create_carrier",
    )


@documents.verb
def change_carrier(carrier_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Carrier:
    """This will correct what is known of a carrier."""
    carrier = documents.lock(Carrier, carrier_id, actor=actor, permission="supply.change_carrier")
    for name, value in changes.items():
        setattr(carrier, name, value)
    return documents.save(carrier, actor=actor, event="supply.carrier.changed")


@documents.verb
def stop_carrier(carrier_id: UUID, *, actor: Actor, reason: str) -> Carrier:
    """This will take no more bookings to a carrier."""
    carrier = documents.lock(Carrier, carrier_id, actor=actor, permission="supply.stop_carrier")
    carrier.is_stopped, carrier.stopped_reason = True, reason
    return documents.save(carrier, actor=actor, event="supply.carrier.stopped", reason=reason)


@documents.verb
def resume_carrier(carrier_id: UUID, *, actor: Actor, reason: str) -> Carrier:
    """This will book with a carrier again."""
    carrier = documents.lock(Carrier, carrier_id, actor=actor, permission="supply.stop_carrier")
    carrier.is_stopped, carrier.stopped_reason = False, ""
    return documents.save(carrier, actor=actor, event="supply.carrier.resumed", reason=reason)


@documents.verb
def create_vehicle(
    *, actor: Actor, id: UUID | None, carrier_id: UUID, papers: Sequence[Any], **facts: Any
) -> Vehicle:
    """This will put a vehicle of a carrier on file, with the papers that run out."""
    carrier = documents.refer(Carrier, carrier_id, actor=actor, field="carrier_id")
    vehicle = Vehicle(carrier=carrier, **facts)
    vehicle.plate = weighing.plate(vehicle.plate)
    if id is not None:
        vehicle.id = id
    documents.add(
        vehicle,
        actor=actor,
        event="supply.vehicle.created",
        permission="supply.create_vehicle",
    )
    _write(vehicle, papers)
    return vehicle


@documents.verb
def change_vehicle(vehicle_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Vehicle:
    """This will correct a vehicle; a list of papers stands for all of them."""
    vehicle = documents.lock(Vehicle, vehicle_id, actor=actor, permission="supply.change_vehicle")
    papers = changes.pop("papers", None)
    for name, value in changes.items():
        setattr(vehicle, name, value)
    vehicle.plate = weighing.plate(vehicle.plate)
    if papers is not None:
        vehicle.papers.all().delete()
        _write(vehicle, papers)
    return documents.save(vehicle, actor=actor, event="supply.vehicle.changed")


@documents.verb
def retire_vehicle(vehicle_id: UUID, *, actor: Actor, reason: str) -> Vehicle:
    """This will use a vehicle no more."""
    vehicle = documents.lock(Vehicle, vehicle_id, actor=actor, permission="supply.retire_vehicle")
    vehicle.is_retired = True
    return documents.save(vehicle, actor=actor, event="supply.vehicle.retired", reason=reason)


@documents.verb
def tell_expiring(paper_id: UUID, *, actor: Actor, on: date) -> None:
    """This will tell that a paper of a vehicle runs out."""
    paper = VehiclePaper.objects.select_related("vehicle").get(pk=paper_id)
    log.emit(
        "supply.vehicle.expiry_warned",
        paper.vehicle,
        actor=actor,
        payload={
            "kind": paper.kind,
            "expires_on": paper.expires_on,
            "days": (paper.expires_on - on).days,
        },
    )


@documents.verb
def create_driver(*, actor: Actor, id: UUID | None, carrier_id: UUID, **facts: Any) -> Driver:
    """This will put a driver of a carrier on file."""
    carrier = documents.refer(Carrier, carrier_id, actor=actor, field="carrier_id")
    driver = Driver(carrier=carrier, **facts)
    if id is not None:
        driver.id = id
    return documents.add(
        driver, actor=actor, event="supply.driver.created", permission="supply.create_driver"
    )


@documents.verb
def change_driver(driver_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Driver:
    """This will correct what is known of a driver."""
    driver = documents.lock(Driver, driver_id, actor=actor, permission="supply.change_driver")
    for name, value in changes.items():
        setattr(driver, name, value)
    return documents.save(driver, actor=actor, event="supply.driver.changed")


@documents.verb
def retire_driver(driver_id: UUID, *, actor: Actor, reason: str) -> Driver:
    """This will send a driver on no more ways."""
    driver = documents.lock(Driver, driver_id, actor=actor, permission="supply.retire_driver")
    driver.is_retired = True
    return documents.save(driver, actor=actor, event="supply.driver.retired", reason=reason)


def _write(vehicle: Vehicle, papers: Sequence[Any]) -> None:
    VehiclePaper.objects.bulk_create(
        VehiclePaper(vehicle=vehicle, kind=row.kind, number=row.number, expires_on=row.expires_on)
        for row in papers
    )
