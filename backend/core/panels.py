"""What the first page shows: rooms put their questions here, each with its own permission.

    @panels.today("crm.view_contract")
    def waiting_for_signature(actor: Actor) -> panels.Item | None: ...

    @panels.chart("crm.view_contract")
    def sales(actor: Actor) -> panels.Chart | None: ...

    @panels.related(Customer, "crm.view_contract")
    def open_contracts(customer: Customer, actor: Actor) -> panels.Table | None: ...

Each function is asked only for somebody who holds the permission, and scopes its rows to the
actor itself (`policy.visible`). None means there is nothing to show.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django_stubs_ext import StrOrPromise

from backend.core.access.actor import Actor

F = TypeVar("F", bound=Callable[..., Any])
TONES = ("plain", "good", "busy", "bad")


@dataclass(frozen=True)
class Line:
    """One thing among those that need somebody: a text, where it leads, a word beside it."""

    text: StrOrPromise
    link: str = ""
    aside: StrOrPromise = ""


@dataclass(frozen=True)
class Item:
    """What needs me today: how many, where to find them, and the first few by name.

    `tone` is plain, good, busy or bad. An item that counts nothing is not shown.
    """

    label: StrOrPromise
    count: int
    link: str = ""
    lines: Sequence[Line] = ()
    tone: str = "plain"
    icon: str = "task_alt"


@dataclass(frozen=True)
class Chart:
    """Figures over time or kinds: one value for every label in each series.

    `kind` is bar or line; `unit` is written beside the title; `total` is the sentence below it.
    """

    title: StrOrPromise
    labels: Sequence[StrOrPromise]
    series: Mapping[StrOrPromise, Sequence[Decimal | int]]
    kind: str = "bar"
    unit: StrOrPromise = ""
    total: StrOrPromise = ""
    link: str = ""
    stacked: bool = False


@dataclass(frozen=True)
class Table:
    """Rows beside a document: cells are plain values, `links` leads each row to its page."""

    label: StrOrPromise
    columns: Sequence[StrOrPromise]
    rows: Sequence[Sequence[Any]]
    links: Sequence[str] = ()
    link: str = ""


@dataclass(frozen=True)
class Offer:
    """A deed of another room that a document's page offers: one click posts to its address.

    `is_page` leads to a page instead, where the deed is prepared.
    """

    label: StrOrPromise
    link: str
    icon: str = "bolt"
    is_page: bool = False


@dataclass(frozen=True)
class Panel:
    """A question of a room and the permission it takes to ask it."""

    ask: Callable[..., Any]
    permission: str
    order: int


@dataclass
class Panels:
    """Every question, by the place it is shown in."""

    today: list[Panel] = field(default_factory=list)
    charts: list[Panel] = field(default_factory=list)
    related: dict[type[Model], list[Panel]] = field(default_factory=dict)
    offers: dict[type[Model], list[Panel]] = field(default_factory=dict)


_known = Panels()


def today(permission: str, *, order: int = 50) -> Callable[[F], F]:
    """This will put a question under what needs me today; it answers Item, Items or None."""

    def register(ask: F) -> F:
        _known.today.append(Panel(ask, permission, order))
        return ask

    return register


def chart(permission: str, *, order: int = 50) -> Callable[[F], F]:
    """This will put a chart on the first page; the function answers Chart or None."""

    def register(ask: F) -> F:
        _known.charts.append(Panel(ask, permission, order))
        return ask

    return register


def related(model: type[Model], permission: str, *, order: int = 50) -> Callable[[F], F]:
    """This will put a table beside every document of a kind; it answers Table or None."""

    def register(ask: F) -> F:
        _known.related.setdefault(model, []).append(Panel(ask, permission, order))
        return ask

    return register


def offer(model: type[Model], permission: str, *, order: int = 50) -> Callable[[F], F]:
    """This will put a button on every document of a kind; the function answers Offer or None.

    So a later room offers what comes next, without the earlier one knowing of it.
    """

    def register(ask: F) -> F:
        _known.offers.setdefault(model, []).append(Panel(ask, permission, order))
        return ask

    return register


def offers(document: Model, actor: Actor) -> list[Offer]:
    """This will ask the rooms above what they offer to do with a document."""
    panels = _known.offers.get(type(document), [])
    answers = [panel.ask(document, actor) for panel in _open(panels, actor)]
    return [answer for answer in answers if answer is not None]


def todays(actor: Actor) -> list[Item]:
    """This will ask what needs this person today; what counts nothing is left out."""
    found: list[Item] = []
    for panel in _open(_known.today, actor):
        answer = panel.ask(actor)
        items: Iterable[Item] = [answer] if isinstance(answer, Item) else answer or []
        found.extend(item for item in items if item.count)
    return found


def charts(actor: Actor) -> list[Chart]:
    """This will draw up the charts this person may see."""
    answers = [panel.ask(actor) for panel in _open(_known.charts, actor)]
    return [answer for answer in answers if answer is not None]


def beside(document: Model, actor: Actor) -> list[Table]:
    """This will fill the tables beside a document for this person."""
    panels = _known.related.get(type(document), [])
    answers = [panel.ask(document, actor) for panel in _open(panels, actor)]
    return [answer for answer in answers if answer is not None]


def _open(panels: list[Panel], actor: Actor) -> list[Panel]:
    mine = [panel for panel in panels if actor.may(panel.permission)]
    return sorted(mine, key=lambda panel: panel.order)


def page(document: Model) -> str:
    """This will give the address of a document's page in the back office, or nothing."""
    meta = document._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[document.pk])
    except NoReverseMatch:
        return ""


def listing(model: type[Model], **filters: str) -> str:
    """This will give the address of a list in the back office with these filters set."""
    meta = model._meta
    try:
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    except NoReverseMatch:
        return ""
    query = QueryDict(mutable=True)
    query.update(filters)
    return f"{address}?{query.urlencode()}" if filters else address
