"""The API class: strict in, exact out, one name for one schema."""

from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from backend.core.http import problems
from backend.core.http.body import StrictParser

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
        "request_id": {"type": "string"},
        "verbs": {"type": "array", "items": {"type": "string"}},
    },
}
PROBLEM_STATUSES = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429)


def default(value: Any) -> Any:
    """This will write a decimal as plain text and anything else as its own text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def dumps(value: Any) -> bytes:
    """This will write JSON: decimals as strings, moments in RFC 3339 with Z."""
    return orjson.dumps(value, default=default, option=orjson.OPT_UTC_Z)


class Renderer(BaseRenderer):
    """orjson, with decimals as strings."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """This will write the answer."""
        return dumps(data)


class StrictSchema(OpenAPISchema):
    """Refuses two schemas of one name and documents every refusal."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """This will raise when a name would silently be overwritten."""
        for name, schema in definitions.items():
            if self.schemas.get(name, schema) != schema:
                raise ValueError(f"two different schemas are called {name}")
        self.schemas.update(definitions)

    def operation_details(self, operation: Any) -> dict[str, Any]:
        """This will add the problem answers every operation can give."""
        details: dict[str, Any] = super().operation_details(operation)
        reference = {"$ref": "#/components/schemas/Problem"}
        for status in PROBLEM_STATUSES:
            details["responses"].setdefault(
                status,
                {
                    "description": "Refusal",
                    "content": {"application/problem+json": {"schema": reference}},
                },
            )
        return details

    def get_components(self) -> dict[str, Any]:
        """This will add the problem schema to the components."""
        components: dict[str, Any] = super().get_components()
        components["schemas"]["Problem"] = PROBLEM
        return components


class HengAPI(NinjaAPI):
    """The one API of the house."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """This will build the strict OpenAPI document, once: it takes seconds of processor."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        known: dict[str, StrictSchema] = self.__dict__.setdefault("_documents", {})
        if prefix not in known:
            known[prefix] = StrictSchema(api=self, path_prefix=prefix)
        return known[prefix]

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """This will answer any refusal as a problem and let real faults through."""
        return problems.handle(request, exc)


def build(**kwargs: Any) -> HengAPI:
    """This will make the API with its parser and renderer."""
    return HengAPI(parser=StrictParser(), renderer=Renderer(), **kwargs)
