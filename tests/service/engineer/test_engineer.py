"""Engineers: skills of a day, hours at work, and what of it others may read."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from backend.core.access.models import Mode
from backend.service.engineer import calc, queries
from tests.house_kit import door_for, grant_all, person

ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def li(boss: Any) -> dict[str, Any]:
    """Li: hydraulics at 3 for good, crane licence to the end of November, at home in Wuxi."""
    user = person("li")
    return boss.do(
        "/service/engineers",
        {
            "on": "2026-11-01",
            "user_id": user.pk,
            "name": "李工",
            "territory": ["无锡", "苏州"],
            "home": "无锡市新吴区",
            "latitude": "31.570000",
            "longitude": "120.300000",
            "hourly_cost": "85.00",
            "skills": [
                {"code": "液压", "level": 3},
                {"code": "crane", "level": 1, "expires_on": "2026-11-30"},
            ],
            "certificates": [
                {"name": "电工证", "number": "T320", "expires_on": "2027-05-01"},
            ],
        },
    )


def test_a_skill_holds_on_its_last_day_and_not_after(li: dict[str, Any]) -> None:
    needs = ["液压:3", "crane", "液压:4", "laser"]
    last, after = date(2026, 11, 30), date(2026, 12, 1)

    assert queries.has_skills(UUID(li["id"]), needs, last) == ["液压:4", "laser"]
    assert [
        (str(lack.need), lack.why, lack.level)
        for lack in queries.lacks(UUID(li["id"]), needs, after)
    ] == [
        ("crane", "expired", 1),
        ("液压:4", "low", 3),
        ("laser", "absent", 0),
    ]


def test_hours_at_work_are_shifts_less_absences(boss: Any, li: dict[str, Any]) -> None:
    path = f"/service/engineers/{li['id']}"
    week = {"first": "2026-11-23", "last": "2026-11-29", "weekdays": [1, 2, 3, 4, 5]}
    boss.do(f"{path}/roster", {**week, "opens": "08:00", "closes": "17:00"})
    boss.do(f"{path}/roster", {**week, "opens": "08:00", "closes": "17:00"})
    night = {**week, "weekdays": [5], "opens": "20:00", "closes": "02:00", "kind": "standby"}
    boss.do(f"{path}/roster", night)
    boss.do(
        f"{path}/excuse",
        {
            "kind": "training",
            "starts_at": "2026-11-25T10:00:00+08:00",
            "ends_at": "2026-11-25T12:00:00+08:00",
        },
    )

    found = queries.hours_of(
        [UUID(li["id"])], starts_at=at("2026-11-23T00:00"), ends_at=at("2026-11-30T00:00")
    )[UUID(li["id"])]

    assert calc.hours(found) == Decimal("49.00")  # five days of nine, less two, a night of six
    assert (at("2026-11-25T08:00"), at("2026-11-25T10:00")) in found
    assert (at("2026-11-27T20:00"), at("2026-11-28T02:00")) in found


def test_what_is_wrong_is_said_by_field(boss: Any, li: dict[str, Any]) -> None:
    path = f"/service/engineers/{li['id']}"
    depot = boss.do("/goods/warehouses", {"code": "D1", "name": "总仓"})
    base = {"on": "2026-11-01", "name": "王工"}

    again = boss.post("/service/engineers", {**base, "user_id": li["user_id"]})
    gone = boss.post("/service/engineers", {**base, "user_id": 999_999})
    half = boss.post("/service/engineers", {**base, "user_id": person("w").pk, "latitude": "1.0"})
    not_van = boss.patch(path, {"van_id": depot["id"]}, match=f'"{li["version"]}"')
    twice = boss.patch(
        path, {"skills": [{"code": "a"}, {"code": "a", "level": 2}]}, match=f'"{li["version"]}"'
    )
    backwards = boss.post(
        f"{path}/excuse",
        {"starts_at": "2026-11-25T10:00:00+08:00", "ends_at": "2026-11-25T10:00:00+08:00"},
    )
    nothing = boss.post(
        f"{path}/roster",
        {
            "first": "2026-11-23",
            "last": "2026-11-24",
            "weekdays": [7],
            "opens": "08:00",
            "closes": "17:00",
        },
    )

    answers = (again, gone, half, not_van, twice, backwards, nothing)
    assert [a.status_code for a in answers] == [409, 422, 422, 422, 422, 422, 422]
    assert again.body["detail"] == "这位用户已登记为工程师，请直接修改其资料。"


def test_home_and_cost_are_closed_and_an_engineer_sees_only_the_own_file(
    boss: Any, li: dict[str, Any]
) -> None:
    reader = door_for(person("reader", grants=grant_all("service.view_engineer")))
    opened = {
        ("service.engineer", name): Mode.READONLY for name in ("home", "latitude", "longitude")
    }
    desk = door_for(person("desk", grants=grant_all("service.view_engineer"), fields=opened))

    seen, by_desk = (d.see(f"/service/engineers/{li['id']}") for d in (reader, desk))
    lapsing = boss.see("/service/engineers", lapses_by="2026-11-30")["items"]
    by_skill = boss.see("/service/engineers", skill="液压:4")["items"]
    in_wuxi = boss.see("/service/engineers", territory="无锡")["items"]

    assert (seen["home"], seen["latitude"], seen["hourly_cost"]) == (None, None, None)
    assert (by_desk["latitude"], by_desk["hourly_cost"]) == ("31.570000", None)
    assert [len(rows) for rows in (lapsing, by_skill, in_wuxi)] == [1, 0, 1]


def test_distances_and_spans() -> None:
    wuxi, suzhou = (Decimal("31.57"), Decimal("120.30")), (Decimal("31.30"), Decimal("120.58"))
    nine = at("2026-11-24T09:00")
    span = [(nine, nine + timedelta(hours=8))]
    lunch = (nine + timedelta(hours=3), nine + timedelta(hours=4))

    assert calc.kilometres(wuxi, suzhou) == Decimal("40.1")
    assert calc.kilometres(wuxi, wuxi) == Decimal("0.0")
    assert calc.without(span, [lunch]) == [(nine, lunch[0]), (lunch[1], span[0][1])]
    assert calc.merged([(nine, lunch[0]), (lunch[0], lunch[1])]) == [(nine, lunch[1])]
