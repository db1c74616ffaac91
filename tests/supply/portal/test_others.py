"""A second supplier's key against everything the first supplier and the house have."""

import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from backend.core import registry
from backend.core.files.models import Attachment
from tests.house.crawl import SCHEMA
from tests.house.sampler import HINTS, sample
from tests.house_kit import API, Door
from tests.supply.portal import kit, story
from tests.supply.rfq import kit as rfqs

PARTS = SCHEMA["components"]["schemas"]
NO_ID = {200, 201, 401, 403, 404, 405, 409, 422}
"""What may be said where no row is asked for; the bodies are read as well."""


@pytest.fixture
def told(boss: Door) -> Iterator[story.Told]:
    with time_machine.travel(rfqs.BEFORE, tick=False):
        yield story.told(boss)


def hidden(told: story.Told) -> dict[str, list[str]]:
    """Every row of every document by its path parameter, but the rival's own."""
    found: dict[str, list[str]] = {}
    for resource in registry.resources():
        rows = resource.model._base_manager.all()
        if resource.outside:
            mine = rows.filter(**{resource.outside: told.rival}).values("pk")
            rows = rows.exclude(pk__in=mine)
        ids = [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[:200]]
        found.setdefault(f"{resource.name}_id", []).extend(ids)
    found["attachment_id"] = [str(pk) for pk in Attachment.objects.values_list("pk", flat=True)]
    return found


def asked(door: Door, path: str, method: str, operation: dict[str, Any], **facts: Any) -> Any:
    """Use an operation with a body that its schema accepts."""
    wanted = [
        p for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")
    ]
    given = {p["name"]: HINTS.get(p["name"]) or sample(p["schema"], PARTS) for p in wanted}
    path += "?" + urlencode(given) if given else ""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = {**sample(content["schema"], PARTS), **facts} if content else None
    headers = {"post": {"idempotency_key": str(uuid.uuid4())}, "patch": {"if_match": '"1"'}}
    return door._send(method, path, body, **headers.get(method, {}))


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation behind a log-in: path, method, description."""
    for path, methods in SCHEMA["paths"].items():
        for method, operation in methods.items():
            if operation.get("security"):
                yield path.removeprefix(API), method, operation


def by_id(told: story.Told, rival: Door) -> list[str]:
    """Every operation on an id of somebody else's."""
    known = hidden(told)
    faults, tried = [], 0

    for path, method, operation in operations():
        mark = re.search(r"{(\w+_id)}", path)
        if mark is None:
            continue
        for pk in (known.get(mark[1]) or [str(uuid.uuid4())])[:1]:
            where = re.sub(r"{\w+}", str(uuid.uuid4()), path.replace(mark[0], pk))
            answer = asked(rival, where, method, operation)
            tried += 1
            if answer.status_code != 404:
                faults.append(f"{method} {path}: {answer.status_code} {answer.content[:120]!r}")

    assert tried > 300
    outward = {resource.code for resource in registry.outward()}
    built = {r.code for r in registry.outward() if known[f"{r.name}_id"]}
    assert outward - built <= story.NOT_TOLD
    return faults


def without_id(told: story.Told, rival: Door) -> list[str]:
    """Every list and figure that is read without an id, searched as well."""
    kinds = {"party", "contract", "portal_contact", *(r.name for r in registry.outward())}
    rows = hidden(told)
    known = {pk for kind in kinds for pk in rows[f"{kind}_id"]} - {told.rival}
    faults = []
    for path, method, _operation in operations():
        if "{" in path or method != "get":
            continue
        queries = [{}, {"q": "赣江"}] if path.startswith("/supply/") else [{}]
        for query in queries:
            answer = rival.get(path, **query)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said = text.decode(errors="replace")
            if answer.status_code not in NO_ID:
                faults.append(f"{path}: {answer.status_code}")
            faults += [f"{path} {query} names {one}" for one in told.secrets if one in said]
            faults += [f"{path} shows {pk}" for pk in known if pk in said]
    return faults


