"""Circles, explosion and comparison on plain values."""

from decimal import Decimal

import pytest

from backend.goods.bom.calc import Change, Need, circle, difference, explode, flat, needs


def need(part: str, quantity: str, position: str = "") -> Need[str]:
    return Need(part=part, quantity=Decimal(quantity), position=position)


PRESS = {
    "press": [need("drive", "1"), need("bolt", "16"), need("oil", "2.5")],
    "drive": [need("motor", "2", "M"), need("belt", "0.333333"), need("bolt", "4")],
    "motor": [need("coil", "3"), need("bolt", "8")],
}


def test_a_press_is_taken_apart_to_the_last_bolt_with_exact_quantities() -> None:
    nodes = explode("press", PRESS, quantity=Decimal(3))

    assert [(node.level, node.part, f"{node.total:f}") for node in flat(nodes)] == [
        (1, "drive", "3"),
        (2, "motor", "6"),
        (3, "coil", "18"),
        (3, "bolt", "48"),
        (2, "belt", "0.999999"),
        (2, "bolt", "12"),
        (1, "bolt", "48"),
        (1, "oil", "7.5"),
    ]
    assert needs(nodes) == {
        "coil": Decimal(18),
        "bolt": Decimal(108),
        "belt": Decimal("0.999999"),
        "oil": Decimal("7.5"),
    }


@pytest.mark.parametrize(
    ("lines", "way"),
    [
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, None),
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["x", "b"], "b": ["c"], "c": ["y", "a"]}, ["a", "b", "c", "a"]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, None),
    ],
)
def test_a_way_back_to_the_product_is_named(
    lines: dict[str, list[str]], way: list[str] | None
) -> None:
    assert circle("a", lines) == way


def test_versions_differ_by_part_and_place() -> None:
    before = [need("motor", "2", "M"), need("bolt", "16"), need("seal", "1", "S1")]
    after = [need("motor", "2", "M"), need("bolt", "18"), need("seal", "1", "S2")]

    assert difference(before, after) == [
        Change(part="bolt", position="", before=Decimal(16), after=Decimal(18)),
        Change(part="seal", position="S1", before=Decimal(1), after=None),
        Change(part="seal", position="S2", before=None, after=Decimal(1)),
    ]
