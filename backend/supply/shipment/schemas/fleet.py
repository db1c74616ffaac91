"""Carriers, vehicles and drivers as machines see them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.freight.models import Mode
from backend.supply.shipment import actions
from backend.supply.shipment.models import Carrier, Vehicle, VehiclePaper

Plate = types.text(16, minimum=5)


class FleetBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class CarrierIn(types.In):
    """What is needed to put a carrier on file."""

    id: types.Id | None = None
    party_id: types.Id
    modes: Annotated[list[types.one_of(Mode)], Field(min_length=1, max_length=5)]
    licence_no: types.text(64) = ""
    licence_until: types.Day | None = None
    insured_until: types.Day | None = None
    dispatcher: types.text(64) = ""
    dispatcher_phone: types.text(32) = ""
    note: types.text(500) = ""


class CarrierPatch(types.In):
    """What may be corrected of a carrier; absent fields stay."""

    modes: Annotated[list[types.one_of(Mode)], Field(min_length=1, max_length=5)] = []
    licence_no: types.text(64) = ""
    licence_until: types.Day | None = None
    insured_until: types.Day | None = None
    dispatcher: types.text(64) = ""
    dispatcher_phone: types.text(32) = ""
    note: types.text(500) = ""


class CarrierRow(types.Out):
    """A carrier in a list."""

    id: UUID
    party_id: UUID
    party_name: str
    modes: list[str]
    licence_no: str
    licence_until: types.Day | None
    insured_until: types.Day | None
    is_stopped: bool
    version: int
    created_at: types.Moment


class CarrierOut(CarrierRow):
    """A carrier in full."""

    dispatcher: str
    dispatcher_phone: str | None
    stopped_reason: str
    note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(carrier: Carrier) -> str:
        """This will give the company's name."""
        return carrier.party.name


class CarrierFilters(Filters):
    """What carriers can be filtered by."""

    party_id: types.Id | None = None
    is_stopped: types.Flag | None = None


class VehiclePaperBody(types.In):
    """A paper of a vehicle that runs out."""

    kind: types.one_of(VehiclePaper.Kind)
    number: types.text(64) = ""
    expires_on: types.Day


Papers = Annotated[list[VehiclePaperBody], Field(max_length=10)]


class VehicleIn(types.In):
    """What is needed to put a vehicle on file."""

    id: types.Id | None = None
    carrier_id: types.Id
    kind: types.one_of(Vehicle.Kind) = Vehicle.Kind.TRUCK.value
    plate: Plate
    capacity: types.PositiveWeight
    tare: types.PositiveWeight | None = None
    papers: Papers = []
    note: types.text(500) = ""


class VehiclePatch(types.In):
    """What may be corrected of a vehicle; absent fields stay, papers stand for all of them."""

    kind: types.one_of(Vehicle.Kind) = Vehicle.Kind.TRUCK.value
    plate: Plate = ""
    capacity: types.PositiveWeight = Decimal(0)
    tare: types.PositiveWeight | None = None
    papers: Papers = []
    note: types.text(500) = ""


class VehiclePaperOut(types.Out):
    """A paper of a vehicle that runs out."""

    id: UUID
    kind: str
    number: str
    expires_on: date


class VehicleRow(types.Out):
    """A vehicle in a list."""

    id: UUID
    plate: str
    kind: str
    carrier_id: UUID
    carrier_name: str
    capacity: types.Weight
    tare: types.Weight | None
    is_retired: bool
    version: int
    created_at: types.Moment


class VehicleOut(VehicleRow):
    """A vehicle in full."""

    papers: list[VehiclePaperOut]
    note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_carrier_name(vehicle: Vehicle) -> str:
        """This will give the carrier's name."""
        return vehicle.carrier.party.name

    @staticmethod
    def resolve_papers(vehicle: Vehicle) -> list[Any]:
        """This will read the papers."""
        return list(vehicle.papers.all())


class VehicleFilters(Filters):
    """What vehicles can be filtered by."""

    carrier_id: types.Id | None = None
    plate: types.text(16) | None = None
    is_retired: types.Flag | None = None
    expires_until: types.Day | None = None


def load_carrier(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a carrier shows."""
    return rows.select_related("party")


def load_vehicle(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a vehicle shows."""
    return rows.select_related("carrier__party").prefetch_related("papers")


CARRIER = declare(
    Resource(
        model=Carrier,
        room="supply",
        name="carrier",
        plural="carriers",
        label=_("承运商"),
        out=CarrierOut,
        row=CarrierRow,
        create=Verb(actions.create_carrier, _("新建"), CarrierIn),
        change=Verb(actions.change_carrier, _("修改"), CarrierPatch),
        verbs={
            "stop": Verb(
                actions.stop_carrier,
                _("停用"),
                FleetBecause,
                states=ALWAYS,
                when=lambda carrier: not carrier.is_stopped,
                danger=True,
            ),
            "resume": Verb(
                actions.resume_carrier,
                _("恢复"),
                FleetBecause,
                states=ALWAYS,
                when=lambda carrier: carrier.is_stopped,
                permission="supply.stop_carrier",
            ),
        },
        filters=CarrierFilters,
        columns={"party_name": "party__name"},
        sensitive={"dispatcher_phone": policy.mask_phone},
        search_private=("dispatcher_phone",),
        load=load_carrier,
    )
)

VEHICLE = declare(
    Resource(
        model=Vehicle,
        room="supply",
        name="vehicle",
        plural="vehicles",
        label=_("车辆"),
        out=VehicleOut,
        row=VehicleRow,
        create=Verb(actions.create_vehicle, _("新建"), VehicleIn),
        change=Verb(actions.change_vehicle, _("修改"), VehiclePatch),
        verbs={
            "retire": Verb(
                actions.retire_vehicle,
                _("停用"),
                FleetBecause,
                states=ALWAYS,
                when=lambda vehicle: not vehicle.is_retired,
                danger=True,
            ),
        },
        filters=VehicleFilters,
        filter_paths={"expires_until": "papers__expires_on__lte"},
        columns={"carrier_name": "carrier__party__name"},
        load=load_vehicle,
    )
)
