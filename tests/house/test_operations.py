"""Every operation of the API refuses whoever has no right to it, and nothing happens."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from backend.config.api import api
from backend.core.events.models import Event
from backend.core.http import throttle
from tests.house.sampler import HINTS, sample
from tests.house_kit import API, Door

OPEN = {
    "public_lead_form_read",
    "public_lead_form_submit",
    "public_order_ask",
    "public_order_file",
    "public_order_read",
    "public_portal_redeem",
    "public_quote_accept",
    "public_quote_pdf",
    "public_quote_read",
    "public_quote_reject",
    "public_shipment_photo",
    "public_shipment_read",
    "public_shipment_track",
    "session_create",
}  # for nobody
OWN = {
    "me_language",
    "me_read",
    "meta_read",
    "notify_message_list",
    "notify_message_read_all",
    "notify_message_unread",
    "notify_preference_choose",
    "notify_preference_list",
    "notify_preference_quiet",
    "public_lead_form_read",
    "public_lead_form_submit",
    "session_create",
    "session_delete",
}
"""About the caller alone: whoever is logged in may use them."""


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The OpenAPI document; making it fails when two schemas share a name."""
    document: dict[str, Any] = api.get_openapi_schema()
    return document


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(throttle, "ANONYMOUS", 1_000_000)


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield path.removeprefix(API), method, operation


def call(door: Door, path: str, method: str, operation: dict[str, Any], parts: Any) -> Any:
    query = {}
    for parameter in operation.get("parameters", []):
        value = HINTS.get(parameter["name"]) or sample(parameter["schema"], parts)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(value))
        elif parameter["in"] == "query" and parameter.get("required"):
            query[parameter["name"]] = value
    path += "?" + urlencode(query) if query else ""
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return _upload(door, path, sample(content["multipart/form-data"]["schema"], parts))
    body = None
    if "application/json" in content:
        body = sample(content["application/json"]["schema"], parts)
    headers = {"idempotency_key": str(uuid.uuid4())} if method == "post" else {}
    headers |= {"if_match": '"1"'} if method == "patch" else {}
    return door._send(method, path, body, **headers)


def _upload(door: Door, path: str, form: dict[str, Any]) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    form = {**form, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    client = door.client or Client()
    return client.post(API + path, form, headers={"Idempotency-Key": str(uuid.uuid4())})


def refusals(door: Door, contract: dict[str, Any], allowed: set[int], free: set[str]) -> list[str]:
    parts = contract["components"]["schemas"]
    found = []
    for path, method, operation in operations(contract):
        if operation["operationId"] in free:
            continue
        status = call(door, path, method, operation, parts)
        if status.status_code not in allowed:
            found.append(f"{method} {path}: {status.status_code} {status.content[:200]!r}")
    return found


def test_nobody_is_unknown_everywhere(contract: dict[str, Any], nobody: Door) -> None:
    faults = refusals(nobody, contract, {401}, OPEN)

    assert faults == []
    assert Event.objects.count() == 0


def test_a_stranger_without_a_role_is_refused_everywhere(
    contract: dict[str, Any], stranger: Door
) -> None:
    faults = refusals(stranger, contract, {403, 404}, OWN)

    assert faults == []
    assert Event.objects.count() == 0


def test_operations_have_names_of_their_own_and_tell_what_they_do(
    contract: dict[str, Any],
) -> None:
    names = [operation["operationId"] for _, _, operation in operations(contract)]
    silent = [o["operationId"] for _, _, o in operations(contract) if not o.get("description")]

    assert len(names) == len(set(names))
    assert silent == []


def test_every_post_takes_an_idempotency_key(contract: dict[str, Any]) -> None:
    without = [
        path
        for path, method, operation in operations(contract)
        if method == "post"
        and operation["operationId"] not in OPEN
        and not any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", []))
    ]

    assert without == []


def test_the_committed_contract_is_what_the_code_says() -> None:
    try:
        call_command("openapi", "--check")
    except CommandError as error:
        pytest.fail(str(error))