def beside(told: story.Told, rival: Door) -> list[str]:
    """Timelines and files of papers of others."""
    faults = []
    for resource in registry.resources():
        for row in hidden(told).get(f"{resource.name}_id", [])[:2]:
            found = resource.model._base_manager.filter(pk=row).exists()
            if not found:
                continue
            query = {"document": resource.code, "document_id": row}
            faults += [
                f"{path} {resource.code}"
                for path in ("/core/events", "/core/attachments")
                if rival.get(path, **query).status_code != 404
            ]
    for query in ({"party_id": told.first}, {"party_id": told.ours}, {}):
        if rival.get("/core/events", **query).status_code != 404:
            faults.append(f"/core/events {query}")
    return faults


def referred(told: story.Told, rival: Door) -> list[str]:
    """New papers that point at papers of others."""
    known = hidden(told)
    faults, tried = [], 0
    for path, method, operation in operations():
        content = operation.get("requestBody", {}).get("content", {})
        if method != "post" or "{" in path or "application/json" not in content:
            continue
        name = content["application/json"]["schema"].get("$ref", "").rsplit("/", 1)[-1]
        fields = PARTS.get(name, {}).get("properties", {})
        secret = {field: known[field][0] for field in fields if known.get(field)}
        if "party_id" in fields:
            secret["party_id"] = told.first
        if not secret or secret.keys() == {"document_id"}:
            continue
        tried += 1
        answer = asked(rival, path, method, operation, **secret)
        if answer.status_code not in (403, 404, 409, 422):
            faults.append(f"{path}: {answer.status_code} {answer.content[:120]!r}")
        said = answer.content.decode()
        faults += [f"{path} names {one}" for one in told.secrets if one in said]
    assert tried > 20
    return faults


def test_a_second_supplier_finds_nothing_of_the_first(boss: Door, told: story.Told) -> None:
    """A careless house granted the rival every verb there is."""
    rival = kit.almighty("rival", told.rival)

    faults = [
        fault for check in (by_id, without_id, beside, referred) for fault in check(told, rival)
    ]

    assert not faults, "\n".join(faults)
    each_sees_its_own_and_no_more_of_it_than_it_may(boss, told)


def each_sees_its_own_and_no_more_of_it_than_it_may(boss: Door, told: story.Told) -> None:
    """What the first supplier, who else was asked and the mill find."""
    doors = {name: kit.almighty(name, getattr(told, name)) for name in ("first", "asked", "mill")}
    first, asked = doors["first"], doors["asked"]

    seen = {
        r.code
        for r in registry.outward()
        for door in doors.values()
        if door.see(f"/{r.room}/{r.plural}")["items"]
    }

    assert seen >= {r.code for r in registry.outward()} - story.NOT_TOLD
    assert asked.get(f"/supply/rfqs/{told.ids['rfq']}").status_code == 200
    # Who else was asked is no filter either.
    query = {"supplier_id": told.ids["asked_supplier"]}
    assert asked.get("/supply/rfqs", **query).status_code == 403
    assert asked.get("/supply/awards").status_code == 404
    # What is still being written is nobody's but ours.
    for name in ("statement", "receipt"):
        mine = {row["id"] for row in first.see(f"/supply/{name}s")["items"]}
        assert mine
        assert told.ids[name] not in mine
        assert first.get(f"/supply/{name}s/{told.ids[name]}").status_code == 404
    paper = {"document": "supply.rfq", "document_id": told.ids["rfq"]}
    people = {row["actor"] for row in asked.see("/core/events", **paper)["items"]}
    assert people <= {"asked", "seller-a"}
    feed = asked.see("/changes", limit=500)["items"]
    assert {row["event"] for row in feed} <= {""}
    # A file of the house stays inside; one's own is seen by one's own, and stays on the paper.
    bought = {"document": "supply.purchase", "document_id": told.ids["purchase"]}
    assert first.see("/core/attachments", **bought)["items"] == []
    mine = story.attach(first, *bought.values(), "material.csv")
    assert [row["id"] for row in first.see("/core/attachments", **bought)["items"]] == [mine]
    assert len(boss.see("/core/attachments", **bought)["items"]) == 2
    taken = first.post(f"/core/attachments/{mine}/remove", {"reason": "传错了"})
    assert (taken.status_code, taken.body["type"]) == (409, "/problems/belongs-to-the-paper")
