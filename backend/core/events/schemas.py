"""Dead letters as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.events import actions
from backend.core.events.models import DeadLetter
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare


class DeadLetterRow(types.Out):
    """News a listener could not digest."""

    id: UUID
    reader: str
    event_id: int
    event_name: str
    document: str
    document_no: str
    state: str
    error: str
    created_at: types.Moment
    version: int


class DeadLetterOut(DeadLetterRow):
    """News a listener could not digest, with the document it is about."""

    document_id: UUID

    @staticmethod
    def resolve_event_name(letter: Any) -> str:
        """This will name the event."""
        return str(letter.event.name)

    @staticmethod
    def resolve_document(letter: Any) -> str:
        """This will name the kind of document."""
        return str(letter.event.document)

    @staticmethod
    def resolve_document_no(letter: Any) -> str:
        """This will give the document's number."""
        return str(letter.event.document_no)

    @staticmethod
    def resolve_document_id(letter: Any) -> UUID:
        """This will give the document's id."""
        return UUID(str(letter.event.document_id))


class DeadLetterFilters(Filters):
    """What dead letters can be filtered by."""

    state: types.one_of(DeadLetter.State) | None = None
    reader: types.text(120) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch the event with the letter."""
    return rows.select_related("event")


PATHS = {
    "event_name": "event__name",
    "document": "event__document",
    "document_no": "event__document_no",
}
DEAD_LETTER = declare(
    Resource(
        model=DeadLetter,
        room="core",
        name="dead_letter",
        plural="dead-letters",
        label=_("未送达消息"),
        out=DeadLetterOut,
        row=DeadLetterRow,
        verbs={
            "replay": Verb(
                actions.replay, _("重放"), states=frozenset({DeadLetter.State.WAITING.value})
            )
        },
        filters=DeadLetterFilters,
        columns=PATHS,
        load=load,
        scoped=False,
        searchable=False,
    )
)
