"""Keys point down: from a room to the floors below, from the later paper to the earlier."""

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

import pytest
from django.apps import apps
from django.db import models

FLOORS = {
    "core": 0,
    "notify": 1,
    "engine": 1,
    "market": 2,
    "goods": 3,
    "crm": 4,
    "supply": 5,
    "service": 6,
    "connect": 7,
}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOORS]


def keys(model: type[models.Model]) -> list[models.ForeignKey]:  # type: ignore[type-arg]
    return [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]


def home(model: type[models.Model]) -> str:
    """The package of a model's document: backend.crm.contract."""
    return ".".join(model.__module__.split(".")[:3])


def test_every_key_points_to_the_same_floor_or_one_below() -> None:
    faults = [
        f"{model._meta.label}.{key.name} -> {key.related_model._meta.label}"
        for model in ours()
        for key in keys(model)
        if FLOORS.get(key.related_model._meta.app_label, 0) > FLOORS[model._meta.app_label]
    ]

    assert faults == []


OUTSIDE = "User.party"
"""Companies have owners, and a person from outside belongs to a company: the one circle."""


def test_documents_of_a_room_never_hold_keys_in_a_circle() -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for model in ours():
        for key in keys(model):
            if home(key.related_model) != home(model) and f"{model.__name__}.{key.name}" != OUTSIDE:
                graph[home(model)].add(home(key.related_model))

    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(f"keys in a circle: {circle.args[1]}")


def test_siblings_on_one_floor_do_not_know_each_other() -> None:
    faults = [
        f"{model._meta.label}.{key.name}"
        for model in ours()
        for key in keys(model)
        if model._meta.app_label != (other := key.related_model._meta.app_label)
        and FLOORS.get(other) == FLOORS[model._meta.app_label]
    ]

    assert faults == []
