"""Plans over HTTP: what falls due is made once, ordered in time, done, missed and judged."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from backend.core.access.actor import system
from backend.service.asset import actions as assets
from backend.service.asset.models import Meter
from backend.service.dispatch import queries as dispatch
from backend.service.maintenance import actions
from backend.service.maintenance.models import Occasion
from backend.service.workorder.models import WorkOrder
from tests.house_kit import Door
from tests.service.dispatch.scene import SELF, Json, Scene, scene
from tests.supply import kit

CLOCK = system("clock")
INSTALLED = datetime.fromisoformat("2026-03-05T10:00:00+08:00")


@pytest.fixture(scope="module")
def here(keeper: Door) -> Scene:
    """Two machines that run, one that was never installed."""
    made = scene(keeper)
    made.second = made.place("SN2026-0002", "31.30", "120.58")
    made.place("SN2026-0003", "31.30", "120.58")
    for asset in (made.asset, made.second):
        assets.note_installed(UUID(asset), actor=SELF, at=INSTALLED, is_commissioned=True)
    return made


def plan(here: Scene, *triggers: Json, on: str = "2026-06-01", **facts: Any) -> Json:
    """A plan that calls for work from a day on."""
    body = {"on": on, "name": "月度保养", "product_id": here.machine, "triggers": list(triggers)}
    made = here.boss.do("/service/maintenance-plans", {**body, **facts})
    return here.boss.do(f"/service/maintenance-plans/{made['id']}/activate", {"on": on})


MONTHLY = {"kind": "calendar", "every": 1, "unit": "m", "anchor_on": "2026-05-31"}


def night(made: Json, day: str) -> int:
    """What the clock does with a plan on a day."""
    return actions.follow(UUID(made["id"]), actor=CLOCK, on=date.fromisoformat(day))


def visits(made: Json, asset: str | None = None) -> list[tuple[str, str, str]]:
    """Due day, key and state, by day."""
    rows = Occasion.objects.filter(plan_id=made["id"]).order_by("due_on", "due_key")
    rows = rows.filter(asset_id=asset) if asset else rows
    return [(f"{r.due_on}", r.due_key, r.state) for r in rows]


def done(here: Scene, occasion: Occasion, hear: Any, on: str) -> None:
    """The visit's work order is completed; its own story is told elsewhere."""
    from backend.service.maintenance import listeners

    event = type(
        "Told",
        (),
        {"payload": {"at": f"{on}T15:00:00+08:00"}, "document_id": occasion.work_order_id},
    )
    listeners.close_visits(event)  # type: ignore[arg-type]
    listeners.close_visits(event)  # type: ignore[arg-type]


def test_the_horizon_the_lead_and_a_second_night(here: Scene, boss: Door) -> None:
    made = plan(here, MONTHLY, horizon_days=60, lead_days=14, skills=["cnc:2"])

    first, again = night(made, "2026-06-10"), night(made, "2026-06-10")
    by_hand = boss.do(f"/service/maintenance-plans/{made['id']}/generate", {"on": "2026-06-10"})

    assert (first, again, by_hand["state"]) == (4, 0, "active")
    assert visits(made, here.asset) == [
        ("2026-06-30", "1m:2026-06-30", "planned"),
        ("2026-07-31", "1m:2026-07-31", "planned"),
    ]
    assert night(made, "2026-06-16") == 0
    occasion = Occasion.objects.get(plan_id=made["id"], asset_id=here.asset, due_on="2026-06-30")
    order = boss.see(f"/service/work-orders/{occasion.work_order_id}")
    assert (occasion.state, order["kind"], order["state"], order["skills"], order["summary"]) == (
        "ordered", "pm", "draft", ["cnc:2"], "月度保养",
    )  # fmt: skip
    assert (order["window_from"], order["window_until"]) == (
        "2026-06-22T16:00:00Z", "2026-07-07T16:00:00Z",
    )  # fmt: skip
    assert WorkOrder.objects.filter(source_code="service.occasion").count() == 2


def test_done_missed_cancelled_skipped_and_compliance(here: Scene, boss: Door, hear: Any) -> None:
    made = plan(here, MONTHLY, assets=[{"asset_id": here.asset}], lead_days=14)
    for day in ("2026-06-20", "2026-07-20", "2026-08-20", "2026-09-20"):
        night(made, day)
    june, july, august, september = Occasion.objects.filter(plan_id=made["id"]).order_by("due_on")[
        :4
    ]
    done(here, june, hear, "2026-07-07")  # the window's last day
    boss.do(f"/service/work-orders/{august.work_order_id}/cancel", {"reason": "客户停产"})
    hear()
    night(made, "2026-09-21")

    august.refresh_from_db()
    assert (august.state, august.work_order_id) == ("missed", None)
    again = boss.do(f"/service/occasions/{august.pk}/order", {"on": "2026-09-21"})
    assert again["work_order_no"]
    assert again["state"] == "ordered"
    done(here, july, hear, "2026-08-08")  # a day late
    skipped = boss.post(f"/service/occasions/{september.pk}/skip", {"reason": "停产检修"})
    assert skipped.status_code == 409  # it has a work order: that is what to cancel

    found = boss.see(
        "/service/occasions/compliance",
        first="2026-06-01", last="2026-09-30", as_of="2026-09-21", plan_id=made["id"],
    )  # fmt: skip
    assert found == {"counted": 3, "inside": 1, "outside": 1, "undone": 1, "percent": "33.3"}
    assert [v[2] for v in visits(made)[:4]] == ["done", "done", "ordered", "ordered"]
    assert boss.see("/service/occasions", state="done", plan_id=made["id"])["items"][0]["done_on"]


