"""Answering a repeated request with the answer of the first."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.types.json import Jsonb

from backend.core.errors import KeyReused
from backend.core.idempotency.models import Answer

KEPT = ("ETag", "Location", "Content-Type")
_CLAIM = """
INSERT INTO core_answer (caller, key, fingerprint, status, body, headers, at)
VALUES (%s, %s, %s, 0, '', '{}', now()) ON CONFLICT (caller, key) DO NOTHING RETURNING id
"""

_KEEP = "UPDATE core_answer SET status = %s, body = %s, headers = %s WHERE id = %s"


def once(
    request: HttpRequest,
    caller: str,
    key: str,
    work: Callable[[], HttpResponse],
    *,
    body: bytes | None = None,
) -> HttpResponse:
    """This will do the work once for a key, in one transaction with the row that remembers it.

    `body` stands for the request's own when that was streamed, as with an upload.

    A rival with the same key waits for the first to commit and then replays its answer; the
    same key with another request raises KeyReused. A failed request leaves no row behind.
    """
    said = request.body if body is None else body
    fingerprint = hashlib.sha256(
        b"\n".join([str(request.method).encode(), request.get_full_path().encode(), said])
    ).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [caller, key, fingerprint])
            claimed = cursor.fetchone()
        if claimed is None:
            return _replay(caller, key, fingerprint)
        response = work()
        _keep(claimed[0], response)
        return response


def _keep(pk: int, response: HttpResponse) -> None:
    headers = {name: response[name] for name in KEPT if response.has_header(name)}
    values: list[Any] = [response.status_code, response.content, Jsonb(headers), pk]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _replay(caller: str, key: str, fingerprint: str) -> HttpResponse:
    answer = Answer.objects.get(caller=caller, key=key)
    if answer.fingerprint != fingerprint:
        raise KeyReused
    response = HttpResponse(bytes(answer.body), status=answer.status)
    for name, value in answer.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response
