"""The pages strangers open with a phone: a machine's label, and the ticket that came of it.

No log-in, no cookie, no script. Chinese or English as the phone asks, or as one switches.
"""

import secrets
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from backend.core import types
from backend.core.errors import Refusal, TooMany
from backend.core.http import problems
from backend.service.asset.models import Asset
from backend.service.ticket import queries
from backend.service.ticket.api import knocking, said
from backend.service.ticket.api.knocking import Visit
from backend.service.ticket.models import Comment
from backend.service.ticket.queries import Purpose
from backend.service.ticket.schemas.bodies import LabelReport, LinkAgain, LinkAnswer, LinkWords

CODES = {"zh": "zh-hans", "en": "en"}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@csrf_exempt  # nobody is logged in: the token is the right to it, and no cookie plays a part
@csp_replace(POLICY)  # type: ignore[arg-type]  # typed for views without arguments
@require_http_methods(["GET", "HEAD", "POST"])
def machine(request: HttpRequest, token: str) -> HttpResponse:
    """Show the machine of a label and take a report about it."""

    def work(language: str) -> HttpResponse:
        knocking.require_small(request)
        asset = knocking.machine(request, token)
        if request.method != "POST":
            return _machine(request, asset, language)
        try:
            data = LabelReport.model_validate(_typed(request, LabelReport))
        except ValidationError as wrong:
            return _machine(request, asset, language, refused=wrong)
        return _reported(request, asset, data, language)

    return _safely(request, work)


def _reported(request: HttpRequest, asset: Asset, data: LabelReport, language: str) -> HttpResponse:
    found = knocking.report(request, asset, **dict(data))
    if found is None:
        return _over(request, language, said.texts(language)["robot"], status=200)
    purpose = Purpose.FOLLOW if found.is_new else Purpose.GLANCE
    token = queries.token_of(found.ticket.pk, purpose)
    if found.is_new and (photo := _photo(request)) is not None:
        known = Visit(found.ticket, purpose, timezone.now())
        try:
            knocking.show(known, photo)
        except Refusal:
            return _go(token, language, "photo")
    return _go(token, language, "new" if found.is_new else "joined")


@csrf_exempt  # as above
@csp_replace(POLICY)  # type: ignore[arg-type]  # typed for views without arguments
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show how far a ticket is, and take the customer's word."""

    def work(language: str) -> HttpResponse:
        knocking.require_small(request)
        known = knocking.visit(request, token)
        if request.method != "POST":
            return _ticket(request, known, language)
        try:
            _told(request, known)
        except (Refusal, ValidationError) as refused:
            if isinstance(refused, TooMany):
                raise
            return _ticket(request, known, language, refused=refused)
        return _go(token, language, "")

    return _safely(request, work)


def _told(request: HttpRequest, known: Visit) -> None:
    """One of the forms of the page, as far as its link opens them."""
    deed = str(request.POST.get("deed", ""))
    if deed == "say" and known.purpose != Purpose.GLANCE:
        words = LinkWords.model_validate(_typed(request, LinkWords))
        knocking.say(known, text=words.text, photo=_photo(request))
    elif deed == "again" and known.purpose != Purpose.GLANCE:
        again = LinkAgain.model_validate(_typed(request, LinkAgain))
        knocking.take_back(known, reason=again.reason)
    elif deed in ("yes", "no") and known.purpose == Purpose.MONEY:
        answer = LinkAnswer.model_validate(_typed(request, LinkAnswer))
        knocking.answer(known, name=answer.name, is_yes=deed == "yes")
    else:
        raise knocking.NoSuchTicketLink


def _typed(request: HttpRequest, schema: type[types.In]) -> dict[str, str]:
    names = [name for name in schema.model_fields if name in request.POST]
    return {name: str(request.POST[name]) for name in names}


def _photo(request: HttpRequest) -> tuple[str, bytes] | None:
    upload = request.FILES.get("photo")
    if upload is None:
        return None
    return types.tidy(upload.name or "", maximum=200), upload.read()


def _go(token: str, language: str, came: str) -> HttpResponse:
    address = reverse("ticket_link", args=[token])
    return HttpResponseRedirect(f"{address}?lang={language}" + (f"&came={came}" if came else ""))


def _safely(request: HttpRequest, work: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do the work in the reader's language; a refusal has a friendly page of its own."""
    asked = request.GET.get("lang", "")
    if asked not in CODES:
        asked = "en" if (translation.get_language() or "").startswith("en") else "zh"
    with translation.override(CODES[asked]):
        try:
            response = work(asked)
        except Refusal as refusal:
            slow = isinstance(refusal, TooMany)
            words = said.texts(asked)["slow"] if slow else str(refusal)
            response = _over(request, asked, words, status=refusal.status)
            if slow:
                response["Retry-After"] = str(refusal.params.get("wait", 60))
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _machine(
    request: HttpRequest, asset: Asset, language: str, *, refused: ValidationError | None = None
) -> HttpResponse:
    entitled = queries.entitlement_of(asset.pk, at=timezone.now())
    context = {
        "name": asset.product.name,
        "model": asset.product.code,
        "serial": said.masked(asset.serial),
        "is_covered": entitled is not None,
        "symptoms": queries.codes("symptom", product_id=asset.product_id),
        "once": request.POST.get("once") or secrets.token_urlsafe(12),
        "typed": {name: request.POST.get(name, "") for name in LabelReport.model_fields},
    }
    return _page(request, "machine.html", language, context, refused=refused)


def _ticket(
    request: HttpRequest,
    known: Visit,
    language: str,
    *,
    refused: Refusal | ValidationError | None = None,
) -> HttpResponse:
    one = known.ticket
    is_whole = known.purpose != Purpose.GLANCE
    context = {
        "ticket": one,
        "came": request.GET.get("came", ""),
        "machine": one.asset.product.name if one.asset else "",
        "serial": said.masked(one.asset.serial) if one.asset else "",
        "symptom": queries.word("symptom", one.symptom_code),
        "step": said.step(one.state, language),
        "is_whole": is_whole,
        "is_over": one.state in ("cancelled", "duplicate"),
        "remarks": _remarks(known) if is_whole else [],
        "asks_money": known.purpose == Purpose.MONEY and one.estimate is not None,
        "asked": queries.invitations(one.pk) if is_whole else [],
        "may_object": is_whole and one.state in ("resolved", "closed"),
        "typed": request.POST,
    }
    return _page(request, "status.html", language, context, refused=refused)


def _remarks(known: Visit) -> list[Comment]:
    """What the customer may read: to them and from them, of the ticket they hold."""
    rows = known.ticket.comments.exclude(audience=Comment.Audience.INTERNAL)
    return list(rows.order_by("at", "id"))


def _page(
    request: HttpRequest,
    name: str,
    language: str,
    context: dict[str, Any],
    *,
    refused: Refusal | ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    refusal = (
        problems.malformed(list(refused.errors()))
        if isinstance(refused, ValidationError)
        else refused
    )
    whole = {
        **context,
        "t": said.texts(language),
        "language": language,
        "other": "zh" if language == "en" else "en",
        "sentence": str(refusal) if refusal else "",
        "errors": {one: str(text) for one, text in refusal.errors.items()} if refusal else {},
    }
    status = refusal.status if refusal else status
    return render(request, f"service/ticket/{name}", whole, status=status)


def _over(request: HttpRequest, language: str, sentence: str, *, status: int) -> HttpResponse:
    context = {"words": sentence, "is_good": status == 200}
    return _page(request, "over.html", language, context, status=status)


labels = [path("<str:token>", machine, name="machine_label")]
links = [path("<str:token>", ticket, name="ticket_link")]
