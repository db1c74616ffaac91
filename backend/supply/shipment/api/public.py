"""The driver's own door as JSON: the token of a link opens one shipment, nothing else."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Router, UploadedFile

from backend.core import types
from backend.core.errors import TooLarge
from backend.core.http.doors import IdempotencyKey, as_json
from backend.core.idempotency import actions as idempotency
from backend.supply.shipment import actions
from backend.supply.shipment.api import knocking
from backend.supply.shipment.schemas import DriverEventIn, DriverPhotoOut, DriverShipmentOut

router = Router(tags=["public"])
Token = Annotated[str, Path(..., max_length=64)]
Upload = Annotated[UploadedFile, File(description="A picture of at most 8 MB.")]


@router.get(
    "/{token}",
    response=DriverShipmentOut,
    auth=None,
    operation_id="public_shipment_read",
    summary="Read a shipment by its driver's link",
)
def read(request: HttpRequest, token: Token) -> HttpResponse:
    """Give what a driver needs to know of the shipment, and what was told through links."""
    known = knocking.visit(request, token)
    actions.note_seen(known.link, at=known.at)
    return as_json(knocking.shown(known).model_dump())


@router.post(
    "/{token}/events",
    response=DriverShipmentOut,
    auth=None,
    operation_id="public_shipment_track",
    summary="Tell what the driver sees",
)
def track(
    request: HttpRequest, token: Token, data: DriverEventIn, key: IdempotencyKey = None
) -> HttpResponse:
    """Add one event to this shipment; told twice with one client id it stands once."""
    known = knocking.visit(request, token)

    def work() -> HttpResponse:
        knocking.tell(known, data)
        return as_json(knocking.shown(known).model_dump())

    return _once(request, known, key, work)


@router.post(
    "/{token}/photos",
    response={201: DriverPhotoOut},
    auth=None,
    operation_id="public_shipment_photo",
    summary="Send a picture",
)
def photo(request: HttpRequest, token: Token, file: Upload) -> HttpResponse:
    """Take in one picture, to be named in an event. The type is told by the content."""
    known = knocking.visit(request, token)
    if (file.size or 0) > knocking.MAX_PHOTO:
        raise TooLarge
    row = knocking.photo(known, name=types.tidy(file.name or "", maximum=200), content=file.read())
    return as_json(DriverPhotoOut(id=row.pk, sha256=row.sha256).model_dump(), status=201)


def _once(
    request: HttpRequest, known: knocking.Visit, key: str | None, work: Callable[[], HttpResponse]
) -> HttpResponse:
    if not key:
        return work()
    return idempotency.once(request, f"driver:{known.link.pk}", key, work)
