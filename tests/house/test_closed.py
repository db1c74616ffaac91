"""What a role may not read in clear is nowhere: no page, list, print, feed, search or export."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from backend.core.access import policy
from backend.core.access.actor import Actor, of_user
from backend.core.access.models import Mode
from backend.core.backoffice.reach import address, list_address
from backend.core.registry import Resource
from tests.house.crawl import RESOURCES, addresses, asks, content, hand_pages, papers
from tests.house_kit import Door
from tests.journeys.told import Deal

pytestmark = pytest.mark.slow
TABLES = (
    ("sales", "lead"),
    ("finance", "trader"),
    ("warehouse", "buyer", "auditor"),
)
"""What is closed to a region's head is closed to a lead, and what is closed to risk to a trader."""
PAGED = {"sales", "finance", "warehouse"}
"""Whose pages are read too; the pages draw what the API gives, so the others' API is enough."""
PLAIN = re.compile(r"^[\d.,:+\- ]{0,5}$|^-?0(\.0+)?$|^[a-z_]{1,24}$")
"""Too short or too common to tell where it comes from; codes of lists are everybody's."""


def values(value: Any, path: list[str]) -> Iterator[str]:
    """Every text that stands at a path of a paper, through its lists."""
    if isinstance(value, list):
        for item in value:
            yield from values(item, path)
    elif path and isinstance(value, dict):
        yield from values(value.get(path[0]), path[1:])
    elif not path and value not in (None, "") and not isinstance(value, bool | dict):
        yield str(value)


