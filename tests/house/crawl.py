"""Reading every paper and every address of the house, as one person or another."""

import json
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.urls import get_resolver
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from backend.config.api import api
from backend.core import registry
from tests.house_kit import API, Door
from tests.journeys.told import Deal
from tests.live import ROOT


def contract() -> dict[str, Any]:
    """The API's document: as committed while it names the code's operations, else built anew."""
    known: dict[str, Any] = json.loads((ROOT / "openapi" / "openapi.json").read_text())
    named = {
        each["operationId"] for methods in known["paths"].values() for each in methods.values()
    }
    views = (view for _prefix, router in api._routers for view in router.path_operations.values())
    doors = [each for view in views for each in view.operations if each.include_in_schema]
    coded = {each.operation_id or api.get_openapi_operation_id(each) for each in doors}
    return known if named == coded else dict(api.get_openapi_schema())


RESOURCES = list(registry.resources())
SCHEMA = contract()
EACH = 2
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
    "service_trace_find": "?mark=lot&term=none",
    "goods_cost_estimate": "?product_id={product}&weight=1.000",
}


def addresses(deal: Deal, known: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Every address that can be read, of every paper there is, and every timeline."""
    ids = {r.name: opened(deal, known[r.code]) for r in RESOURCES}
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


def opened(deal: Deal, rows: list[dict[str, Any]]) -> list[str]:
    """The papers of a kind that are opened: those the story names, then the newest."""
    named = set(deal.ids.values())
    ids = [str(row["id"]) for row in rows]
    return sorted(ids, key=lambda pk: pk not in named)[:EACH]


def content(answer: Any) -> str:
    """Everything a reader finds in an answer, whatever its form."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if "spreadsheetml" in kind:
        cells = (cell for sheet in load_workbook(BytesIO(raw)) for row in sheet for cell in row)
        return "\n".join(str(cell.value) for cell in cells if cell.value is not None)
    if kind.startswith("application/pdf"):
        return "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(raw))
    return str(raw.decode())


def asks(deal: Deal) -> Iterator[tuple[str, dict[str, Any]]]:
    """Questions that are sent: prices on a floor and on cost, offers below them, likenesses."""
    goods = {name: deal.ids[name] for name in ("ROD8", "product", "ROD9")}
    for pk in goods.values():
        asked = {"product_id": pk, "quantity": "5", "on": "2026-07-10"}
        yield "/crm/price-books/resolve", asked
        yield "/crm/price-books/resolve", {**asked, "party_id": deal.ids["buyer"]}
    line = {"product_id": goods["ROD8"], "pricing": "fixed", "quantity": "1.000",
            "fixed_price": "100", "hand_reason": "试探底价"}  # fmt: skip
    offer = {
        "on": "2026-07-01", "party_id": deal.ids["buyer"], "seller_id": deal.ids["seller"],
        "valid_until": "2099-12-31", "terms": [{"portion": "rest", "trigger": "signing"}],
    }  # fmt: skip
    yield "/crm/quotes", {**offer, "lines": [line]}
    yield "/crm/quotes", {**offer, "lines": [{**line, "price_from": "cost"}]}
    known = {"name": "无锡8201金属制品有限公司", "phone": "13912348201"}
    yield "/crm/customers", {"on": "2026-07-01", "party": known}
    yield "/core/parties", {"on": "2026-07-01", **known}
    yield "/crm/quotes/{priced}/reprice".format(**deal.ids), {"on": "2026-07-02"}


# -- the back office -------------------------------------------------------------------------

MACHINERY = ("autocomplete/", "jsi18n/", "login/", "logout/", "language/", "r/", "password_change")
GENERATED = (
    "_add", "_attach", "_change", "_changelist", "_delete", "_do", "_edit", "_export", "_history",
)  # fmt: skip
"""Names of the pages every document has; what is left was made by hand."""
ARGUMENTS = re.compile(r"<(?:\w+:)?(\w+)>")


def walk(patterns: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address below some patterns, with its name."""
    for pattern in patterns:
        text = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, text)
        else:
            yield text, pattern.name or ""


def made_by_hand() -> list[str]:
    """The addresses of the back office that no rule generates."""
    found = (
        text
        for text, name in walk(get_resolver().url_patterns)
        if text.startswith("admin/") and name and not name.endswith(GENERATED)
    )
    return sorted({t for t in found if not t.removeprefix("admin/").startswith(MACHINERY)})


def hand_pages(deal: Deal, known: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The pages made by hand, each of the papers the story names and of all kinds to find."""
    models = {f"{r.model._meta.app_label}/{r.model._meta.model_name}": r for r in RESOURCES}
    for text in made_by_hand():
        if text.startswith(("admin/^", "admin/(?P")):
            continue
        resource = models.get("/".join(text.split("/")[1:3]))
        yield from ("/" + one for one in _filled(text, deal, known, resource))
    for word in ("远东", "13912348201", "104417", "金属制品"):
        yield f"/admin/search/?q={quote(word)}"
    for name in ("ROD8", "product"):
        asked = f"product_id={deal.ids[name]}&quantity=5&on=2026-07-10&unit=t&currency=CNY"
        yield f"/admin/crm/pricebook/try/?asked=1&{asked}&party_id={deal.ids['buyer']}"
    for room in ("core", "notify", "market", "goods", "crm", "supply", "service"):
        yield f"/admin/{room}/"


def _filled(
    text: str, deal: Deal, known: dict[str, list[dict[str, Any]]], resource: Any
) -> Iterator[str]:
    mark = ARGUMENTS.search(text)
    if mark is None:
        yield text
        return
    if mark[1] == "code":
        values = [r.code for r in RESOURCES] + ["core.user", "core.unit"]
    elif mark[1] in ("pk", "object_id") and resource is not None:
        values = opened(deal, known[resource.code])
    elif mark[1] == "contract":
        values = [deal.ids["contract"]]
    elif mark[1] == "quote_id":
        values = [deal.ids["priced"]]
    else:
        values = ["1"]
    for value in values:
        yield text.replace(mark[0], str(value))
