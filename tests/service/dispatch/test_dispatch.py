"""Who should go, why, and who cannot; moves on the board and taking them back, over HTTP."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.access.models import Mode
from backend.service.ticket import actions as tickets
from tests.house_kit import Door, door_for, grant_all, person
from tests.service.dispatch.scene import MONDAY, SELF, Json, Scene, scene

NOW = f"{MONDAY}T08:00:00+08:00"


@pytest.fixture(scope="module")
def here(keeper: Door) -> Scene:
    """A machine in Wuxi; Liu is near, Zhao in Suzhou, Sun far off, the others cannot go."""
    made = scene(keeper)
    near = {"latitude": "31.610000", "longitude": "120.330000"}
    made.engineer("刘工", **near, hourly_cost="80.00", territory=["无锡"])
    made.engineer("赵工", 5, latitude="31.300000", longitude="120.580000", hourly_cost="100.00")
    made.engineer("孙工", latitude="23.130000", longitude="113.260000", hourly_cost="60.00")
    made.engineer("钱工", 1)
    made.engineer("吴工")
    lapsed = {"code": "cnc", "level": 4, "expires_on": "2026-07-05"}
    made.engineer("郑工", skills=[lapsed])
    for name in made.people.keys() - {"吴工"}:
        made.roster(name)
    return made


def reported(here: Scene) -> str:
    """A fault of the machine that was reported now."""
    made = tickets.open_for(
        actor=SELF,
        customer_id=UUID(here.customer),
        asset_id=UUID(here.asset),
        kind="fault",
        channel="phone",
        summary="主轴异响",
        description="",
        at=datetime.fromisoformat(NOW),
        source="story",
    )
    return str(made.pk)


def suggest(door: Door, order: Json, at: str = NOW) -> Json:
    """Suggestions for one order."""
    return door.see(f"/service/dispatch/suggestions/{order['id']}", at=at)


def test_every_part_of_a_score_is_said_in_words_and_figures(here: Scene, boss: Door) -> None:
    order = here.order(skills=["cnc:3"], duration_minutes=120)

    found = suggest(boss, order)

    assert [(o["engineer_name"], o["score"]) for o in found["offers"]] == [
        ("刘工", "89.2"),
        ("赵工", "79.7"),
    ]
    liu = found["offers"][0]
    assert (liu["starts_at"], liu["km"], liu["travel_minutes"]) == (
        "2026-07-06T00:15:00Z", "6.9", 15
    )  # fmt: skip
    assert {p["name"]: (p["weight"], p["points"], p["words"]) for p in liu["parts"]} == {
        "travel": (30, "97.7", "从出发地约 6.9 公里，15 分钟"),
        "slot": (25, "99.9", "最早 07-06 08:15 可开始"),
        "skill": (10, "60.0", "具备全部 1 项技能：cnc 3"),
        "load": (10, "100.0", "在岗 45.0 小时，已排 0.0 小时"),
        "known": (5, "0.0", "近一年没有为该客户服务过"),
        "territory": (5, "100.0", "现场在其服务区域内"),
        "cost": (5, "100.0", "含往返约 200.00 元"),
    }
    assert {e["engineer_name"]: (e["why"], e["words"]) for e in found["excluded"]} == {
        "孙工": ("far", "路程约 1517.4 公里，超过上限 300 公里"),
        "钱工": ("skill", "技能“cnc”为 1 级，需要 3 级"),
        "吴工": ("hours", "到 07-13 没有排班"),
        "郑工": ("skill", "技能“cnc”已于 2026-07-05 到期"),
    }
    shares = sum(Decimal(p["share"]) for p in liu["parts"])
    assert abs(shares - Decimal(liu["score"])) <= Decimal("0.3")


def test_weights_are_the_companys_and_one_rule_is_in_force(here: Scene, boss: Door) -> None:
    order = here.order(skills=["cnc:3"])
    only = dict.fromkeys(("travel", "slot", "load", "part", "known", "territory", "cost"), 0)
    rule = boss.do("/service/dispatch-rules", {"name": "只看技能", **only, "skill": 100})
    before = suggest(boss, order)
    boss.do(f"/service/dispatch-rules/{rule['id']}/activate")
    other = boss.do(
        "/service/dispatch-rules", {"name": "只看路程", **only, "skill": 0, "travel": 1}
    )

    after = suggest(boss, order)
    boss.do(f"/service/dispatch-rules/{other['id']}/activate")
    nearest = suggest(boss, order)
    nothing = boss.post("/service/dispatch-rules", {"name": "空", **only, "skill": 0})

    def first(one: Json) -> tuple[str, str, str]:
        return one["rule"], one["offers"][0]["engineer_name"], one["offers"][0]["score"]

    assert first(before) == ("默认权重", "刘工", "89.2")
    assert first(after) == ("只看技能", "赵工", "100.0")
    assert first(nearest) == ("只看路程", "刘工", "97.7")
    assert nothing.status_code == 422
    assert not boss.see(f"/service/dispatch-rules/{rule['id']}")["is_active"]


def test_the_way_between_jobs_the_promise_and_the_customers_time(here: Scene, boss: Door) -> None:
    taken = here.schedule(here.order(), "刘工", "08:30", "11:00")
    pressing = boss.do(
        "/service/work-orders",
        {"kind": "repair", "ticket_id": reported(here), "skills": ["cnc:3"]},
    )
    short = here.order(
        skills=["cnc:3"], duration_minutes=240,
        window_from=f"{MONDAY}T09:00:00+08:00", window_until=f"{MONDAY}T14:00:00+08:00",
    )  # fmt: skip

    found, tight = suggest(boss, pressing), suggest(boss, short)

    by_name = {o["engineer_name"]: o for o in found["offers"]}
    assert by_name["刘工"]["starts_at"] == "2026-07-06T03:00:00Z"  # after the other job, same place
    assert by_name["赵工"]["starts_at"] == "2026-07-06T01:20:00Z"  # 52.1 km at 40 km/h: 80 minutes
    assert found["deadline_at"] is not None
    assert "承诺" in {p["name"]: p["words"] for p in by_name["刘工"]["parts"]}["slot"]
    assert taken["no"]
    assert [o["engineer_name"] for o in tight["offers"]] == ["赵工"]
    assert {e["engineer_name"]: e["why"] for e in tight["excluded"]}["刘工"] == "window"


def test_costs_stay_closed_and_orders_out_of_sight_are_not_there(here: Scene, boss: Door) -> None:
    order = here.order(skills=["cnc:3"])
    desk = grant_all(
        "service.view_work_order", "service.schedule_work_order", "service.view_engineer"
    )
    dispatcher = door_for(person("dispatcher", grants=desk))
    reader = door_for(person("reader", grants=grant_all("service.view_work_order")))
    own = door_for(person("own", grants=dict.fromkeys(desk, 1)))
    opened = {("service.engineer", "hourly_cost"): Mode.READONLY}
    trusted = door_for(person("trusted", grants=desk, fields=opened))
    path = f"/service/dispatch/suggestions/{order['id']}"

    names = [
        {p["name"] for p in suggest(d, order)["offers"][0]["parts"]} for d in (dispatcher, trusted)
    ]

    assert ["cost" in found for found in names] == [False, True]
    assert [d.get(path, at=NOW).status_code for d in (reader, own)] == [403, 404]


def test_two_dispatchers_one_engineer_and_taking_a_move_back(here: Scene, boss: Door) -> None:
    one, two = here.order(skills=["cnc:3"]), here.order(skills=["cnc"])
    zhao = here.people["赵工"]
    slot = {"starts_at": f"{MONDAY}T09:00:00+08:00", "ends_at": f"{MONDAY}T11:00:00+08:00"}
    later = {"starts_at": f"{MONDAY}T11:10:00+08:00", "ends_at": f"{MONDAY}T13:00:00+08:00"}
    desk = door_for(person("second", superuser=True))

    def move(door: Door, order: Json, **to: Any) -> Any:
        return door.post("/service/dispatch/moves", {"work_order_id": order["id"], "at": NOW, **to})

    first = move(boss, one, engineer_id=zhao, **slot)
    clash = move(desk, two, engineer_id=zhao, **slot)
    unskilled = move(desk, one, engineer_id=here.people["钱工"], **slot)
    timeless = move(desk, two, engineer_id=zhao)
    moved = move(boss, one, engineer_id=zhao, **later)
    assert [r.status_code for r in (first, clash, unskilled, timeless, moved)] == [
        200, 409, 409, 422, 200,
    ]  # fmt: skip
    assert clash.body["detail"] == (
        f"工程师“赵工”在 07-06 09:00 至 07-06 11:00 已有工单 {one['no']}，请换时间或换人。"
    )
    assert boss.see(f"/service/work-orders/{two['id']}")["state"] == "draft"

    back = boss.do("/service/dispatch/undo", {"at": NOW})
    again = boss.do("/service/dispatch/undo", {"at": NOW})
    nothing = boss.post("/service/dispatch/undo", {"at": NOW})
    assert (back["scheduled_from"], again["state"], again["engineer_id"]) == (
        "2026-07-06T01:00:00Z", "draft", None,
    )  # fmt: skip
    assert (nothing.status_code, nothing.body["detail"]) == (409, "没有可以撤销的移动。")

    move(boss, one, engineer_id=zhao, **slot)
    move(desk, one, engineer_id=zhao, **later)
    since = boss.post("/service/dispatch/undo", {"at": NOW})
    assert (since.status_code, since.body["detail"]) == (
        409, f"工单 {one['no']} 之后又被改动过，不能撤销，请在看板上重新安排。",
    )  # fmt: skip


def test_the_board_shows_what_does_not_fit_and_hides_what_is_out_of_sight(
    here: Scene, boss: Door
) -> None:
    far = here.place("SN2026-0002", "31.300000", "120.580000")
    first = here.schedule(here.order(), "刘工", "08:30", "10:00")
    second = here.schedule(here.order(asset_id=far), "刘工", "10:30", "17:30")
    waits = here.order()

    board = boss.see("/service/dispatch/board", first=MONDAY, days=1, at=NOW)
    outsider = door_for(
        person("outsider", grants={"service.view_work_order": 1, "service.view_engineer": 5})
    )
    hidden = outsider.see("/service/dispatch/board", first=MONDAY, days=7, at=NOW)

    liu = next(r for r in board["rows"] if r["engineer_name"] == "刘工")
    assert [b["no"] for b in liu["blocks"]] == [first["no"], second["no"]]
    assert board["warnings"] == [
        f"刘工：{second['no']} 有部分时间不在班次内",
        f"刘工：{first['no']} 与 {second['no']} 之间只有 30 分钟，路上约需 80 分钟",
    ]
    assert [card["no"] for card in board["waiting"]] == [waits["no"]]
    liu = next(r for r in hidden["rows"] if r["engineer_name"] == "刘工")
    assert [(b["work_order_id"], b["no"]) for b in liu["blocks"]] == [(None, ""), (None, "")]
    assert (hidden["waiting"], hidden["warnings"]) == ([], [])


def test_a_plan_for_all_is_one_pass_and_each_pick_counts_for_the_next(
    here: Scene, boss: Door
) -> None:
    def ask() -> tuple[Json, int]:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = boss.see("/service/dispatch/suggestions", at=NOW)
        return found, len(seen)

    here.order(skills=["cnc:3"], duration_minutes=400)
    ask()
    few, one = ask()
    for _n in range(7):
        here.order(skills=["cnc:3"], duration_minutes=400)
    here.order(skills=["laser"])
    many, nine = ask()

    assert (len(few["items"]), len(many["items"]), many["unserved"]) == (1, 9, 1)
    assert nine == one
    starts = [
        (i["offers"][0]["engineer_name"], i["offers"][0]["starts_at"]) for i in many["items"][:8]
    ]
    assert len(set(starts)) == 8  # nobody is suggested twice for the same time
    assert {e["words"] for e in many["items"][-1]["excluded"]} == {"没有技能“laser”"}
