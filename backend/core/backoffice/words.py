"""The names under which people meet fields, codes and news: taken from the models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.backoffice.sayings import CODES, EVENTS, FIELDS
from backend.core.registry import Resource, find, resources


def _ours() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("backend.")]


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, StrOrPromise]:
    """Verbose names by attribute over all tables; the first table to use a name gives it."""
    found: dict[str, StrOrPromise] = {}
    for model in _ours():
        for column in model._meta.concrete_fields:
            if _is_named(column):
                found.setdefault(column.attname, column.verbose_name)
                found.setdefault(column.name, column.verbose_name)
    return found


def _is_named(column: "Field[Any, Any]") -> bool:
    """A label nobody wrote is Django's own: the attribute's name with spaces."""
    return str(column.verbose_name) != column.name.replace("_", " ")


@dataclass(frozen=True)
class Glossary:
    """How the fields of one table, and of the rows it holds, are called on screen."""

    model: type[Model]
    labels: Mapping[str, StrOrPromise] = field(default_factory=dict)

    def column(self, name: str) -> "Field[Any, Any] | None":
        """This will find the table's own column by name or attribute."""
        for column in self.model._meta.concrete_fields:
            if name in (column.attname, column.name):
                return column
        return None

    def label(self, name: str) -> StrOrPromise:
        """This will name a field: as told, by its column, by its relation, by a word we know."""
        if name in self.labels:
            return self.labels[name]
        column = self.column(name)
        if column is not None and _is_named(column):
            return column.verbose_name
        child = self.child(name)
        if child is not None and name not in FIELDS:
            return child._meta.verbose_name_plural or name
        return FIELDS.get(name) or _everywhere().get(name) or self._derived(name)

    def _derived(self, name: str) -> StrOrPromise:
        """`party_name` is called as the relation `party` is; `contract_no` likewise."""
        stem, _dash, last = name.rpartition("_")
        if stem and last in TAILS:
            named = self._stem(stem)
            return named if last in ("name", "label", "id") else f"{named}{TAILS[last]}"
        return name.replace("_", " ")

    def _stem(self, stem: str) -> StrOrPromise:
        column = self.column(stem)
        if column is not None and _is_named(column):
            return column.verbose_name
        known = next((r for r in resources() if r.name == stem), None)
        if known is not None:
            return known.label
        return FIELDS.get(stem) or _everywhere().get(stem) or stem.replace("_", " ")

    def child(self, name: str) -> type[Model] | None:
        """This will find the table of the rows held under a name."""
        for relation in self.model._meta.related_objects:
            if relation.get_accessor_name() == name:
                return relation.related_model
        return None

    def inside(self, name: str) -> "Glossary":
        """This will give the glossary of the rows held under a name.

        A label told as `contacts.name` is for the rows under `contacts` alone.
        """
        child, mark = self.child(name) or self._target(name), f"{name}."
        own = {k.removeprefix(mark): v for k, v in self.labels.items() if k.startswith(mark)}
        return Glossary(child or self.model, {**self.labels, **own})

    def _target(self, name: str) -> type[Model] | None:
        """This will find the table a relation of this one leads to: a body shown inside it."""
        column = self.column(name)
        return None if column is None else column.related_model

    def choices(self, name: str, values: tuple[str, ...] = ()) -> dict[str, StrOrPromise]:
        """This will give the labels of a code: the column's, else those of a list like it."""
        if name in CODES:
            return dict(CODES[name])
        column = self.column(name)
        kept = getattr(column, "base_field", column)
        own = dict(kept.flatchoices) if kept is not None and kept.choices else {}
        if own:
            return {str(value): label for value, label in own.items()}
        return _labels_of(values) if values else {}

    def said(self, name: str, value: str) -> Any:
        """This will say a text as people know it: the label of a code, else the text itself."""
        own = self.choices(name)
        if value in own:
            return own[value]
        if name in PAPERS:
            return document(value)
        if name == "missing":
            return self.label(value)
        if name in LISTED:
            return choice(LISTED[name], value, self.model._meta.app_label) or value
        if self._is_own(name) or not value.isascii() or len(value) > 32:
            return value
        return choice(name, value, self.model._meta.app_label) or value

    def _is_own(self, name: str) -> bool:
        """A text of this table means itself, unless it keeps a code another table names."""
        return self.column(name) is not None and name not in COPIED


ASKED: dict[str, Callable[[str], StrOrPromise]] = {}
"""Codes a company may name itself, by field: who is asked for the word, one row at a time."""

PAPERS = frozenset({"document", "source_document", "source_code", "a_document", "b_document"})
"""Fields that keep the code of a kind of document."""

COPIED = frozenset({"level"})
"""Columns that keep a copy of another table's code."""

LISTED = {"categories": "category"}
"""Columns that keep a list of codes of which a column of another table keeps one."""

TAILS: dict[str, StrOrPromise] = {
    "name": "",
    "label": "",
    "id": "",
    "no": _("编号"),
    "code": _("代码"),
    "at": _("时间"),
    "on": _("日期"),
    "by": _("人"),
    "count": _("数量"),
    "state": _("状态"),
}


@lru_cache(maxsize=500)
def _labels_of(values: tuple[str, ...]) -> dict[str, StrOrPromise]:
    wanted = set(values)
    for model in _ours():
        for column in model._meta.concrete_fields:
            known = {str(value): label for value, label in column.flatchoices or ()}
            if wanted and wanted <= known.keys():
                return known
    return {}


@lru_cache(maxsize=5_000)
def choice(name: str, value: str, room: str) -> StrOrPromise | None:
    """This will label a code that a list borrowed from another table of the house."""
    ours = sorted(_ours(), key=lambda model: model._meta.app_label != room)
    for model in ours:
        for column in model._meta.concrete_fields:
            if column.name == name and column.choices:
                known: dict[str, StrOrPromise] = {str(c): label for c, label in column.flatchoices}
                if value in known:
                    return known[value]
    return None


def event(name: str) -> str:
    """This will say in words what happened: `crm.contract.signed`."""
    room, document, last = [*name.split("."), "", ""][:3]
    if name in EVENTS:
        return str(EVENTS[name])
    if last in EVENTS:
        return str(EVENTS[last])
    resource = find(f"{room}.{document}")
    verb = _verb_of(resource, last) if resource is not None else None
    return verb or last.replace("_", " ")


def _verb_of(resource: Resource, past: str) -> str | None:
    for name, verb in resource.verbs.items():
        stem = name.split("_")[0]
        if past.startswith(stem.removesuffix("e")) or past.startswith(stem.removesuffix("y")):
            return str(verb.label)
    return None


def document(code: str) -> str:
    """This will name a kind of document: `crm.contract`."""
    resource = find(code)
    return str(resource.label) if resource is not None else code
