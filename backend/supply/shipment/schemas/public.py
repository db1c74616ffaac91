"""What a driver's link shows and takes: no money, no phones, nothing of other shipments."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from backend.core import types
from backend.supply.shipment.models import TrackingEvent

Latitude = types.number(9, 6)
Photos = Annotated[list[types.Id], Field(max_length=10)]


class DriverEventIn(types.In):
    """What the driver sees; told twice with one client id it stands once."""

    client_id: types.Id | None = None
    kind: types.one_of(TrackingEvent.Kind) = TrackingEvent.Kind.POSITION.value
    at: types.Moment
    place: types.Line = ""
    latitude: Latitude | None = None
    longitude: Latitude | None = None
    note: types.text(500) = ""
    photo_ids: Photos = []


class DriverEventOut(types.Out):
    """One thing told on the way."""

    kind: str
    label: str
    at: types.Moment
    place: str
    note: str
    photos: int


class DriverShipmentOut(types.Out):
    """What the driver needs: where from, where to, with what, until when."""

    no: str
    state: str
    state_label: str
    origin: str
    destination: str
    plate: str
    goods: list[str]
    weight: types.Weight
    eta: types.Moment | None
    containers: list[str]
    events: list[DriverEventOut]


class DriverPhotoOut(types.Out):
    """A picture taken in, to be named in an event."""

    id: UUID
    sha256: str


class DriverLinkOut(types.Out):
    """A driver's link; its address only for whoever may share it."""

    id: UUID
    url: str | None
    made_at: types.Moment
    days_after: int
    is_open: bool
    revoked_at: types.Moment | None
    last_seen_at: types.Moment | None


class DriverLinksOut(types.Out):
    """The driver's links of a shipment."""

    items: list[DriverLinkOut]