def test_floating_meters_and_thresholds(here: Scene, boss: Door, hear: Any) -> None:
    def read(name: str, day: str, value: int) -> None:
        meter = Meter.objects.get(asset_id=here.asset, name=name)
        assets.take_reading(
            meter_id=meter.pk, actor=SELF, at=datetime.fromisoformat(f"{day}T09:00:00+08:00"),
            value=Decimal(value),
        )  # fmt: skip

    for name, unit in (("hours", "h"), ("temp", "℃")):
        Meter.objects.create(asset_id=here.asset, name=name, unit_name=unit)
    floating = {**MONTHLY, "is_floating": True, "anchor_on": "2026-06-30"}
    hours = {"kind": "meter", "meter_name": "hours", "step": "500"}
    hot = {"kind": "condition", "meter_name": "temp", "compare": "above", "threshold": "80"}
    made = plan(
        here, floating, hours, hot, assets=[{"asset_id": here.asset}], merge_days=0, horizon_days=40
    )
    read("hours", "2026-06-01", 100)
    read("hours", "2026-07-01", 400)
    read("temp", "2026-07-02", 85)

    assert night(made, "2026-07-03") == 3
    assert [v[:2] for v in visits(made)] == [
        ("2026-07-02", "temp>80:2026-07-02"),
        ("2026-07-11", "hours/500:500"),
        ("2026-07-30", "1m~2026-07-30"),
    ]
    hot_one, _hours, month = Occasion.objects.filter(plan_id=made["id"]).order_by("due_on")
    assert (hot_one.state, month.state) == ("ordered", "planned")
    assert night(made, "2026-07-20") == 0
    month.refresh_from_db()
    done(here, month, hear, "2026-07-25")
    done(here, hot_one, hear, "2026-07-25")
    night(made, "2026-07-26")
    assert ("2026-08-25", "1m~2026-08-25", "planned") in visits(made)


def test_a_season_waits_near_days_merge_and_the_kit_is_expected(here: Scene, boss: Door) -> None:
    seal = kit.product(boss, "SEAL-40", name="油封", unit_of_measure="件", category="part",
                       metal="other", weight_rule="none")["id"]  # fmt: skip
    monthly = plan(here, MONTHLY, assets=[{"asset_id": here.asset}], horizon_days=60, lead_days=3,
                   kit=[{"product_id": seal, "quantity": "2.000"}])  # fmt: skip
    yearly = plan(
        here,
        {"kind": "calendar", "every": 1, "unit": "y", "anchor_on": "2025-06-10"},
        name="年度保养", assets=[{"asset_id": here.asset}], includes=[{"plan_id": monthly["id"]}],
        skills=["cnc"], season=["06-25~09-30"], lead_days=3,
    )  # fmt: skip

    night(monthly, "2026-06-02")
    night(yearly, "2026-06-02")
    night(yearly, "2026-06-23")

    assert visits(yearly) == [("2026-06-25", "1y:2026-06-10", "ordered")]
    assert visits(monthly) == [
        ("2026-06-30", "1m:2026-06-30", "merged"),
        ("2026-07-31", "1m:2026-07-31", "planned"),
    ]
    order = Occasion.objects.get(plan_id=yearly["id"]).work_order
    assert order is not None
    assert order.summary == "年度保养；月度保养"
    rows = WorkOrder.objects.filter(pk=order.pk)
    facts = dispatch.gather(rows, actor=CLOCK, at=datetime.fromisoformat("2026-06-23T08:00+08:00"))
    assert facts.jobs[0].expected == {UUID(seal)}


def test_bad_plans_are_named_by_field_and_an_ended_plan_drops_what_waits(
    here: Scene, boss: Door
) -> None:
    body = {"on": "2026-06-01", "name": "坏", "product_id": here.machine}
    half = boss.post("/service/maintenance-plans", {**body, "triggers": [{"kind": "meter"}]})
    lead = boss.post("/service/maintenance-plans", {**body, "lead_days": 61})
    season = boss.post("/service/maintenance-plans", {**body, "season": ["13-01~02-01"]})
    empty = boss.do("/service/maintenance-plans", body)
    idle = boss.post(f"/service/maintenance-plans/{empty['id']}/activate", {"on": "2026-06-01"})
    assert [r.status_code for r in (half, lead, season, idle)] == [422, 422, 422, 422]
    assert set(half.body["errors"]) == {"triggers.0.step", "triggers.0.meter_name"}

    made = plan(here, MONTHLY, assets=[{"asset_id": here.asset}], lead_days=0)
    night(made, "2026-06-02")
    boss.do(f"/service/maintenance-plans/{made['id']}/retire", {"reason": "合同到期"})
    assert {v[2] for v in visits(made)} == {"cancelled"}
    assert night(made, "2026-06-03") == 0
