"""The catalogue."""

from typing import Any

import pytest

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.goods.product.models import Product
from tests.house_kit import Door, door_for, person

BODY: dict[str, Any] = {
    "code": "TUBE-38-3",
    "name": "铜管",
    "category": "tube",
    "metal": "cu",
    "grade": "TP2",
    "spec": "Φ38×3",
    "weight_rule": "tube",
    "dimensions": {"outer": "38", "wall": "3", "length": "6"},
}


def test_a_product_knows_what_a_piece_ought_to_weigh(boss: Door) -> None:
    made = boss.do("/goods/products", BODY)

    # π (38 - 3) 3 · 6 · 8.9 / 1000
    assert made["density"] == "8.9000"
    assert made["piece_kg"] == "17.615"
    assert boss.see("/goods/products", q="tg")["items"][0]["code"] == "TUBE-38-3"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dimensions": {"outer": "38", "length": "6"}}, "dimensions"),
        ({"dimensions": {"outer": "38", "wall": "20", "length": "6"}}, "dimensions"),
        ({"dimensions": {"outer": "38", "wall": "3", "length": "6", "x": "1"}}, "dimensions"),
        ({"grade": "自定义"}, "dimensions"),
        ({"density": "0"}, "density"),
        ({"vat_rate": "1.0"}, "vat_rate"),
        ({"code": ""}, "code"),
    ],
)
def test_impossible_shapes_are_refused(boss: Door, change: dict[str, Any], field: str) -> None:
    refused = boss.post("/goods/products", {**BODY, **change})

    assert refused.status_code == 422
    assert any(field in name for name in refused.body["errors"])
    assert Product.objects.count() == 0


def test_a_code_is_used_once(boss: Door) -> None:
    boss.do("/goods/products", BODY)

    again = boss.post("/goods/products", {**BODY, "name": "另一个"})

    assert again.status_code == 409
    assert again.body["type"] == "/problems/code-taken"


def test_a_change_keeps_what_was_not_sent(boss: Door) -> None:
    made = boss.do("/goods/products", BODY)

    path = f"/goods/products/{made['id']}"
    changed = boss.patch(path, {"brands": ["海亮", "金龙", "海亮"]}, match='"1"')

    assert changed.status_code == 200
    assert changed.body["brands"] == ["海亮", "金龙"]
    assert changed.body["piece_kg"] == "17.615"
    assert [row["code"] for row in boss.see("/goods/products", brand="金龙")["items"]] == [
        "TUBE-38-3"
    ]
    assert boss.see("/goods/products", brand="贵冶")["items"] == []


def test_who_may_retire(boss: Door, stranger: Door, nobody: Door) -> None:
    made = boss.do("/goods/products", BODY)
    path = f"/goods/products/{made['id']}/retire"
    view = {"goods.view_product": Scope.ALL}
    viewer = door_for(person("viewer", grants=view))
    holder = door_for(person("holder", grants={**view, "goods.retire_product": Scope.ALL}))
    body = {"reason": "停产"}

    refused = [door.post(path, body).status_code for door in (nobody, stranger, viewer)]

    assert refused == [401, 403, 403]
    assert Event.objects.count() == 1
    assert holder.do(path, body)["verbs"] == ["restore"]
    assert boss.see("/goods/products", is_active="true")["items"] == []
