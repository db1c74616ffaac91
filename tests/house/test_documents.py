"""What every document, verb and event of the house must be."""

import inspect
import re
from typing import Annotated, Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel, TypeAdapter, ValidationError

from backend.core import registry
from backend.core.documents.models import Document
from backend.core.events import log
from backend.core.registry import Resource, Verb
from tests.house import filler
from tests.house_kit import Door

RESOURCES = list(registry.resources())
ROWS = 20
NOT_DOCUMENTS = {"core.attachment"}
"""Things events tell of that hang on a document and are none themselves."""
IRREGULAR = {
    "begun", "bought", "broken", "built", "came", "cut", "dealt", "done", "drawn", "fallen",
    "found", "frozen", "given", "gone", "held", "kept", "left", "let", "lost", "made", "met",
    "paid", "put", "read", "risen", "seen", "sent", "set", "shut", "sold", "spent", "split",
    "spoilt", "taken", "told", "took", "unbought", "undone", "unfrozen", "unpaid", "went",
    "withdrawn", "won", "written",
}  # fmt: skip


def verbs(resource: Resource) -> dict[str, Verb]:
    """Every verb of a document by name, create and change included."""
    found = {"create": resource.create, "change": resource.change, **resource.verbs}
    return {name: verb for name, verb in found.items() if verb is not None}


def test_every_document_is_declared() -> None:
    declared = {resource.model for resource in RESOURCES}

    missing = [
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, Document) and model not in declared
    ]

    assert missing == []


def test_one_name_everywhere() -> None:
    faults = []
    for resource in RESOURCES:
        if resource.room != resource.model._meta.app_label:
            faults.append(f"{resource.code} lives in {resource.model._meta.label}")
        if not re.fullmatch(r"[a-z]+\.[a-z_]+", resource.code):
            faults.append(f"{resource.code} is no name")
        if not re.fullmatch(r"[a-z-]+", resource.plural):
            faults.append(f"{resource.plural} is no plural")
        if not str(resource.label):
            faults.append(f"{resource.code} has no label")

    assert faults == []
    assert len({(r.room, r.plural) for r in RESOURCES}) == len(RESOURCES)


def test_every_verb_says_what_it_will_do() -> None:
    faults = [
        f"{resource.code}.{name}"
        for resource in RESOURCES
        for name, verb in verbs(resource).items()
        if not (inspect.getdoc(verb.action) or "").startswith("This will ")
    ]

    assert faults == []


def test_every_verb_takes_its_fields_by_name() -> None:
    faults = []
    for resource in RESOURCES:
        for name, verb in verbs(resource).items():
            parameters = list(inspect.signature(verb.action).parameters.values())
            loose = [p for p in parameters[1:] if p.kind == p.POSITIONAL_OR_KEYWORD]
            if loose or not any(p.name == "actor" for p in parameters):
                faults.append(f"{resource.code}.{name}")

    assert faults == []


def test_events_are_called_room_document_past() -> None:
    codes = {resource.code for resource in RESOURCES} | NOT_DOCUMENTS
    faults = []
    for name in log.names():
        parts = name.split(".")
        words = parts[-1].split("_")
        is_past = any(word.endswith("ed") or word in IRREGULAR for word in words)
        if len(parts) != 3 or ".".join(parts[:2]) not in codes or not is_past:
            faults.append(name)

    assert faults == []


def test_listeners_wait_for_news_that_exists() -> None:
    known = {*log.names(), "*"}

    assert [ear.reader for ear in log.listeners() if ear.event not in known] == []


def test_a_text_may_be_as_long_as_its_column() -> None:
    faults = []
    for resource in RESOURCES:
        for name, verb in verbs(resource).items():
            if name in ("create", "change") and verb.schema is not None:
                faults += _lengths(resource, verb.schema)

    assert faults == []


def _lengths(resource: Resource, schema: type[BaseModel]) -> list[str]:
    columns = {f.name: f for f in resource.model._meta.concrete_fields}
    found = []
    for name, facts in schema.model_json_schema()["properties"].items():
        column = columns.get(name)
        if not isinstance(column, models.CharField) or column.choices:
            continue
        said = _max_length(facts)
        if said == 0 and _refuses(schema, name, "A" * ((column.max_length or 0) + 1)):
            continue
        if said is not None and said != column.max_length:
            found.append(f"{resource.code} {schema.__name__}.{name}: {said}≠{column.max_length}")
    return found


def _refuses(schema: type[BaseModel], name: str, text: str) -> bool:
    """Whether a field whose schema states no bound refuses a text all the same."""
    field = schema.model_fields[name]
    try:
        TypeAdapter(Annotated[(field.annotation, *field.metadata)]).validate_python(text)
    except ValidationError:
        return True
    return False


def _max_length(facts: dict[str, Any]) -> int | None:
    """The bound of a text; None for a code out of a fixed list or text of a fixed form."""
    options = [option for option in facts.get("anyOf", [facts]) if option.get("type") == "string"]
    if not options or any(word in options[0] for word in ("enum", "const", "format", "pattern")):
        return None
    return int(options[0].get("maxLength", 0))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.code)
def test_a_list_costs_the_same_for_one_row_and_for_twenty(resource: Resource, boss: Door) -> None:
    filler.load_makers()
    path = f"/{resource.room}/{resource.plural}"

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert boss.get(path, limit=200).status_code == 200
        return len(queries)

    filler.make(resource, boss, 0)
    boss.get(path)
    one, rows = cost(), len(boss.see(path, limit=200)["items"])
    for number in range(1, ROWS):
        filler.make(resource, boss, number)
    twenty = cost()

    assert twenty == one
    assert len(boss.see(path, limit=200)["items"]) >= rows + ROWS - 1


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.code)
def test_a_page_goes_on_where_the_last_ended(resource: Resource, boss: Door) -> None:
    filler.load_makers()
    for number in range(5):
        filler.make(resource, boss, number)
    path = f"/{resource.room}/{resource.plural}"
    everything = [row["id"] for row in boss.see(path, limit=200)["items"]]

    for order in (f"{sign}{name}" for name in resource.ordering for sign in ("-", "")):
        found: list[Any] = []
        cursor: dict[str, str] = {}
        for _ in range(len(everything) + 1):
            page = boss.see(path, limit=2, ordering=order, **cursor)
            found += [row["id"] for row in page["items"]]
            if page["next"] is None:
                break
            cursor = {"after": page["next"]}
        assert sorted(found) == sorted(everything), order
