"""A rate as machines see it."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.fx import actions
from backend.market.fx.models import FxRate

Pair = Annotated[str, types.Clean, StringConstraints(pattern=r"^[A-Z]{3}/[A-Z]{3}$")]


class FxRateIn(types.In):
    """A rate typed by hand: what one unit of the first currency costs in the second."""

    id: types.Id | None = None
    pair: Pair
    kind: types.one_of(FxRate.Kind) = FxRate.Kind.MARKET.value
    day: types.Day
    value: types.Rate
    source: types.text(64, minimum=1)
    note: types.text(200) = ""


class FxRateRow(types.Out):
    """A version of a rate."""

    id: UUID
    pair: str
    kind: str
    day: types.Day
    version: int
    value: types.Rate
    source: str
    note: str
    recorded_at: types.Moment


class FxRateOut(FxRateRow):
    """A version of a rate in full."""

    entered_by_id: int | None


class FxRateFilters(Filters):
    """What rates can be filtered by."""

    pair: types.text(7) | None = None
    kind: types.one_of(FxRate.Kind) | None = None
    day: types.Day | None = None
    first: types.Day | None = None
    last: types.Day | None = None


FX_RATE = declare(
    Resource(
        model=FxRate,
        room="market",
        name="fx_rate",
        plural="fx-rates",
        label=_("汇率"),
        out=FxRateOut,
        row=FxRateRow,
        create=Verb(actions.create, _("录入"), FxRateIn),
        filters=FxRateFilters,
        filter_paths={
            "first": lambda day: Q(day__gte=day),
            "last": lambda day: Q(day__lte=day),
        },
        ordering=("day",),
        scoped=False,
        searchable=False,
    )
)
