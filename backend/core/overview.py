"""One company seen from all sides: sections and a timeline that upper rooms fill.

A document registers the section it adds (`papers("quotes", QUOTE)`), so that the page of a
customer is drawn by a room that does not know who filled it. Every section and every line of
the timeline is cut to what the reader may see.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from pydantic import BaseModel

from backend.core import types
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.core.http import doors, pages
from backend.core.merging import queries as merging
from backend.core.party import queries as parties
from backend.core.registry import Resource, find, resources

Rows = list[dict[str, Any]]
Fill = Callable[[UUID, Actor], Rows]
Ids = Callable[[UUID], Iterable[UUID]]
LATEST = 20
MOST = 500
PAPER = ("document", "document_id", "document_no")
TOLD = ("id", "at", "name", *PAPER, "actor_label", "reason", "changes")


class Tab(models.TextChoices):
    """The leaves of the page of a company, in the order they are read."""

    PEOPLE = "people", _("联系与跟进")
    SALES = "sales", _("商机与报价")
    CONTRACTS = "contracts", _("合同与交付")
    SUPPLY = "supply", _("供应与采购")
    MONEY = "money", _("款项与开票")
    AFTER = "after", _("售后与质量")
    MORE = "more", _("其他")


@dataclass(frozen=True)
class Section:
    """A named part of the page, the shape of its rows and who may read it."""

    name: str
    label: StrOrPromise
    permission: str
    row: type[BaseModel]
    fill: Fill
    tab: Tab = Tab.MORE


class SectionNote(types.Out):
    """How a section stands: open to the reader, how many rows it shows, how new they are."""

    name: str
    label: str
    is_open: bool
    count: int
    is_cut: bool
    latest_at: types.Moment | None


class TabOut(types.Out):
    """A leaf of the page of a company and the sections on it."""

    name: str
    label: str
    sections: list[SectionNote]


class TimelineRow(types.Out):
    """One thing that happened with a company; what the fields became is on the paper itself."""

    id: int
    at: types.Moment
    name: str
    document: str
    document_label: str
    document_id: UUID
    document_no: str
    actor: str
    reason: str
    fields: list[str]


_sections: dict[str, Section] = {}
_before: dict[str, Ids] = {}


def section(
    name: str,
    *,
    label: StrOrPromise,
    permission: str,
    row: type[BaseModel],
    tab: Tab = Tab.MORE,
) -> Callable[[Fill], Fill]:
    """This will register a section; its function gives plain rows the actor may see."""

    def register(fill: Fill) -> Fill:
        if name in _sections:
            raise ValueError(f"section {name} is registered twice")
        _sections[name] = Section(name, label, permission, row, fill, tab)
        return fill

    return register


def papers(name: str, resource: Resource, *, path: str = "party_id", tab: Tab = Tab.MORE) -> None:
    """This will register the latest papers of a document as a section; `path` finds the party."""

    def of_it(party_id: Any) -> Q:
        return Q(**{path: party_id})

    @section(
        name,
        label=resource.label,
        permission=resource.permission("view"),
        row=shape(resource),
        tab=tab,
    )
    def fill(party_id: UUID, actor: Actor) -> Rows:
        return latest(resource, actor, of_it, party_id)


def shape(resource: Resource) -> type[BaseModel]:
    """This will give the shape of a document's rows as a section shows them."""
    return doors.with_extras(resource.row, verbs=False)


def also(document: str) -> Callable[[Ids], Ids]:
    """This will register a function that names papers of a party from before it was known.

    Their events carry no party, but belong on its timeline: a lead before it was converted.
    """

    def register(ids: Ids) -> Ids:
        _before[document] = ids
        return ids

    return register


def latest(
    resource: Resource,
    actor: Actor,
    where: Callable[[Any], Q],
    party_id: UUID,
    *,
    limit: int = LATEST,
) -> Rows:
    """This will read the newest visible rows of a document as its list shows them.

    `where` makes the condition out of the party: a function of a module, for its SQL is kept.
    """
    cut = policy.trimmer(actor, resource)
    rows = pages.newest(resource, actor, where, party_id, most=limit)
    return [cut(row) for row in rows]


def sections() -> list[Section]:
    """This will give every registered section, by name."""
    return [_sections[name] for name in sorted(_sections)]


