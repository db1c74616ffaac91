"""What people should be told, said by the rooms that know, heard by the room that tells.

A room writes in its `listeners.py`

    @notices.on("market.alert.triggered")
    def tell(event: Event) -> list[notices.Notice]: ...

and knows nothing of inboxes. A title may be lazy; it is put into words for the person told.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from backend.core.events.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One person, one message. `key` makes it the same message however often it is told."""

    user_id: int
    key: str
    title: StrOrPromise
    body: StrOrPromise = ""
    link: str = ""


Source = Callable[[Event], list[Notice]]

_sources: dict[str, list[Source]] = defaultdict(list)


def on(event: str) -> Callable[[Source], Source]:
    """This will register what people are told when an event has happened."""

    def register(source: Source) -> Source:
        _sources[event].append(source)
        return source

    return register


def of(event: Event) -> list[Notice]:
    """This will give every notice that an event calls for."""
    return [notice for source in _sources.get(event.name, []) for notice in source(event)]