def everything(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a paper with its path; positions in lists do not count."""
    if isinstance(value, list):
        for item in value:
            yield from everything(item, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from everything(item, f"{path}.{name}" if path else name)
    elif value is not None:
        yield path, str(value)


def is_closed(actor: Actor, resource: Resource, name: str) -> bool:
    return policy.mode(actor, resource, name) < Mode.READONLY


def sensitive_name(resource: Resource, path: str) -> str:
    """The closed field a path lies in: `costs.amount` lies in `costs`."""
    return next((n for n in resource.sensitive if f"{path}.".startswith(f"{n}.")), "")


def in_sight(actor: Actor, resource: Resource) -> set[str] | None:
    """The papers this person may see; None when rows of this kind are nobody's."""
    if not resource.scoped:
        return None
    return {str(pk) for pk in policy.visible(resource.model, actor).values_list("pk", flat=True)}


def closed_values(actor: Actor, known: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """What this person may not read, and where it stands; what an open field says is no secret."""
    secret: dict[str, str] = {}
    open_words: set[str] = set()
    for resource in RESOURCES:
        sight = in_sight(actor, resource)
        for paper in known[resource.code]:
            is_far = sight is not None and str(paper["id"]) not in sight
            for path, text in everything(paper):
                name = sensitive_name(resource, path)
                closed = name and (is_far or is_closed(actor, resource, name))
                if is_far and not closed:
                    continue
                if closed and not PLAIN.match(text):
                    secret.setdefault(text, f"{resource.code}.{path}")
                elif not closed:
                    open_words.add(text)
    said = {plain(word) for word in open_words}
    return {text: where for text, where in secret.items() if plain(text) not in said}


def plain(text: str) -> str:
    """A number whatever its places: 88000.00 of one paper is 88000.0000 of another."""
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", text) else text


def pages(known: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Every list, page and export of the back office."""
    for resource in RESOURCES:
        listing = list_address(resource.model)
        if not listing:
            continue
        yield listing
        yield listing + "export.csv"
        for paper in known[resource.code][:2]:
            yield address(resource.model, paper["id"])


@pytest.mark.parametrize("names", TABLES, ids=" ".join)
def test_a_closed_value_is_nowhere_and_cannot_be_confirmed(
    names: tuple[str, ...], desks: dict[str, Door], deal: Deal
) -> None:
    known = papers(deal)  # one deal for several desks: it takes longer to play than to read
    for name in names:
        nowhere(desks[name], deal, known, paged=name in PAGED)
        unconfirmed(desks[name], known)


def nowhere(desk: Door, deal: Deal, known: dict[str, list[dict[str, Any]]], *, paged: bool) -> None:
    actor = of_user(desk.user)
    secret = closed_values(actor, known)
    faults, opened = [], 0
    for path in addresses(deal, known):
        answer = desk.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            opened += 1
            faults += told(secret, content(answer), path)
    for path, body in asks(deal):
        answer = desk.post(path, body)
        assert answer.status_code < 500, path
        faults += told(secret, content(answer), path)
        if answer.status_code == 201 and path == "/crm/quotes":
            sent = desk.post(f"{path}/{answer.body['id']}/submit")
            faults += told(secret, content(sent), f"{path} submit")
    client = desk.client
    assert client is not None
    for path in [*pages(known), *hand_pages(deal, known)] if paged else []:
        answer = client.get(path)
        assert answer.status_code in (200, 302, 403, 404, 409, 422), (path, answer.status_code)
        if answer.status_code == 200:
            opened += 1
            text = content(answer)
            faults += told(secret, text, path)
            faults += [f"{path} leads to {link}" for link in forbidden(actor, text)]

    assert not faults, "\n".join(faults)
    assert opened > 40


LEADS = re.compile(r'(?:href|action)="/admin/(\w+)/(\w+)/(?:[0-9a-f-]{36}/)?(do/(\w+)|edit|add)/')


def forbidden(actor: Actor, text: str) -> Iterator[str]:
    """Every link of a page to what this person may not do."""
    models = {(r.model._meta.app_label, r.model._meta.model_name): r for r in RESOURCES}
    for room, model, deed, verb in set(LEADS.findall(text)):
        resource = models.get((room, model))
        if resource is None:
            needed = "core.manage_access"
        else:
            name = verb.replace("-", "_") or {"edit": "change", "add": "create"}[deed]
            needed = resource.permission(name)
        if not actor.may(needed):
            yield f"{room}/{model}/{deed}"


def told(secret: dict[str, str], text: str, path: str) -> list[str]:
    found = [(word, where) for word, where in secret.items() if word in text]
    return [f"{path} tells {where}: {word}" for word, where in found if stands_in(word, text)]


def stands_in(word: str, text: str) -> bool:
    """Tell whether a number stands there as such: the seconds of a moment are no margin."""
    if not re.fullmatch(r"-?\d+\.\d+", word):
        return True
    return re.search(rf"(?<!\d){re.escape(word)}0*(?!\d)", text) is not None


def unconfirmed(desk: Door, known: dict[str, list[dict[str, Any]]]) -> None:
    actor = of_user(desk.user)
    faults = [
        fault
        for resource in RESOURCES
        if desk.get(f"/{resource.room}/{resource.plural}").status_code == 200
        for field in resource.sensitive
        if is_closed(actor, resource, field)
        for fault in confirmed(desk, resource, field, known[resource.code])
    ]

    assert not faults, "\n".join(faults)


def confirmed(
    desk: Door, resource: Resource, field: str, rows: list[dict[str, Any]]
) -> Iterator[str]:
    """Every way in which a list, its order, its filters, its search or its picker would tell."""
    base = f"/{resource.room}/{resource.plural}"
    first = next(values(rows, field.split(".")), "1")
    for query in (f"ordering={field}", f"ordering=-{field}", f"{field}={quote(first)}"):
        if desk.get(f"{base}?{query}").status_code == 200:
            yield f"{base}?{query} is answered"
    if field not in resource.search_private or PLAIN.match(first):
        return
    piece = first[-8:]
    if desk.see(base, q=piece)["items"]:
        yield f"{base} finds {field} by {piece}"
    picker = desk.client.get(reverse("admin:find", args=[resource.code]), {"q": piece})
    if picker.status_code == 200 and picker.json()["results"]:
        yield f"the picker of {resource.code} finds {field} by {piece}"
