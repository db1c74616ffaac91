"""What the page of one document shows of itself: its facts and the rows it holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from pydantic import BaseModel

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.backoffice import reach, showing, words
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.backoffice.words import Glossary
from backend.core.registry import Resource

TECHNICAL = frozenset(
    {"id", "version", "withheld", "verbs", "ext", "state", "no", "created_at", "updated_at"}
)


@dataclass(frozen=True)
class ChildTable:
    """A table on a document's page.

    `rows` is the name of a list in the document's Out schema, or a function of document and
    actor giving plain dicts. `columns` are keys of a row, in order (default: all that matter).
    `replaces` names the list of the Out schema that such a function tells better.
    """

    label: StrOrPromise
    rows: str | Callable[[Any, Actor], Iterable[Mapping[str, Any]]]
    columns: Sequence[str] = ()
    replaces: str = ""


@dataclass
class Fact:
    """A label and what stands beside it."""

    label: Any
    value: Any
    is_withheld: bool = False


@dataclass
class Sheet:
    """A titled group of facts, or a table."""

    title: Any
    facts: list[Fact] = field(default_factory=list)
    columns: list[Any] = field(default_factory=list)
    numeric: list[bool] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    link: str = ""
    is_folded: bool = False
    tab: str = ""

    @property
    def heads(self) -> list[tuple[Any, bool]]:
        """This will pair every heading with whether figures stand below it."""
        numeric = self.numeric or [False] * len(self.columns)
        return list(zip(self.columns, numeric, strict=False))

    @property
    def lines(self) -> list[tuple[str, list[tuple[Any, Any, bool]]]]:
        """This will pair every row with its link and every cell with its heading."""
        found = []
        for index, row in enumerate(self.rows):
            link = self.links[index] if index < len(self.links) else ""
            numeric = self.numeric or [False] * len(row)
            found.append((link, list(zip(row, self.columns, numeric, strict=False))))
        return found


@dataclass(frozen=True)
class Reader:
    """Everything needed to draw one document for one person."""

    resource: Resource
    actor: Actor
    document: Any
    row: Mapping[str, Any]
    glossary: Glossary
    references: Mapping[str, reach.Reference]

    @property
    def shapes(self) -> dict[str, Shape]:
        """This will give the shapes of the document's Out schema."""
        return shapes(self.resource.out)


# -- facts -----------------------------------------------------------------------------------


def facts(reader: Reader, groups: Sequence[tuple[StrOrPromise, Sequence[str]]]) -> list[Sheet]:
    """This will group the plain facts: as told, or all of them under one title."""
    if not groups:
        groups = [(_("基本信息"), _plain_names(reader))]
    found = []
    for title, names in groups:
        sheet = Sheet(title, [_fact(reader, name) for name in names if _is_told(reader, name)])
        if sheet.facts:
            found.append(sheet)
    return found + _bodies(reader)


def _plain_names(reader: Reader) -> list[str]:
    names = [n for n, s in reader.shapes.items() if not s.is_nested and n not in TECHNICAL]
    linked = {name.removesuffix("_id") for name in names if name.endswith("_id")}
    shown = [n for n in names if n.rpartition("_")[0] not in linked or n.endswith("_id")]
    return [name for name in shown if not _is_list_of_facts(reader.row.get(name))]


def _is_told(reader: Reader, name: str) -> bool:
    """Empty facts are left out, hidden ones are named: a reader can tell them apart."""
    if name not in reader.row:
        return False
    if policy.mode(reader.actor, reader.resource, name) == Mode.HIDDEN:
        return True
    if not leads(reader, name, reader.shapes, reader.glossary):
        return False
    return reader.row[name] not in (None, "", [], {})


def _is_list_of_facts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _fact(reader: Reader, name: str) -> Fact:
    label = reader.glossary.label(name)
    if policy.mode(reader.actor, reader.resource, name) == Mode.HIDDEN:
        return Fact(label, _("无权查看"), is_withheld=True)
    return Fact(label, drawn(reader, name, reader.row[name], reader.shapes.get(name)))


def _bodies(reader: Reader) -> list[Sheet]:
    """Nested bodies that are no lists: each a group of its own."""
    found = []
    for name, shape in reader.shapes.items():
        value = reader.row.get(name)
        if shape.kind != "group" or shape.body is None or not isinstance(value, dict):
            continue
        inner = reader.glossary.inside(name)
        kinds = shapes(shape.body)
        lines = [
            Fact(inner.label(key), cell(reader, key, item, kinds.get(key), inner))
            for key, item in value.items()
            if key not in TECHNICAL
        ]
        found.append(Sheet(reader.glossary.label(name), lines))
    return found


def drawn(reader: Reader, name: str, value: Any, shape: Shape | None) -> Any:
    """This will draw one value: a reference as a link when the person may follow it."""
    if name in words.ASKED and isinstance(value, str) and value:
        return words.ASKED[name](value)
    return cell(reader, name, value, shape, reader.glossary)


