"""Reading every paper and every address of the house, as one person or another."""

import re
from collections.abc import Iterator
from typing import Any

from pypdfium2 import PdfDocument

from backend.config.api import api
from backend.core import registry
from tests.house_kit import API, Door
from tests.journeys.told import Deal

RESOURCES = list(registry.resources())
SCHEMA = api.get_openapi_schema()
EACH = 3
"""How many papers of a kind are opened."""


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
