"""Inventing a body that a schema accepts, so that a refusal is about rights, not about form."""

import re
import uuid
from typing import Any

FORMATS = {
    "uuid": str(uuid.UUID(int=7 << 76 | 2 << 62)),
    "date": "2026-07-01",
    "date-time": "2026-07-01T09:30:00+08:00",
    "binary": "x",
}
WORDS = (
    "0.5",
    "1",
    "CNY",
    "USDCNY",
    "USD/CNY",
    "1234",
    "123456",
    "12345678",
    "1" * 20,
    "A1",
    "a",
    "2026-07",
    "08:30",
    "a@bcd.ef",
)
"""What is tried where a pattern must be matched."""
HINTS = {
    "document": "core.party",
    "pair": "USD/CNY",
    "handover_code": "123456",
    "tax_number": "1" * 20,
}
"""Texts that must name something which exists, or be of a form the schema does not state."""


def sample(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Give the smallest value of a JSON schema."""
    if "$ref" in schema:
        return sample(components[schema["$ref"].rsplit("/", 1)[1]], components)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return sample(schema[word][0], components)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _by_type(schema, components)


def _by_type(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", [])
        properties = schema.get("properties", {})
        return {name: HINTS.get(name) or sample(properties[name], components) for name in required}
    if kind == "array":
        return [sample(schema["items"], components)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return int(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
    if kind == "boolean":
        return False
    if kind == "string":
        return _text(schema)
    return None


def _text(schema: dict[str, Any]) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if "pattern" in schema:
        return next((word for word in WORDS if re.search(schema["pattern"], word)), "x")
    return "x" * max(1, schema.get("minLength", 1))
