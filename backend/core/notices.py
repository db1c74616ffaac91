"""What people should be told, said by the rooms that know, heard by the room that tells.

A room writes in its `listeners.py`

    @notices.on("market.alert.triggered")
    def tell(event: Event) -> list[notices.Notice]: ...

and knows nothing of inboxes. A title may be lazy; it is put into words for the person told.
What is `urgent` is told at night too. A way of telling registers itself as a `Channel`; callers
do not know which there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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
Send = Callable[[Sequence[Notice], str, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way of telling people: `send(notices, kind, at)` tells each of them, twice is once.

    What is `at_once` writes our own tables alone and is told in the very transaction; any other
    is told by the clock afterwards, and again when it fails. `is_usual` is on for whoever chose
    nothing.
    """

    code: str
    label: StrOrPromise
    send: Send
    at_once: bool = False
    is_usual: bool = False


_sources: dict[str, list[Source]] = defaultdict(list)
_labels: dict[str, StrOrPromise] = {}
_urgent: set[str] = set()
_channels: dict[str, Channel] = {}


def on(event: str, *, label: StrOrPromise = "", urgent: bool = False) -> Callable[[Source], Source]:
    """This will register what people are told when an event has happened."""

    def register(source: Source) -> Source:
        _sources[event].append(source)
        if label:
            _labels[event] = label
        if urgent:
            _urgent.add(event)
        return source

    return register


def of(event: Event) -> list[Notice]:
    """This will give every notice that an event calls for."""
    return [notice for source in _sources.get(event.name, []) for notice in source(event)]


def kinds() -> list[str]:
    """This will list every event that people are told about, by name."""
    return sorted(_sources)


def label_of(kind: str) -> StrOrPromise:
    """This will give the words a room has for a kind of notice, if it has any of its own."""
    return _labels.get(kind, "")


def is_urgent(kind: str) -> bool:
    """This will tell whether a kind of notice is told at night too."""
    return kind in _urgent


def channel(registered: Channel) -> Channel:
    """This will register a way of telling people."""
    _channels[registered.code] = registered
    return registered


def channels() -> Iterable[Channel]:
    """This will give every way of telling people, by code."""
    return [_channels[code] for code in sorted(_channels)]
