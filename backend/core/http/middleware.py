"""What happens around every request: an id, a language, a lock limit, safe headers."""

import re
import secrets
from collections.abc import Callable

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from backend.core import context
from backend.core.errors import Busy, Invisible, Refusal, TooLarge
from backend.core.http import problems

_SAFE = re.compile(r"^[A-Za-z0-9_.-]{8,64}$")
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
            response = self.get_response(request)
            if request.path.startswith("/api/"):
                response = _as_problem(request, response)
                response.setdefault("Cache-Control", "no-store")
            response["X-Request-Id"] = request_id
            return response
        finally:
            context.request_id.reset(token)
            context.source.reset(came)
            structlog.contextvars.clear_contextvars()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """This will turn what escaped the API into a problem; elsewhere Django answers."""
        if not request.path.startswith("/api/"):
            return None
        if isinstance(error, RequestDataTooBig):
            return problems.problem(TooLarge())
        if isinstance(error, OperationalError) and "lock timeout" in str(error):
            return problems.problem(Busy())
        if isinstance(error, DatabaseError):
            connection.close_if_unusable_or_obsolete()
        log.error("fault", exc_info=error, path=request.path)
        return problems.problem(Fault())


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's own HTML for unknown paths and methods becomes a problem too."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code < 400 or kind.startswith("application/"):
        return response
    if response.status_code == 405:
        refusal = problems.problem(MethodNotAllowed())
        if response.has_header("Allow"):
            refusal["Allow"] = response["Allow"]
        return refusal
    if response.status_code == 404:
        return problems.problem(Invisible())
    if response.status_code == 413:
        return problems.problem(TooLarge())
    if response.status_code == 403:
        return problems.problem(CsrfMissing())
    if response.status_code == 400:
        return problems.problem(BadRequest())
    return problems.problem(Fault())


class MethodNotAllowed(Refusal):
    """The path exists, the method does not."""

    status = 405


class CsrfMissing(Refusal):
    """A session wrote without its CSRF token."""

    status = 403


class BadRequest(Refusal):
    """Django refused the request before the API saw it."""

    status = 400
