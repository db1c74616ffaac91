"""Nobody sees, uses or refers to a row out of reach, through whatever door."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from pypdfium2 import PdfDocument

from backend.config.api import api
from backend.config.demo import people
from backend.core import registry
from backend.core.access.models import Scope
from tests.house.sampler import sample
from tests.house_kit import API, Door, door_for, grant_all, person, unit
from tests.journeys.told import Deal

pytestmark = pytest.mark.slow
RESOURCES = list(registry.resources())
SCHEMA = api.get_openapi_schema()
SOURCES = {"/goods/stockmoves", "/goods/reservations", "/goods/weighings"}
"""The stock is open to every desk and says, by id alone, for which paper goods are held or left."""
EACH = 3
"""How many papers of a kind are opened."""


@pytest.fixture
def desks(db: None) -> dict[str, Door]:
    """A door for everybody of the demo company."""
    call_command("seed_world")
    call_command("seed_roles")
    return {name: door_for(user) for name, user in people.make().items()}


@pytest.fixture
def deal(desks: dict[str, Door], hear: Callable[[], int]) -> Deal:
    """The whole deal of one seller, with a secret in every closed field."""
    found = Deal(desks["admin"], hear, author=desks["sales"])
    found.world()
    found.contract()
    found.receipt("2459730.00", "2026-07-02", "R-1")
    found.receipt("13118560.00", "2026-07-07", "R-2")
    found.fix("40.000", "2026-07-08")
    found.fixed("1.000", "118000.00", on="2026-07-10")
    found.receipt("23600.00", "2026-07-10", "R-3")
    found.truck("line1", "苏B61001", "1.004", "2026-08-10")
    found.settle("2026-08-21")
    found.invoice("2026-08-23", "26322000000012345678")
    secrets(found)
    return found


def secrets(deal: Deal) -> None:
    """Fill what the deal leaves empty: accounts, phones, addresses of people."""
    author = deal.author
    assert isinstance(author, Door)
    change(
        deal.door,
        f"/core/parties/{deal.ids['buyer']}",
        {"phone": "13512345678", "banks": [{"bank": "工行", "account": "6222000011112222"}]},
    )
    change(
        deal.door,
        f"/crm/customers/{deal.ids['customer']}",
        {"invoice_phone": "051012345678", "invoice_account": "6222333344445555"},
    )
    author.do(
        "/crm/contacts",
        {
            "customer_id": deal.ids["customer"], "name": "张会计",
            "phone": "13711112222", "email": "zhang.secret@example.com",
        },
    )  # fmt: skip
    deal.do(
        "/crm/receipts",
        {
            "received_on": "2026-08-25", "party_id": deal.ids["buyer"], "amount": "100.00",
            "payer_name": "江苏远东电缆有限公司", "payer_account": "6222777788889999",
            "bank_reference": "R-9",
        },
    )  # fmt: skip


def change(door: Door, path: str, body: dict[str, Any]) -> None:
    answer = door.patch(path, body, match=door.get(path)["ETag"])
    assert answer.status_code == 200, answer.body


def papers(deal: Deal) -> dict[str, list[dict[str, Any]]]:
    """Every paper there is, as whoever may see everything reads it."""
    found = {}
    for resource in RESOURCES:
        path = f"/{resource.room}/{resource.plural}"
        rows = deal.door.see(path, limit=200)["items"]
        rows = rows if resource.scoped or resource.sensitive else rows[:1]
        found[resource.code] = [deal.door.see(f"{path}/{row['id']}") for row in rows]
    return found


QUERIES = {
    "core_attachment_list": "?document=core.party&document_id={buyer}",
    "crm_receivable_ageing": "?on=2026-09-01",
    "crm_receivable_statement": "?party_id={buyer}&since=2026-01-01&until=2026-12-31",
    "crm_receivable_statement_pdf": "?party_id={buyer}&since=2026-01-01&until=2026-12-31",
    "goods_cost_estimate": "?product_id={product}&weight=1.000",
}


def addresses(deal: Deal, known: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Every address that can be read, of every paper there is, and every timeline."""
    ids = {r.name: [str(row["id"]) for row in known[r.code][:EACH]] for r in RESOURCES}
    for path, methods in SCHEMA["paths"].items():
        if "get" not in methods:
            continue
        query = QUERIES.get(methods["get"]["operationId"], "").format(**deal.ids)
        mark = re.search(r"{(\w+)_id}", path)
        if mark is None:
            yield path.removeprefix(API) + query
        else:
            for pk in ids.get(mark[1], []):
                yield path.removeprefix(API).replace(mark[0], pk) + query
    for resource in RESOURCES:
        for pk in ids[resource.name]:
            yield f"/core/events?document={resource.code}&document_id={pk}&limit=200"
    yield f"/core/events?party_id={deal.ids['buyer']}&limit=200"


def content(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        return "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(raw))
    return str(raw.decode())


# -- rows ------------------------------------------------------------------------------------


@pytest.fixture
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
        if resource.scoped and not row.get("is_ours")
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

    assert faults == []


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
        if answer.status_code not in (404, 422) or names_fact(answer, deal):
            faults.append(f"{path}: {answer.status_code} {answer.body}")

    assert faults == []
    assert tried > 8


def names_fact(answer: Any, deal: Deal) -> bool:
    """Tell whether a refusal betrays whom the paper is about."""
    return "远东" in answer.content.decode()
