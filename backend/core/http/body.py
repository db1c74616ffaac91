"""Reading a JSON body strictly: UTF-8, one meaning, bounded."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from backend.core.errors import NotReadable, WrongType

MAX_DEPTH = 30


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotReadable(why="duplicate keys")
    return found


def _constant(name: str) -> NoReturn:
    raise NotReadable(why=name)


def read_json(raw: bytes) -> Any:
    """This will parse a body; duplicate keys, NaN, a BOM, depth, other encodings are refused."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise WrongType from None
    if text.startswith("\ufeff"):
        raise WrongType
    if _depth(text) > MAX_DEPTH:
        raise NotReadable(why="nesting")
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise NotReadable(why=str(error)[:80]) from None


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


class StrictParser(Parser):
    """Ninja's parser that only takes application/json."""

    def parse_body(self, request: HttpRequest) -> Any:
        """This will parse the request's body or refuse it."""
        kind = request.headers.get("Content-Type", "").lower().replace(" ", "")
        if kind not in ("application/json", "application/json;charset=utf-8"):
            raise WrongType
        body = read_json(request.body)
        if not isinstance(body, dict):
            raise NotReadable(why="not an object")
        return body
