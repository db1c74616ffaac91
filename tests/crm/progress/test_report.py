"""What is made for a contract: planned by milestones, reported, late, and told."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.progress import actions, calc
from backend.notify.inbox.models import Message
from tests.crm.contract import kit
from tests.house_kit import Door

AT = "2026-07-0{}T10:00:00+08:00"


@pytest.fixture(scope="module")
def planned(kept: None, keeper: Door) -> dict[str, Any]:
    """A contract line that is to be made from 1 July to 20 August."""
    here = kit.world(keeper)
    contract = kit.draft(keeper, here)
    line = contract["lines"][0]
    made = keeper.do(
        "/crm/progresses",
        {
            "on": "2026-07-01",
            "contract_id": contract["id"],
            "line_id": line["id"],
            "promised_on": "2026-08-20",
            "alarm_days": 2,
        },
    )
    return made


def report(
    door: Door, made: dict[str, Any], day: int, kind: str, percent: int, **facts: Any
) -> Any:
    body = {"at": AT.format(day), "kind": kind, "percent": percent, **facts}
    return door.post(f"/crm/progresses/{made['id']}/report", body)


def test_the_template_spreads_the_work_over_the_days(boss: Door, planned: dict[str, Any]) -> None:
    steps = planned["milestones"]

    assert [(s["kind"], s["weight"], s["planned_on"]) for s in steps] == [
        ("design", 10, "2026-07-06"),
        ("material", 20, "2026-07-16"),
        ("machining", 30, "2026-07-31"),
        ("assembly", 20, "2026-08-10"),
        ("test", 15, "2026-08-17"),
        ("packed", 5, "2026-08-20"),
    ]
    assert (planned["state"], planned["percent"], planned["slip_days"]) == ("planned", 0, 0)
    again = boss.post(
        "/crm/progresses",
        {
            "on": "2026-07-01",
            "contract_id": planned["contract_id"],
            "line_id": planned["line_id"],
            "promised_on": "2026-08-20",
        },
    )
    assert (again.status_code, "已有生产进度" in again.body["detail"]) == (409, True)


def test_the_expected_day_moves_with_the_reports_and_a_slip_is_told(
    boss: Door, planned: dict[str, Any], hear: Callable[[], int]
) -> None:
    done = report(boss, planned, 6, "design", 100, on="2026-07-06").body
    assert (done["state"], done["percent"], done["expected_on"]) == ("running", 10, "2026-08-20")

    silent = report(boss, planned, 7, "material", 40, forecast_on="2026-07-18")
    assert (silent.status_code, "2 天" in silent.body["errors"]["reason"]) == (422, True)
    borne = report(
        boss, planned, 7, "material", 40, forecast_on="2026-07-18", reason="钢厂检修"
    ).body
    assert (borne["percent"], borne["slip_days"], borne["expected_on"]) == (18, 2, "2026-08-22")
    hear()
    assert Message.objects.filter(kind="crm.progress.slipped").count() == 0

    late = report(boss, planned, 8, "material", 40, forecast_on="2026-07-21", source="api").body
    hear()
    same = report(boss, planned, 9, "material", 60, forecast_on="2026-07-21").body
    hear()
    assert (late["slip_days"], late["expected_on"], same["percent"]) == (5, "2026-08-25", 22)
    assert late["milestones"][1]["source"] == "api"
    told = Message.objects.get(kind="crm.progress.slipped")
    assert told.title.endswith("预计延误 5 天，预计交期 2026-08-25")

    assert report(boss, planned, 8, "material", 70).status_code == 409  # an older report
    fell = report(boss, planned, 9, "design", 50)
    assert (fell.status_code, "退回" in fell.body["detail"]) == (409, True)


def test_what_is_whole_is_finished_and_takes_no_more(boss: Door, planned: dict[str, Any]) -> None:
    for step in planned["milestones"]:
        last = report(boss, planned, 9, step["kind"], 100, on="2026-07-05").body

    assert (last["state"], last["percent"], last["slip_days"]) == ("done", 100, 0)
    assert report(boss, planned, 9, "packed", 90, reason="返工").status_code == 409
    undated = boss.post(f"/crm/progresses/{planned['id']}/replan",
                        {"promised_on": "2026-09-01", "reason": "客户推迟"})  # fmt: skip
    assert undated.status_code == 409
    assert Event.objects.filter(name="crm.progress.finished").count() == 1


def test_a_supplier_speaks_through_its_line_and_unknown_pictures_are_refused(
    boss: Door, planned: dict[str, Any]
) -> None:
    line, made = UUID(planned["line_id"]), planned
    facts: dict[str, Any] = {"on": None, "forecast_on": date(2026, 8, 3), "reason": "等料"}
    at = datetime.fromisoformat(AT.format(7))

    told = actions.report_for(
        line, actor=system("supply"), at=at, kind="machining", percent=50, **facts
    )
    deaf = actions.report_for(
        line, actor=system("supply"), at=at, kind="machining", percent=20, **facts
    )

    assert (told is not None, deaf) == (True, None)
    seen = boss.see(f"/crm/progresses/{made['id']}")
    step = seen["milestones"][2]
    assert (step["source"], step["percent"], step["slip_reason"]) == ("supplier", 50, "等料")
    assert seen["expected_on"] == "2026-08-23"
    foreign = report(boss, made, 8, "design", 10, photo_ids=[made["id"]])
    assert (foreign.status_code, list(foreign.body["errors"])) == (422, ["photo_ids"])
    light = {**made["milestones"][0], "weight": 11}
    body = {"kind": "design", "weight": light["weight"], "planned_on": "2026-07-06"}
    unbalanced = boss.post(
        f"/crm/progresses/{made['id']}/replan",
        {"promised_on": "2026-08-20", "milestones": [body], "reason": "调整"},
    )
    assert (unbalanced.status_code, "现在是 101" in unbalanced.body["errors"]["milestones"]) == (
        422,
        True,
    )


def test_who_is_early_gains_nothing_for_the_next() -> None:
    day = date(2026, 7, 1)
    early = calc.Step(50, 100, date(2026, 7, 10), actual_on=day)
    later = calc.Step(50, 0, date(2026, 7, 20))

    assert calc.expected([early, later]) == [day, date(2026, 7, 20)]
    assert calc.moved(date(2026, 7, 25), [early, later]) == date(2026, 7, 25)
