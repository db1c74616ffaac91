"""The arithmetic of the seal: canonical text of a row, and its digest on top of another."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(row: Mapping[str, Any]) -> str:
    """This will write a row so that equal rows are equal text: sorted keys, UTC moments."""
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_text)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def digest(previous: str, row: Mapping[str, Any]) -> str:
    """This will give the SHA-256 of the previous digest followed by the canonical row."""
    return hashlib.sha256(f"{previous}\n{canonical(row)}".encode()).hexdigest()