def of_party(party_id: UUID, actor: Actor) -> dict[str, Rows | None]:
    """This will fill the sections of a company; one the actor may not read is None."""
    return {
        part.name: part.fill(party_id, actor) if actor.may(part.permission) else None
        for part in sections()
    }


def tabs(filled: dict[str, Rows | None]) -> list[dict[str, Any]]:
    """This will tell, leaf by leaf, which sections were filled and how new their rows are."""
    notes: dict[str, list[dict[str, Any]]] = {tab.value: [] for tab in Tab}
    for part in sections():
        notes[part.tab.value].append(_note(part, filled[part.name]))
    return [
        {"name": tab.value, "label": str(tab.label), "sections": notes[tab.value]}
        for tab in Tab
        if notes[tab.value]
    ]


def _note(part: Section, rows: Rows | None) -> dict[str, Any]:
    moments = [moment for row in rows or [] if (moment := row.get("created_at"))]
    return {
        "name": part.name,
        "label": str(part.label),
        "is_open": rows is not None,
        "count": len(rows or []),
        "is_cut": len(rows or []) >= LATEST,
        "latest_at": max(moments, default=None),
    }


def timeline(
    party_id: UUID, actor: Actor, *, before: int | None = None, limit: int = LATEST
) -> Rows:
    """This will read what happened with a company, newest first, as far as the actor may see.

    `before` is the id of the last row already read. Events are read newest first, and of each
    handful those of papers out of sight are left out, until there are enough.
    """
    former = merging.former_papers(party_id)
    theirs = _theirs(party_id, former)
    return _read(theirs, set(former), actor, before=before, limit=limit)


def story(
    papers: Mapping[str, Iterable[UUID]],
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = LATEST,
) -> Rows:
    """This will read what happened to some papers, by code, newest first, as a timeline is."""
    theirs = Q(pk__in=[])
    for code, ids in papers.items():
        theirs |= Q(document=code, document_id__in=list(ids))
    return _read(theirs, set(), actor, before=before, limit=limit)


def _read(
    theirs: Q, former: set[tuple[str, UUID]], actor: Actor, *, before: int | None, limit: int
) -> Rows:
    kinds = {r.code: r for r in resources() if actor.may(r.permission("view"))}
    events = Event.objects.filter(theirs, document__in=list(kinds)).order_by("-id")
    found: Rows = []
    size = limit
    while len(found) < limit:
        rows = events if before is None else events.filter(pk__lt=before)
        some = list(rows.values(*TOLD)[:size])
        seen = _seen(some, kinds, former, actor)
        found += [row for row in some if (row["document"], row["document_id"]) in seen]
        if len(some) < size:
            break
        before, size = some[-1]["id"], min(size * 4, MOST)
    return [_line(row) for row in found[:limit]]


def _theirs(party_id: UUID, former: list[tuple[str, UUID]]) -> Q:
    """The events of a company, of the papers merged into its own and of those from before."""
    theirs = Q(party_id__in=parties.merged_ids(party_id))
    for code, old in former:
        theirs |= Q(document=code, document_id=old)
    for document, ids in _before.items():
        if keys := list(ids(party_id)):
            theirs |= Q(document=document, document_id__in=keys)
    return theirs


def _seen(
    events: Rows, kinds: Mapping[str, Resource], former: set[tuple[str, UUID]], actor: Actor
) -> set[tuple[str, UUID]]:
    """The papers of some events the actor may see: one question for each kind of paper.

    What happened to papers that are merged into those shown is read by their kind's readers.
    """
    asked: dict[str, set[UUID]] = {}
    for event in events:
        asked.setdefault(event["document"], set()).add(event["document_id"])
    found = set(former)
    for code, ids in asked.items():
        resource = kinds[code]
        reach = Scope.ALL if not resource.scoped else actor.scope_of(resource.permission("view"))
        if reach == Scope.ALL and actor.party_id is None:
            found |= {(code, pk) for pk in ids}
            continue
        found |= {(code, pk) for pk in pages.among(resource, actor, ids)}
    return found


def _line(event: dict[str, Any]) -> dict[str, Any]:
    resource = find(event["document"])
    return {
        "id": event["id"],
        "at": event["at"],
        "name": event["name"],
        "document": event["document"],
        "document_label": str(resource.label) if resource else event["document"],
        "document_id": event["document_id"],
        "document_no": event["document_no"],
        "actor": event["actor_label"],
        "reason": event["reason"],
        "fields": sorted(event["changes"]),
    }
