"""Forms drawn from the schema of a verb, in the words of its document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.forms import MAX_ROWS, Typed, prefill, written
from backend.core.backoffice.manner import Manner, bare
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.backoffice.words import Glossary

HIDDEN = frozenset({"id"})


@dataclass(frozen=True)
class Frame:
    """What a form is drawn for: the words, the references, the person and the row."""

    glossary: Glossary
    references: Mapping[str, reach.Reference]
    actor: Actor
    document: Any = None
    errors: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)


BROADEST = 8
"""More cells than these make a row too broad for a table; it becomes a card."""


@dataclass
class Input:
    """One field of a form as the template draws it; `parts` for a body, `rows` for a table."""

    name: str
    label: Any
    kind: str
    is_required: bool
    value: Any = ""
    error: str = ""
    maximum: int | None = None
    choices: list[tuple[str, Any]] = field(default_factory=list)
    find: str = ""
    text: str = ""
    parts: list["Input"] = field(default_factory=list)
    rows: list[list["Input"]] = field(default_factory=list)
    blank: list["Input"] = field(default_factory=list)
    when: str = ""
    is_rare: bool = False
    is_touched: bool = False

    @property
    def is_nested(self) -> bool:
        """This will tell whether it holds inputs of its own."""
        return self.kind in ("rows", "group")

    @property
    def is_open(self) -> bool:
        """This will tell whether a folded field has something to show."""
        return bool(self.error) or self.is_touched or any(part.is_open for part in self.parts)

    @property
    def is_flat(self) -> bool:
        """This will tell whether every row fits into the cells of a table."""
        fits = not any(part.kind in ("rows", "group", "note", "json") for part in self.blank)
        return fits and len(self.blank) <= BROADEST


def build(
    schema: type[BaseModel],
    typed: Typed,
    frame: Frame,
    *,
    prefix: str = "",
    skip: frozenset[str] = frozenset(),
) -> list[Input]:
    """This will give the inputs of a schema, filled with what was typed and its errors."""
    found = [
        _input(name, shape, typed.get(name, ""), frame, path=f"{prefix}{name}")
        for name, shape in shapes(schema).items()
        if name not in skip and not (name in HIDDEN and not shape.is_required)
    ]
    # What must be given comes first, tables and groups last.
    return sorted(
        found,
        key=lambda made: (
            made.is_nested,
            frame.manner.place(made.name),
            not made.is_required,
        ),
    )


def names(inputs: list[Input]) -> set[str]:
    """This will name every input drawn, so that no error goes unseen."""
    found: set[str] = set()
    for made in inputs:
        found |= {made.name} | names(made.parts)
        for row in made.rows:
            found |= names(row)
    return found


def _input(name: str, shape: Shape, typed: Any, frame: Frame, *, path: str) -> Input:
    made = Input(
        name=path,
        label=frame.glossary.label(name),
        kind=shape.kind,
        is_required=shape.is_required,
        value=typed,
        error=str(frame.errors.get(path, "")),
        maximum=shape.maximum,
        when=frame.manner.condition(path),
        is_rare=bare(path) in frame.manner.rare,
        is_touched=typed not in ("", [], None) and typed != written(shape, shape.default),
    )
    if shape.body is not None:
        _nest(made, name, shape, typed, frame)
    elif shape.kind == "choice" or shape.choices:
        labels = frame.glossary.choices(name, shape.choices)
        labels = labels | dict(frame.manner.choices.get(bare(path), ()))
        made.choices = [(value, labels.get(value, value)) for value in shape.choices]
    elif shape.kind == "flag" and shape.is_optional:
        made.kind = "perhaps"
    elif shape.kind in ("id", "count", "items") or _is_told(shape, frame.references.get(name)):
        _refer(made, name, frame)
    return made


def _nest(made: Input, name: str, shape: Shape, typed: Any, frame: Frame) -> None:
    """A body inside the body: its own inputs, or a table of rows with one blank to copy."""
    if shape.body is None:
        return
    inner = replace(frame, glossary=frame.glossary.inside(name))
    path = made.name
    if shape.kind == "group":
        made.is_touched = False
        made.parts = build(shape.body, typed or {}, inner, prefix=f"{path}.")
        return
    made.rows = [
        build(shape.body, row, inner, prefix=f"{path}.{index}.")
        for index, row in enumerate(typed or [])
    ]
    mark, suggest = f"{bare(path)}.", frame.manner.suggest
    told = {k.removeprefix(mark): v for k, v in suggest.items() if k.startswith(mark)}
    fresh = prefill(shape.body, told)
    made.blank = build(shape.body, fresh, inner, prefix=f"{path}.__row__.")


def _refer(made: Input, name: str, frame: Frame) -> None:
    """An id becomes a choice among the rows this person may see."""
    target = reach.guess(name, frame.glossary.model, own=frame.references)
    if target is None or (
        made.kind == "count" and name not in frame.references and not _is_key(name)
    ):
        return
    if not isinstance(target, type):
        made.kind = "items" if made.kind == "items" else "choice"
        pairs = target(frame.document, frame.actor)
        made.choices = [(str(value), label) for value, label in pairs]
        return
    code = reach.code_of(target)
    if code is None:
        _among_own(made, target, frame)
        return
    made.kind, made.find = ("items", "") if made.kind == "items" else ("find", code)
    if made.kind == "find" and made.value:
        made.text = reach.named(code, made.value, frame.actor) or str(made.value)


def _is_told(shape: Shape, reference: reach.Reference | None) -> bool:
    """A code that a page offers choices for is chosen, not typed."""
    return shape.kind == "text" and reference is not None and not isinstance(reference, type)


def _is_key(name: str) -> bool:
    return name.endswith("_id")


def _among_own(made: Input, target: Any, frame: Frame) -> None:
    """Rows that belong to the document itself: its lines, its terms."""
    if frame.document is None:
        return
    holder = type(frame.document)
    for column in target._meta.concrete_fields:
        if column.is_relation and column.related_model is holder:
            made.kind = "choice"
            rows = target._default_manager.filter(**{column.attname: frame.document.pk})
            made.choices = [(str(row.pk), str(row)) for row in rows[:MAX_ROWS]]
            return
