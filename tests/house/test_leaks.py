"""Nobody sees, uses or refers to a row out of reach, through whatever door."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from backend.core import registry
from backend.core.access.models import Scope
from tests.house.crawl import RESOURCES, SCHEMA, addresses, content, papers
from tests.house.sampler import sample
from tests.house_kit import API, Door, door_for, grant_all, person, unit
from tests.journeys.told import Deal

pytestmark = pytest.mark.slow
SOURCES = {
    "/goods/stockmoves",
    "/goods/reservations",
    "/goods/weighings",
    "/crm/recycle-rules",
}
"""Open to who may see them at all, they name by id alone the paper or pool they serve."""


# -- rows ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outsider(desks: dict[str, Door]) -> Door:
    """Somebody of a far team who may do everything, with what is their own."""
    every = {**grant_all(*registry.permissions(), scope=Scope.TEAM), "core.view_audit": Scope.NONE}
    return door_for(person("outsider", team=unit("海外组"), grants=every))


def test_what_is_out_of_reach_is_not_there(outsider: Door, deal: Deal) -> None:
    known = papers(deal)
    hidden = {
        str(row["id"])
        for resource in RESOURCES
        for row in known[resource.code]
        if resource.scoped and not is_shared(resource, row["id"])
    }
    assert len(hidden) > 15

    faults = [
        f
        for path, method, operation in targets(known, hidden)
        for f in [reached(outsider, path, method, operation)]
        if f
    ]
    nothing: dict[str, list[dict[str, Any]]] = {code: [] for code in known}
    for path in addresses(deal, nothing):
        answer = outsider.get(path)
        text = content(answer) if answer.status_code == 200 else ""
        if "远东" in text:
            faults.append(f"{path} names the buyer")
        if path not in SOURCES:
            faults += [f"{path} shows {pk}" for pk in hidden if pk in text]

    assert not faults, "\n".join(faults)


def is_shared(resource: registry.Resource, pk: str) -> bool:
    """Tell whether everybody who may see some rows of a kind may see this one."""
    rows = resource.model._default_manager.filter(pk=pk)
    return resource.shared is not None and rows.filter(resource.shared).exists()


def targets(
    known: dict[str, list[dict[str, Any]]], hidden: set[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation on one hidden paper of every kind."""
    first = {}
    for resource in RESOURCES:
        rows = [str(row["id"]) for row in known[resource.code] if str(row["id"]) in hidden]
        if rows:
            first[f"{resource.name}_id"] = rows[0]
    for path, methods in SCHEMA["paths"].items():
        mark = re.search(r"{(\w+)}", path)
        if mark is None or mark[1] not in first:
            continue
        for method, operation in methods.items():
            yield path.removeprefix(API).replace(mark[0], first[mark[1]]), method, operation


def reached(door: Door, path: str, method: str, operation: dict[str, Any]) -> str:
    found = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = sample(found["schema"], SCHEMA["components"]["schemas"]) if found else None
    headers = {"post": {"idempotency_key": str(uuid.uuid4())}, "patch": {"if_match": '"1"'}}
    answer = door._send(method, path, body, **headers.get(method, {}))
    return "" if answer.status_code == 404 else f"{method} {path}: {answer.status_code}"


def test_a_paper_out_of_reach_cannot_be_referred_to(outsider: Door, deal: Deal) -> None:
    parts = SCHEMA["components"]["schemas"]
    names = {
        "party_id": deal.ids["buyer"], "customer_id": deal.ids["customer"],
        "contract_id": deal.ids["contract"], "line_id": deal.ids["line1"],
        "quote_id": deal.ids["quote"], "opportunity_id": deal.ids["opportunity"],
        "settlement_id": deal.ids["settlement"], "document_id": deal.ids["customer"],
        "document": "crm.customer",
    }  # fmt: skip
    faults, tried = [], 0
    for path, methods in SCHEMA["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        if "{" in path or "application/json" not in content:
            continue
        schema = parts[content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]]
        secret = {name: pk for name, pk in names.items() if name in schema["properties"]}
        if not secret or secret.keys() == {"document"}:
            continue
        tried += 1
        body = {**sample(schema, parts), **secret}
        answer = outsider.post(path.removeprefix(API), body)
        is_closed = answer.status_code == 403 and answer.body["type"].endswith("field-forbidden")
        is_refused = answer.status_code in (404, 422) or is_closed
        if not is_refused or names_fact(answer, deal):
            faults.append(f"{path}: {answer.status_code} {answer.body}")

    assert not faults, "\n".join(faults)
    assert tried > 8


def names_fact(answer: Any, deal: Deal) -> bool:
    """Tell whether a refusal betrays whom the paper is about."""
    return "远东" in answer.content.decode()
