"""The door strangers knock at: no log-in, few knocks a minute, only from the sites we know."""

from typing import Annotated
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Router
from pydantic import StringConstraints

from backend.core.errors import TooLarge
from backend.core.http import throttle
from backend.core.http.doors import as_json
from backend.crm.intake import actions, queries
from backend.crm.intake.models import FormReceipt, LeadForm
from backend.crm.intake.schemas import (
    FormReceiptOut,
    FormSubmit,
    PublicFormOut,
    answers_of,
)
from backend.crm.intake.schemas import public as shown

router = Router(tags=["public"])
MAX_BODY = 16_384
PER_ADDRESS = 10
"""Filled-in forms a minute from one address."""
LOOKS, GUESSES = 120, 20
"""Forms read, and keys tried in vain, a minute from one address."""
THANKS = _("我们已收到您的询价，将尽快与您联系。")
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$", max_length=16), Path()]


@router.get(
    "/{key}",
    response=PublicFormOut,
    auth=None,
    operation_id="public_lead_form_read",
    summary="Read a form",
)
def read(request: HttpRequest, key: Key) -> HttpResponse:
    """Read what a form asks for, to draw it on a site of its own."""
    throttle.hit("form-look", throttle.address(request), limit=LOOKS)
    form = find(request, key)
    return allowed(request, form, as_json(shown(form)))


@router.post(
    "/{key}",
    response={201: FormReceiptOut},
    auth=None,
    operation_id="public_lead_form_submit",
    summary="Fill in a form",
)
def submit(request: HttpRequest, key: Key, data: FormSubmit) -> HttpResponse:
    """Send a filled-in form; sent again with the same client id it gives the same receipt."""
    if len(request.body) > MAX_BODY:
        raise TooLarge
    form = find(request, key)
    require_origin(request, form)
    body = receipt(take(request, form, data))
    return allowed(request, form, as_json(body, status=201))


@router.api_operation(["OPTIONS"], "/{key}", auth=None, include_in_schema=False)
def preflight(request: HttpRequest, key: Key) -> HttpResponse:
    """Tell a browser on another site whether its page may send the form."""
    form = find(request, key)
    require_origin(request, form)
    response = allowed(request, form, HttpResponse(status=204))
    response["Access-Control-Allow-Methods"] = "GET, POST"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "600"
    return response


def find(request: HttpRequest, key: str) -> LeadForm:
    """This will find a form that is open; raises FormGone, and TooMany for who guesses keys."""
    form = queries.open_form(key)
    if form is None:
        throttle.hit("form-guess", throttle.address(request), limit=GUESSES)
        raise actions.FormGone
    return form


def take(request: HttpRequest, form: LeadForm, data: FormSubmit) -> FormReceipt | None:
    """This will take in a form; None for a robot, which is told nothing of it.

    Raises TooMany for an address, or a form, that comes too often.
    """
    throttle.hit("form", throttle.address(request), limit=PER_ADDRESS)
    throttle.hit("form-key", form.key, limit=form.per_minute)
    if data.website:
        return None
    with transaction.atomic():
        return actions.submit(
            form.key,
            at=timezone.now(),
            client_id=data.client_id,
            answers=answers_of(data),
            agreed=data.consent,
        )


def receipt(found: FormReceipt | None) -> dict[str, object]:
    """This will write the receipt; a robot gets one that leads nowhere."""
    at = timezone.now() if found is None else found.at
    return {
        "receipt": "0" * 8 if found is None else found.code,
        "received_on": timezone.localdate(at),
        "message": str(THANKS),
    }


def require_origin(request: HttpRequest, form: LeadForm) -> None:
    """This will refuse a page of a site that is neither ours nor named by the form."""
    origin = request.headers.get("Origin", "")
    ours = urlsplit(origin).netloc == request.get_host()
    if origin and not ours and origin not in form.origins:
        raise actions.OriginRefused


def allowed(request: HttpRequest, form: LeadForm, response: HttpResponse) -> HttpResponse:
    """This will let pages of the named sites read the answer."""
    origin = request.headers.get("Origin", "")
    response["Vary"] = "Origin"
    if origin in form.origins:
        response["Access-Control-Allow-Origin"] = origin
    return response
