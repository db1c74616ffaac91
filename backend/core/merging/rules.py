"""What each kind of row does when two of it become one; rooms register theirs from above.

    @rules.unite(Customer)
    def one_customer(kept: Customer, gone: Customer) -> None:
        kept.first_deal_on = min(...)

Rows that only point at a company need no rule: they are moved. A rule is asked for where both
companies have a row and there may be one only.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Model

from backend.core.guards import AppendOnly

Unite = Callable[[Any, Any], None]
Settle = Callable[[Any], list[dict[str, Any]]]
F = TypeVar("F", bound=Unite)
S = TypeVar("S", bound=Settle)
_rules: dict[type[Model], Unite] = {}
_seats: dict[type[Model], str] = {}
_settles: dict[type[Model], list[Settle]] = {}
ROOMS = "backend."


class Key(NamedTuple):
    """A column of a model that points at another."""

    model: type[Model]
    field: "models.ForeignKey[Any, Any]"


class Loose(NamedTuple):
    """Two columns that name a paper by its code and id, without a key."""

    model: type[Model]
    code: str
    id: str


def unite(model: type[Model]) -> Callable[[F], F]:
    """This will register how the kept row takes over from the one that goes."""

    def register(rule: F) -> F:
        if model in _rules:
            raise ValueError(f"{model._meta.label} has a rule already")
        _rules[model] = rule
        return rule

    return register


def rule_of(model: type[Model]) -> Unite | None:
    """This will find the rule of a model."""
    return _rules.get(model)


def settle(model: type[Model]) -> Callable[[S], S]:
    """This will register what follows once a row took over; it gives the steps that did it."""

    def register(rule: S) -> S:
        _settles.setdefault(model, []).append(rule)
        return rule

    return register


def settles_of(model: type[Model]) -> list[Settle]:
    """This will give what follows when a row of a model took over."""
    return _settles.get(model, [])


def reseat(model: type[Model], column: str) -> None:
    """This will number rows of the one that goes after those of the one that stays."""
    _seats[model] = column


def seat_of(model: type[Model]) -> str:
    """This will name the column by which rows of a model are numbered, if they are."""
    return _seats.get(model, "")


def keys_to(model: type[Model]) -> list[Key]:
    """This will list every column of the house that points at a model, in a steady order."""
    found = [
        Key(other, field)
        for other in ours()
        for field in other._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
    return sorted(found, key=lambda key: (key.model._meta.label, key.field.name))


def loose_keys() -> list[Loose]:
    """This will list the columns that name a paper by code and id, events and ledgers aside.

    What is append-only keeps the id it was written with; `Alias` tells where that went.
    """
    found = []
    for model in ours():
        names = {field.name for field in model._meta.concrete_fields}
        if is_fixed(model) or model._meta.label == "core.Alias":
            continue
        pairs = (("document", "document_id"), ("source", "source_id"), ("source_code", "source_id"))
        found += [Loose(model, code, key) for code, key in pairs if {code, key} <= names]
    return sorted(found, key=lambda loose: (loose.model._meta.label, loose.code))


def is_fixed(model: type[Model]) -> bool:
    """This will tell whether rows of a model are only ever added."""
    return any(isinstance(rule, AppendOnly) for rule in model._meta.constraints)


def ours() -> Iterator[type[Model]]:
    """This will give the models of the house."""
    return (m for m in apps.get_models() if m.__module__.startswith(ROOMS))


def unique_sets(key: Key) -> list[tuple[tuple[str, ...], Any]]:
    """This will give, for each uniqueness the column is part of, the other columns and when."""
    found: list[tuple[tuple[str, ...], Any]] = []
    if key.field.unique:
        found.append(((), None))
    for rule in key.model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and key.field.name in rule.fields:
            rest = tuple(name for name in rule.fields if name != key.field.name)
            found.append((rest, rule.condition))
    return found
