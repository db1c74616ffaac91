"""Scales and stored tares as machines see them."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.weighing import actions, queries
from backend.goods.weighing.models import (
    Scale,
    VehicleTare,
)
from backend.goods.weighing.schemas.inputs import (
    Kilograms,
    KilogramsNotNegative,
)


def of_plate(typed: str) -> Q:
    """This will find the tickets of a truck however its plate is written."""
    return Q(plate=queries.plate(typed))


class ScaleIn(types.In):
    """What is needed to put a scale on file."""

    id: types.Id | None = None
    name: types.text(64, minimum=1)
    serial: types.text(64, minimum=1)
    warehouse_id: types.Id
    minimum_kg: KilogramsNotNegative
    maximum_kg: Kilograms
    division_kg: Kilograms
    certificate: types.text(64) = ""
    certified_until: types.Day | None = None


class ScalePatch(types.In):
    """What of a scale may change; absent fields stay."""

    name: types.text(64, minimum=1) = ""
    certificate: types.text(64) = ""
    certified_until: types.Day | None = None
    is_active: types.Flag = True


class ScaleRow(types.Out):
    """A scale in a list."""

    id: UUID
    name: str
    serial: str
    warehouse_id: UUID
    minimum_kg: KilogramsNotNegative
    maximum_kg: Kilograms
    division_kg: Kilograms
    certificate: str
    certified_until: types.Day | None
    is_active: bool
    version: int
    created_at: types.Moment


class ScaleOut(ScaleRow):
    """A scale in full."""

    updated_at: types.Moment


class ScaleFilters(Filters):
    """What scales can be filtered by."""

    warehouse_id: types.Id | None = None
    is_active: types.Flag | None = None


SCALE = declare(
    Resource(
        model=Scale,
        room="goods",
        name="scale",
        plural="scales",
        label=_("磅秤"),
        out=ScaleOut,
        row=ScaleRow,
        create=Verb(actions.create_scale, _("新建"), ScaleIn),
        change=Verb(actions.change_scale, _("修改"), ScalePatch),
        filters=ScaleFilters,
        scoped=False,
    )
)


class TareIn(types.In):
    """What is needed to store a tare."""

    id: types.Id | None = None
    plate: types.text(16, minimum=2)
    kg: Kilograms
    weighed_at: types.Moment
    valid_until: types.Day


class TareRow(types.Out):
    """A stored tare in a list."""

    id: UUID
    no: str
    plate: str
    kg: Kilograms
    weighed_at: types.Moment
    valid_until: types.Day
    version: int
    created_at: types.Moment


class TareOut(TareRow):
    """A stored tare in full."""

    updated_at: types.Moment


class TareFilters(Filters):
    """What stored tares can be filtered by."""

    plate: types.text(16) | None = None


TARE = declare(
    Resource(
        model=VehicleTare,
        room="goods",
        name="tare",
        plural="tares",
        label=_("车辆皮重"),
        out=TareOut,
        row=TareRow,
        create=Verb(actions.create_tare, _("登记皮重"), TareIn),
        filters=TareFilters,
        filter_paths={"plate": of_plate},
        ordering=("created_at", "weighed_at"),
        scoped=False,
    )
)
