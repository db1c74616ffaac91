"""The driver's own page: one address, no log-in, no script, big buttons."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from backend.core import types
from backend.core.errors import Refusal
from backend.core.http import problems
from backend.supply.shipment import actions
from backend.supply.shipment.api import knocking
from backend.supply.shipment.models import TrackingEvent
from backend.supply.shipment.schemas import DriverEventIn


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shipment to whoever holds its link."""

    def work() -> HttpResponse:
        known = knocking.visit(request, token)
        actions.note_seen(known.link, at=known.at)
        return _page(request, token, known)

    return _safely(request, work)


@csrf_exempt
@require_POST
def tell(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a driver tells. The token is the right to it: no cookie plays a part."""

    def work() -> HttpResponse:
        known = knocking.visit(request, token)
        try:
            knocking.tell(known, _typed(request, known))
        except (Refusal, ValidationError) as refused:
            return _page(request, token, known, refused=refused)
        return HttpResponseRedirect(reverse("driver_link", args=[token]))

    return _safely(request, work)


def _typed(request: HttpRequest, known: knocking.Visit) -> DriverEventIn:
    """The form as an event of this moment, its picture taken in first."""
    photos: list[UUID] = []
    upload = request.FILES.get("photo")
    if upload is not None:
        name = types.tidy(upload.name or "", maximum=200)
        photos = [knocking.photo(known, name=name, content=upload.read()).pk]
    return DriverEventIn(
        kind=str(request.POST.get("kind", "")),
        at=known.at,
        place=str(request.POST.get("place", "")),
        note=str(request.POST.get("note", "")),
        photo_ids=photos,
    )


def _safely(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the work; a refusal has a friendly page of its own."""
    try:
        response = work()
    except Refusal as refusal:
        context = {"sentence": str(refusal)}
        response = render(
            request, "supply/shipment/driver_over.html", context, status=refusal.status
        )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    token: str,
    known: knocking.Visit,
    *,
    refused: Refusal | ValidationError | None = None,
) -> HttpResponse:
    refusal = (
        problems.malformed(list(refused.errors()))
        if isinstance(refused, ValidationError)
        else refused
    )
    said = [] if refusal is None else [str(text) for text in refusal.errors.values()]
    context = {
        "token": token,
        "shipment": knocking.shown(known),
        "kinds": TrackingEvent.Kind.choices,
        "sentence": "" if refusal is None else "；".join(said) or str(refusal),
        "place": request.POST.get("place", ""),
        "note": request.POST.get("note", ""),
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "supply/shipment/driver.html", context, status=status)


urlpatterns = [
    path("<str:token>", show, name="driver_link"),
    path("<str:token>/tell", tell, name="driver_link_tell"),
]
