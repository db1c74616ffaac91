"""Versions follow each other by day; a product is never part of itself."""

from datetime import date
from typing import Any
from uuid import UUID

from backend.goods.bom import queries
from tests.house_kit import Door
from tests.supply import kit

PATH = "/goods/bills-of-materials"


def part(boss: Door, code: str) -> str:
    made = kit.product(boss, code, name=f"件 {code}", category="part", unit_of_measure="台")
    return str(made["id"])


def write(boss: Door, whole: str, since: str, **parts: str) -> str:
    lines = [{"product_id": parts[name], "quantity": "2"} for name in parts]
    body = {"on": since, "product_id": whole, "kind": "production", "valid_from": since}
    return str(boss.do(PATH, {**body, "lines": lines})["id"])


def test_a_version_ends_the_day_before_the_next_begins(boss: Door) -> None:
    press, drive, motor, bolt = (part(boss, code) for code in ("PRESS", "DRIVE", "MOTOR", "BOLT"))
    first = write(boss, press, "2026-01-01", a=drive, b=bolt)
    half = boss.post(
        PATH,
        {
            "on": "2026-01-01",
            "product_id": press,
            "kind": "production",
            "valid_from": "2026-01-01",
            "lines": [{"product_id": bolt, "quantity": "1.5"}],
        },
    )
    boss.do(f"{PATH}/{first}/release")
    frozen = boss.patch(f"{PATH}/{first}", {"note": "加固"}, match='"2"')
    inner = write(boss, drive, "2026-02-01", a=motor)
    boss.do(f"{PATH}/{inner}/release")
    revised = boss.do(f"{PATH}/{first}/revise", {"on": "2026-05-20", "valid_from": "2026-06-01"})
    second = boss.see(PATH, product_id=press, state="draft")["items"][0]["id"]
    lines = [{"product_id": drive, "quantity": "1"}, {"product_id": bolt, "quantity": "2"}]
    boss.patch(f"{PATH}/{second}", {"lines": lines}, match='"1"')
    boss.do(f"{PATH}/{second}/release")
    loop = write(boss, motor, "2026-03-01", a=press)
    circle = boss.post(f"{PATH}/{loop}/release")
    early = write(boss, press, "2026-06-01", a=bolt)
    before = boss.post(f"{PATH}/{early}/release")

    assert half.body["errors"]["lines.0.quantity"] == "件 BOLT 按台计数，数量必须是整数"
    assert frozen.status_code == 409
    assert (revised["revision"], revised["state"]) == (1, "released")
    old = boss.see(f"{PATH}/{first}")
    assert (old["state"], old["valid_until"]) == ("superseded", "2026-05-31")
    assert circle.body["type"] == "/problems/made-of-itself"
    assert "MOTOR → PRESS → DRIVE → MOTOR" in circle.body["detail"]
    assert before.body["type"] == "/problems/earlier"
    counted = [queries.current(UUID(press), date(2026, *day)) for day in ((5, 31), (6, 1))]
    assert [str(row.pk) for row in counted if row is not None] == [first, second]
    assert queries.current(UUID(press), date(2025, 12, 31)) is None
    exploded: Any = boss.see(f"{PATH}/{second}/explosion", on="2026-06-01", quantity="5")["parts"]
    assert [(row["level"], row["product_code"], row["total"]) for row in exploded] == [
        (1, "DRIVE", "5"),
        (2, "MOTOR", "10"),
        (1, "BOLT", "10"),
    ]
    used: Any = boss.see(f"{PATH}/where-used", product_id=bolt)
    assert [(row["revision"], row["quantity"]) for row in used] == [
        (2, "2.000000"),
        (1, "2.000000"),
    ]
    changed: Any = boss.see(f"{PATH}/{second}/difference", other_id=first)
    assert [(row["product_code"], row["before"], row["after"]) for row in changed] == [
        ("DRIVE", "2.000000", "1.000000")
    ]
