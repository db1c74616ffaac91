"""What happened to a document, in words, and how far along its states it has come."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, DecimalField
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice import reach, showing, words
from backend.core.backoffice.detail import Reader
from backend.core.backoffice.words import Glossary
from backend.core.events.models import Event
from backend.core.flow import StateField
from backend.core.registry import Resource

LATEST = 60


# -- the path of states ----------------------------------------------------------------------


CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@dataclass(frozen=True)
class Step:
    """One state on the path: done, here, ahead, or off the path (aside)."""

    label: Any
    place: str


def path(document: Any, news: Sequence[Event], *, main: Sequence[str] = ()) -> list[Step]:
    """This will draw the states as a path: those passed, the present one, those ahead."""
    column = next((f for f in document._meta.fields if isinstance(f, StateField)), None)
    if column is None:
        return []
    labels = {str(value): label for value, label in column.flatchoices}
    here = str(getattr(document, column.name))
    passed = {str(e.changes["state"][0]) for e in news if _moved(e)}
    states = [s for s in (list(main) or list(labels)) if s in labels]
    if here not in states:
        states.append(here)
    at = states.index(here)
    steps = []
    for index, state in enumerate(states):
        done = state in passed or (not passed and not main and index < at)
        place = "here" if state == here else ("done" if done else "ahead")
        steps.append(Step(labels.get(state, state), place))
    return steps


def _moved(event: Event) -> bool:
    move = event.changes.get("state")
    return isinstance(move, list) and len(move) == 2 and move[0] is not None


# -- news ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class News:
    """One thing that happened, in words."""

    label: str
    at: Any
    who: str
    reason: str
    changes: list[tuple[Any, Any, Any]]


QUIET = frozenset({"id", "version", "owner_id", "unit_id", "created_by_id", "name_pinyin", "ext"})


def events_of(resource: Resource, document: Any) -> list[Event]:
    """This will read the latest news of a document, newest first."""
    rows = Event.objects.filter(document=resource.code, document_id=document.pk)
    return list(rows.order_by("-id")[:LATEST])


def story(events: Sequence[Event], *, reader: Reader) -> list[News]:
    """This will say the events in words; one that says nothing new about a page is left out."""
    said = [told(event, reader=reader) for event in events]
    return [
        item
        for item, event in zip(said, events, strict=True)
        if item.changes or item.reason or not event.name.endswith(".progressed")
    ]


def told(event: Event, *, reader: Reader) -> News:
    """This will say one event: what changed, as far as the person may read it."""
    known = [] if event.name.endswith(".created") else changes(event, reader.resource, reader.actor)
    return News(words.event(event.name), event.at, who(event), event.reason, known)


def who(event: Event) -> str:
    """This will name who did it; a clock or a listener is the system, not its code."""
    is_code = event.actor_id is None and CODE.fullmatch(event.actor_label) is not None
    return _("系统") if is_code else event.actor_label


def changes(event: Event, resource: Resource, actor: Actor) -> list[tuple[Any, Any, Any]]:
    """This will list what an event changed: label, before, after; hidden fields are left out."""
    found, glossary = [], Glossary(resource.model)
    for name, pair in event.changes.items():
        hidden = name.endswith("_id") or name in QUIET or name.startswith("created_")
        if (hidden and name != "owner_id") or not isinstance(pair, list) or len(pair) != 2:
            continue
        mode = policy.mode(actor, resource, name)
        if mode == Mode.HIDDEN or not policy.is_told(resource, name):
            continue
        mask = resource.sensitive[name] if mode == Mode.MASKED else None
        before, after = (_said(value, name, glossary, mask, actor) for value in pair)
        if before != after or mask is not None:
            found.append((glossary.label(name), before, after))
    return found


def _said(value: Any, name: str, glossary: Glossary, mask: Any, actor: Actor) -> Any:
    if mask is not None and value:
        return mask(value)
    if name == "owner_id" and value:
        return reach.named("core.user", value, actor) or value
    if name in words.ASKED and isinstance(value, str) and value:
        return words.ASKED[name](value)
    shown = showing.plain(_typed(value, name, glossary), name=name, glossary=glossary)
    if isinstance(shown, Decimal):
        return showing.figure(shown, name=name)
    return showing.NOTHING if shown is None else shown


def _typed(value: Any, name: str, glossary: Glossary) -> Any:
    """The log keeps numbers and moments as text; the column knows what they were."""
    column = glossary.column(name)
    if not isinstance(value, str) or not value or column is None:
        return value
    try:
        if isinstance(column, DecimalField):
            return Decimal(value)
        if isinstance(column, DateTimeField):
            return datetime.fromisoformat(value)
    except (ValueError, ArithmeticError):
        return value
    return value
