"""Whatever points at a company goes with it when it is merged, and comes back.

A new model with a key to Party is filled, merged and brought back here without being named.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Model

from backend.core.access.actor import system
from backend.core.merging import actions, rules, steps
from backend.core.party.models import Party
from tests.house import filler
from tests.house_kit import Door

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)
NOT_COMPARED = {
    "core.Alias", "core.Cursor", "core.DuplicateGroup", "core.Event", "core.MergeLog",
    "core.Series",
}  # fmt: skip
"""What a merge writes itself, and groups, which count their parties anew."""
WRITTEN_ANEW = {"version", "updated_at", "search_text", "search_private", "search_grams"}


def company(number: int) -> Party:
    return filler.fill(Party, number)  # type: ignore[return-value]


def point_at(key: rules.Key, target: Model, number: int) -> Model:
    return filler.fill(key.model, number, given={key.field.name: target})


def is_followed(key: rules.Key) -> bool:
    """A company merged earlier is told of by a story of its own."""
    return not (key.model is Party and key.field.name == "merged_into")


def world(gone: Party, kept: Party) -> dict[str, Model]:
    """A row of every model for the company that goes; of what may be once the other has one too.

    What hangs on such a pair hangs on the one that goes.
    """
    made: dict[str, Model] = {}
    for number, key in enumerate(rules.keys_to(Party), 1):
        if not is_followed(key):
            continue
        row = point_at(key, gone, number)
        made[f"{key.model._meta.label}.{key.field.name}"] = row
        if key.field.unique:
            point_at(key, kept, number + 500)
            for more, below in enumerate(rules.keys_to(key.model), 1_000):
                point_at(below, row, number + more)
    return made


def everything() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for model in rules.ours():
        label = model._meta.label
        if label not in NOT_COMPARED and model._meta.managed:
            rows = [steps.row_of(row) for row in model._base_manager.order_by("pk")]
            keep = WRITTEN_ANEW if hasattr(model, "SEARCH") else set()
            found[label] = [{k: v for k, v in r.items() if k not in keep} for r in rows]
    return found


def pointing_at(target: Model) -> list[str]:
    return [
        f"{key.model._meta.label}.{key.field.name}"
        for key in rules.keys_to(type(target))
        if key.model._base_manager.filter(**{key.field.attname: target.pk}).exists()
    ]


def merge(kept: Party, *gone: Party, **choices: Any) -> Any:
    return actions.create(
        actor=system("test"), id=None, survivor_id=kept.pk, victim_ids=[g.pk for g in gone],
        choices=choices, at=AT, reason="同一家公司",
    )  # fmt: skip


def test_every_model_that_points_at_a_company_follows_it_and_comes_back(boss: Door) -> None:
    filler.load_makers()
    kept, gone = company(1), company(2)
    made = world(gone, kept)
    before = everything()

    record = merge(kept, gone)

    assert pointing_at(gone) == []
    assert sum(record.moved.values()) >= len(made)
    assert Party.everyone.get(pk=gone.pk).merged_into_id == kept.pk
    actions.undo(record.pk, actor=system("test"), at=LATER, reason="弄错了")
    after = everything()
    assert {n: rows for n, rows in after.items() if rows != before[n]} == {}


def test_no_key_is_left_out() -> None:
    """The walk asks the registry of models, not a list that somebody keeps."""
    named = {f"{k.model._meta.label}.{k.field.name}" for k in rules.keys_to(Party)}

    counted = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Party
    }

    assert named == counted
    assert {"crm.Contract.party", "crm.Contract.seller", "goods.StockMove.owner_party"} <= named


def test_a_model_that_is_not_moved_is_noticed(boss: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The story above fails when a key is forgotten: shown by forgetting one."""
    kept, gone = company(1), company(2)
    key = next(k for k in rules.keys_to(Party) if k.model._meta.label == "crm.Lead")
    point_at(key, gone, 1)
    known = rules.keys_to
    monkeypatch.setattr(
        "backend.core.merging.rules.keys_to", lambda m: [k for k in known(m) if k != key]
    )

    merge(kept, gone)

    monkeypatch.setattr("backend.core.merging.rules.keys_to", known)
    assert pointing_at(gone) == ["crm.Lead.party"]
