"""Price alerts as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.market.alert import actions
from backend.market.alert.flow import State
from backend.market.alert.models import Alert
from backend.market.quote.models import Quote

Band = types.number(9, 6, minimum="0")
Person: Any = types.count(1, 2_147_483_647)
People = Annotated[list[Person], Field(min_length=1, max_length=100)]


class AlertIn(types.In):
    """Which series to watch, for which level, and whom to tell."""

    id: types.Id | None = None
    instrument_id: types.Id
    kind: types.one_of(Quote.Kind) = Quote.Kind.SETTLE.value
    direction: types.one_of(Alert.Direction)
    level: types.PositivePrice
    band: Annotated[Band, Field(lt=1)]
    name: types.text(100) = ""
    receivers: People


class AlertPatch(types.In):
    """What of an alert may be corrected; absent fields stay."""

    direction: types.one_of(Alert.Direction) = Alert.Direction.ABOVE.value
    level: types.PositivePrice = "1"
    band: Annotated[Band, Field(lt=1)] = "0"
    name: types.text(100) = ""
    receivers: People = []


class AlertRow(types.Out):
    """An alert in a list."""

    id: UUID
    name: str
    state: str
    instrument_id: UUID
    instrument_code: str
    kind: str
    direction: str
    level: types.Price
    band: types.SignedRatio
    last_day: types.Day | None
    last_value: types.Price | None
    fired_on: types.Day | None
    owner_id: int | None
    version: int
    created_at: types.Moment


class AlertOut(AlertRow):
    """An alert in full."""

    receivers: list[int]
    updated_at: types.Moment

    @staticmethod
    def resolve_instrument_code(alert: Any) -> str:
        """This will name the instrument."""
        return str(alert.instrument.code)

    @staticmethod
    def resolve_receivers(alert: Any) -> list[int]:
        """This will give the people it tells."""
        return sorted(person.pk for person in alert.receivers.all())


class AlertFilters(Filters):
    """What alerts can be filtered by."""

    state: types.one_of(State) | None = None
    instrument_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("instrument").prefetch_related("receivers")


ALERT = declare(
    Resource(
        model=Alert,
        room="market",
        name="alert",
        plural="alerts",
        label=_("价格预警"),
        out=AlertOut,
        row=AlertRow,
        create=Verb(actions.create, _("新建"), AlertIn),
        change=Verb(actions.change, _("修改"), AlertPatch),
        verbs={
            "stop": Verb(actions.stop, _("停用")),
            "resume": Verb(actions.resume, _("启用"), permission="market.stop_alert"),
        },
        filters=AlertFilters,
        columns={"instrument_code": "instrument__code"},
        load=load,
    )
)
