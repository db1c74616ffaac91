"""The floor: the same answers for the same rows with nothing between HTTP, SQL and JSON.

One connection a thread, statements prepared except searches, no permission, no validation.
"""

import os
import re
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import orjson
import psycopg
from psycopg.rows import dict_row

from bench import floor_figures as figures
from bench import floor_overview as overview
from bench import floor_reads as reads
from bench import floor_reprice as prices
from bench import floor_writes as writes

Start = Callable[[str, list[tuple[str, str]]], Any]
JSON = ("Content-Type", "application/json")
_mine = threading.local()


def connection() -> psycopg.Connection[dict[str, Any]]:
    """This will give this thread's connection."""
    found: psycopg.Connection[dict[str, Any]] | None = getattr(_mine, "connection", None)
    if found is None:
        found = _mine.connection = connect()
    return found


def connect() -> psycopg.Connection[dict[str, Any]]:
    """This will open a connection that prepares every statement at its first use."""
    opened = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row)
    opened.prepare_threshold = 0
    opened.execute("SET timezone = 'UTC'")
    return opened


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """This will answer one request."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    for wanted, pattern, handle in ROUTES:
        match = pattern.fullmatch(path) if wanted == method else None
        if match:
            status, answer = handle(environ, *match.groups())
            body = orjson.dumps(answer, default=str, option=orjson.OPT_UTC_Z)
            start(status, [JSON, ("Content-Length", str(len(body)))])
            return [body]
    start("404 Not Found", [("Content-Length", "0")])
    return [b""]


def customers(environ: dict[str, Any]) -> tuple[str, Any]:
    query = dict(parse_qsl(environ["QUERY_STRING"]))
    limit = int(query.get("limit", 50))
    after = _decode(query["after"]) if "after" in query else None
    rows = reads.customers(connection(), limit=limit, after=after, typed=query.get("q"))
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = _encode(rows[-1]["created_at"].isoformat(), str(rows[-1]["id"]))
    return "200 OK", {"items": rows, "next": following, "count": None, "more": None}


def page(environ: dict[str, Any], pk: str) -> tuple[str, Any]:
    return "200 OK", overview.page(connection(), pk)


def funnel(environ: dict[str, Any]) -> tuple[str, Any]:
    return "200 OK", figures.funnel(connection(), **dict(parse_qsl(environ["QUERY_STRING"])))


def forecast(environ: dict[str, Any]) -> tuple[str, Any]:
    return "200 OK", figures.forecast(connection(), **dict(parse_qsl(environ["QUERY_STRING"])))


def reprice(environ: dict[str, Any], pk: str) -> tuple[str, Any]:
    body = environ["wsgi.input"].read()
    key = environ["HTTP_IDEMPOTENCY_KEY"]
    return "200 OK", prices.reprice(connection(), key, pk, orjson.loads(body)["on"])


def contract(environ: dict[str, Any], pk: str) -> tuple[str, Any]:
    return "200 OK", reads.contract(connection(), pk)


def create(environ: dict[str, Any]) -> tuple[str, Any]:
    body = environ["wsgi.input"].read()
    key = environ["HTTP_IDEMPOTENCY_KEY"]
    return "201 Created", writes.create(connection(), key, orjson.loads(body))


def sign(environ: dict[str, Any], pk: str) -> tuple[str, Any]:
    body = environ["wsgi.input"].read()
    key = environ["HTTP_IDEMPOTENCY_KEY"]
    try:
        return "200 OK", writes.sign(connection(), key, pk, orjson.loads(body))
    except writes.Refused as refused:
        return "409 Conflict", {"detail": str(refused)}


def _decode(cursor: str) -> tuple[str, str]:
    when, pk = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return when, pk


def _encode(when: str, pk: str) -> str:
    return urlsafe_b64encode(orjson.dumps([when, pk])).decode().rstrip("=")


ROUTES: list[tuple[str, re.Pattern[str], Callable[..., tuple[str, Any]]]] = [
    ("GET", re.compile("/api/v1/crm/customers"), customers),
    ("GET", re.compile("/api/v1/crm/contracts/([0-9a-f-]{36})"), contract),
    ("GET", re.compile("/api/v1/crm/customers/([0-9a-f-]{36})/overview"), page),
    ("GET", re.compile("/api/v1/crm/opportunities/funnel"), funnel),
    ("GET", re.compile("/api/v1/crm/opportunities/forecast"), forecast),
    ("POST", re.compile("/api/v1/crm/quotes/([0-9a-f-]{36})/reprice"), reprice),
    ("POST", re.compile("/api/v1/crm/contracts"), create),
    ("POST", re.compile("/api/v1/crm/contracts/([0-9a-f-]{36})/sign"), sign),
]
