"""What happens around every request: an id, a language, a lock limit, safe headers."""

import re
import secrets
from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from backend.core import context
from backend.core.errors import Busy, CsrfMissing, Invisible, Refusal, TooLarge, TooMany
from backend.core.http import problems, throttle

_SAFE = re.compile(r"^[A-Za-z0-9_.-]{8,64}$")
LOCKED_OUT = 900  # seconds; AXES_COOLOFF_TIME
MAX_BODY = 21 * 1024 * 1024  # the largest upload and the form around it
log = structlog.get_logger("heng.http")


class Fault(Refusal):
    """A fault of ours; the request id leads to the log."""

    status = 500


class RequestContext:
    """Gives each request an id and answers faults of the API as problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This will run the request inside its own context."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _SAFE.match(given) else secrets.token_hex(12)
        token = context.request_id.set(request_id)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        came = context.source.set("api" if request.path.startswith("/api/") else "admin")
        try:
            is_api = request.path.startswith("/api/")
            response = _too_large(request) if is_api else None
            if response is None:
                response = self.get_response(request)
            if is_api:
                response = _slowed(request, _as_problem(request, response))
                response.setdefault("Cache-Control", "no-store")
            response["X-Request-Id"] = request_id
            return response
        finally:
            context.request_id.reset(token)
            context.source.reset(came)
            structlog.contextvars.clear_contextvars()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """This will turn what escaped the API into a problem; elsewhere Django answers."""
        if not request.path.startswith("/api/") or isinstance(error, Http404):
            return None
        if isinstance(error, RequestDataTooBig):
            return problems.problem(TooLarge())
        if isinstance(error, OperationalError) and "lock timeout" in str(error):
            return problems.problem(Busy())
        if isinstance(error, DatabaseError):
            connection.close_if_unusable_or_obsolete()
        log.error("fault", exc_info=error, path=request.path)
        return problems.problem(Fault())


def _too_large(request: HttpRequest) -> HttpResponse | None:
    """A body beyond every limit is refused before a byte of it is read."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    if stated.isascii() and stated.isdigit() and int(stated) <= MAX_BODY:
        return None
    return problems.problem(TooLarge())


def _slowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever is refused as unknown too often is told to wait."""
    if response.status_code != 401:
        return response
    try:
        throttle.hit("anonymous", throttle.address(request), limit=throttle.ANONYMOUS)
    except TooMany as refusal:
        return problems.problem(refusal)
    return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's own HTML for unknown paths and methods becomes a problem too."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code == 429 and not kind.startswith("application/problem"):
        return problems.problem(TooMany(wait=LOCKED_OUT))  # too many wrong passwords
    if response.status_code < 400 or kind.startswith("application/"):
        return response
    refusal = problems.problem(STANDS_FOR.get(response.status_code, Fault)())
    if response.has_header("Allow"):
        refusal["Allow"] = response["Allow"]
    return refusal


class MethodNotAllowed(Refusal):
    """The path exists, the method does not."""

    status = 405


class BadRequest(Refusal):
    """Django refused the request before the API saw it."""

    status = 400


STANDS_FOR: dict[int, type[Refusal]] = {
    400: BadRequest,
    403: CsrfMissing,
    404: Invisible,
    405: MethodNotAllowed,
    413: TooLarge,
}


class PersonLanguage:
    """Speaks to a logged-in person in the language they chose; stands after authentication.

    The API answers by `Accept-Language` where that is sent, so that a client decides.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This will switch to the person's language for this request."""
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not _says_language(request):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)


def _says_language(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") and "Accept-Language" in request.headers
