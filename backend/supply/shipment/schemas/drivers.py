"""Drivers as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.supply.shipment import actions
from backend.supply.shipment.models import Driver
from backend.supply.shipment.schemas.fleet import FleetBecause


class DriverIn(types.In):
    """What is needed to put a driver on file."""

    id: types.Id | None = None
    carrier_id: types.Id
    name: types.text(64, minimum=1)
    driver_phone: types.text(32, minimum=5)
    driver_identity: types.text(32) = ""
    licence_class: types.text(8) = ""
    licence_until: types.Day | None = None
    qualified_until: types.Day | None = None


class DriverPatch(types.In):
    """What may be corrected of a driver; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    driver_phone: types.text(32, minimum=5) = ""
    driver_identity: types.text(32) = ""
    licence_class: types.text(8) = ""
    licence_until: types.Day | None = None
    qualified_until: types.Day | None = None


class DriverRow(types.Out):
    """A driver in a list."""

    id: UUID
    name: str
    carrier_id: UUID
    carrier_name: str
    driver_phone: str | None
    licence_class: str
    licence_until: types.Day | None
    qualified_until: types.Day | None
    is_retired: bool
    version: int
    created_at: types.Moment


class DriverOut(DriverRow):
    """A driver in full."""

    driver_identity: str | None
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_carrier_name(driver: Driver) -> str:
        """This will give the carrier's name."""
        return driver.carrier.party.name


class DriverFilters(Filters):
    """What drivers can be filtered by."""

    carrier_id: types.Id | None = None
    is_retired: types.Flag | None = None


def load_driver(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a driver shows."""
    return rows.select_related("carrier__party")


DRIVER = declare(
    Resource(
        model=Driver,
        room="supply",
        name="driver",
        plural="drivers",
        label=_("司机"),
        out=DriverOut,
        row=DriverRow,
        create=Verb(actions.create_driver, _("新建"), DriverIn),
        change=Verb(actions.change_driver, _("修改"), DriverPatch),
        verbs={
            "retire": Verb(
                actions.retire_driver,
                _("停用"),
                FleetBecause,
                states=ALWAYS,
                when=lambda driver: not driver.is_retired,
                danger=True,
            ),
        },
        filters=DriverFilters,
        columns={"carrier_name": "carrier__party__name"},
        sensitive={"driver_phone": policy.mask_phone, "driver_identity": policy.mask_account},
        search_private=("driver_phone",),
        load=load_driver,
    )
)
