"""What a write carries in its headers: a key that makes it happen once, the version it saw."""

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header

from backend.core.access.actor import Actor
from backend.core.errors import KeyMissing, Malformed
from backend.core.idempotency import actions as idempotency

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A unique key; sending the same request again gives the same answer.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=64, description="The ETag that was read."),
]


def version_of(match: str) -> int:
    """This will read a version from an ETag."""
    found = match.strip().removeprefix("W/").strip('"')
    if not (found.isascii() and found.isdigit() and len(found) < 10):
        raise Malformed(errors={"If-Match": "ETag"})
    return int(found)


def once(
    request: HttpRequest,
    actor: Actor,
    key: str | None,
    work: Callable[[], HttpResponse],
    *,
    body: bytes | None = None,
) -> HttpResponse:
    """This will do a write once for its Idempotency-Key; `body` stands for a streamed request."""
    if not key:
        raise KeyMissing
    caller = str(actor.key_id or actor.user_id)
    return idempotency.once(request, caller, key, work, body=body)