def cell(reader: Reader, name: str, value: Any, shape: Shape | None, glossary: Glossary) -> Any:
    kind = shape.kind if shape is not None else "text"
    if value not in (None, "") and (kind == "id" or (kind == "count" and name.endswith("_id"))):
        return _link(reader, name, value, glossary)
    return showing.html(value, name=name, glossary=glossary, is_number=kind == "decimal")


def _link(reader: Reader, name: str, pk: Any, glossary: Glossary) -> Any:
    target = reach.guess(name, glossary.model, own=reader.references)
    code = reach.code_of(target) if isinstance(target, type) else None
    if not isinstance(target, type) or code is None:
        return showing.html(pk, name=name, glossary=glossary)
    text = named(reader, code, pk)
    if not text:
        return format_html('<span class="bo-none">{}</span>', _("无权查看"))
    address = reach.address(target, pk)
    if code in reach.PEOPLE or not address:
        return text
    return format_html('<a class="bo-link" href="{}">{}</a>', address, text)


def named(reader: Reader, code: str, pk: Any) -> str:
    """Names are looked up once a page: a table may name the same row in every line."""
    known: dict[tuple[str, str], str] = reader.document.__dict__.setdefault("_named", {})
    key = (code, str(pk))
    if key not in known:
        known[key] = reach.named(code, pk, reader.actor)
    return known[key]


# -- rows ------------------------------------------------------------------------------------


def tables(reader: Reader, told: Sequence[ChildTable]) -> list[Sheet]:
    """This will draw the rows a document holds: as told first, then every other list."""
    found, used = [], set()
    for table in told:
        used.add(table.rows if isinstance(table.rows, str) else table.replaces)
        sheet = _told(reader, table)
        if sheet is not None:
            found.append(sheet)
    for name, shape in reader.shapes.items():
        rows = reader.row.get(name)
        if name not in used and shape.kind == "rows" and rows:
            found.append(_sheet(reader, reader.glossary.label(name), rows, shape.body, name, ()))
    return found


def _told(reader: Reader, table: ChildTable) -> Sheet | None:
    if isinstance(table.rows, str):
        rows = reader.row.get(table.rows)
        shape = reader.shapes.get(table.rows)
        body = shape.body if shape is not None else None
        if not rows:
            return None
        return _sheet(reader, table.label, rows, body, table.rows, table.columns)
    rows = [dict(row) for row in table.rows(reader.document, reader.actor)]
    return _sheet(reader, table.label, rows, None, "", table.columns) if rows else None


def _sheet(
    reader: Reader,
    title: Any,
    rows: Sequence[Mapping[str, Any]],
    body: type[BaseModel] | None,
    name: str,
    columns: Sequence[str],
) -> Sheet:
    kinds = shapes(body) if body is not None else {}
    glossary = reader.glossary.inside(name) if name else reader.glossary
    keys = list(columns) or columns_of(rows, kinds)
    hidden = {
        key
        for key in keys
        if policy.mode(reader.actor, reader.resource, f"{name}.{key}") == Mode.HIDDEN
    }
    keys = [key for key in keys if key not in hidden and leads(reader, key, kinds, glossary)]
    return Sheet(
        title,
        columns=[glossary.label(key) for key in keys],
        numeric=[_is_figure(key, kinds, rows) for key in keys],
        rows=[
            [cell(reader, key, row.get(key), kinds.get(key), glossary) for key in keys]
            for row in rows
        ],
    )


def _is_figure(key: str, kinds: Mapping[str, Shape], rows: Sequence[Mapping[str, Any]]) -> bool:
    if key in kinds:
        return kinds[key].kind in ("decimal", "count")
    return any(isinstance(row.get(key), Decimal) for row in rows)


def leads(reader: Reader, key: str, kinds: Mapping[str, Shape], glossary: Glossary) -> bool:
    """This will tell whether a column says something: a bare id that leads nowhere does not."""
    if key not in kinds or kinds[key].kind != "id":
        return True
    target = reach.guess(key, glossary.model, own=reader.references)
    return isinstance(target, type) and reach.code_of(target) is not None


def columns_of(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, Shape]) -> list[str]:
    """Every plain key that has a value somewhere; ids and codes give way to the names beside."""
    keys = list(kinds) or list(rows[0])
    plain = [k for k in keys if k not in TECHNICAL - {"no", "state"}]
    plain = [k for k in plain if k not in kinds or kinds[k].kind not in ("rows", "json")]
    named = {k.rpartition("_")[0] for k in plain if k.endswith(("_no", "_name", "_code"))}
    named |= {"document"} & set(plain)
    plain = [k for k in plain if not (k.endswith("_id") and k.removesuffix("_id") in named)]
    told = {f"{k.removesuffix('_name')}_code" for k in plain if k.endswith("_name")}
    plain = [k for k in plain if k not in told]
    return [k for k in plain if any(row.get(k) not in (None, "", [], {}) for row in rows)]
