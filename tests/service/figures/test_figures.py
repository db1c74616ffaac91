"""Every figure, worked out by hand of one small world: June 2026, thirty days.

In service: A 30 days (model M1, lot L1), B from the 16th 15 days (M1, L2), C until the 10th 10
days (M2): 55 machine-days. D was never handed over.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model
from django.utils import timezone

from backend.core.documents.models import Document
from backend.core.party.models import Party
from backend.core.people.models import User
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.service.asset.models import Asset, Component
from backend.service.engineer.models import Engineer, Shift
from backend.service.survey.models import Survey
from backend.service.ticket.models import Clock, Ticket
from backend.service.workorder.models import Labour, PartUsed, WorkOrder
from tests.house_kit import Door

JUNE = {"since": "2026-06-01", "until": "2026-06-30"}


def at(text: str) -> datetime:
    """A moment of 2026 in Shanghai: `06-05 08:00`."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}:00+08:00")


def put(model: type[Model], **facts: Any) -> Any:
    """Write a row as it would stand, past the verbs."""
    if issubclass(model, Document):
        now = timezone.now()
        facts = {"created_at": now, "updated_at": now, **facts}
    return model._default_manager.create(**facts)


@pytest.fixture(scope="module")
def june(kept: None, keeper: Door) -> dict[str, Any]:
    """The whole world of the figures."""
    party = put(Party, no="K-1", name="苏州精密", kind="company")
    m1, m2, part = (
        put(Product, no=code, code=code, name=name, unit_of_measure="台")
        for code, name in (("M1", "一型机"), ("M2", "二型机"), ("P1", "主轴"))
    )
    lots = {
        no: put(Lot, no=no, product=product, owner_party=party, their_no=theirs,
                received_at=at("01-01 00:00"), actual=Decimal(5))
        for no, product, theirs in (("L1", m1, ""), ("L2", m1, ""), ("S1", part, "H-77"))
    }  # fmt: skip
    assets = {
        name: put(Asset, no=name, serial=name, customer=party, qr_token=name, product=product,
                  lot=lots.get(lot), **days)
        for name, product, lot, days in (
            ("A", m1, "L1", {"commissioned_on": "2026-01-01"}),
            ("B", m1, "L2", {"delivered_on": "2026-06-16"}),
            ("C", m2, "", {"commissioned_on": "2025-01-01", "ended_on": "2026-06-10"}),
            ("D", m2, "", {}),
        )
    }  # fmt: skip
    for installed, removed in (("05-02", "06-16"), ("06-16", "")):
        put(Component, asset=assets["A"], product=part, lot=lots["S1"], quantity=1,
            installed_at=at(f"{installed} 00:00"),
            removed_at=at(f"{removed} 00:00") if removed else None)  # fmt: skip
    here = {"party": party, "part": part, "lot": lots["S1"], "assets": assets, "m1": m1.pk}
    here["warehouse"] = put(Warehouse, no="W", code="W", name="备件库")
    tickets = _report(here)
    _serve(here, tickets)
    for no, day, score in (("T1", "06-06", 5), ("T2", "06-22", 2), ("T3", "06-10", 4),
                           ("T0", "05-31", 1)):  # fmt: skip
        put(Survey, no=no, customer=here["party"], ticket=tickets[no], state="answered",
            score=score, asked_at=at("05-20 10:00"), expires_at=at("07-20 10:00"),
            answered_at=at(f"{day} 10:00"))  # fmt: skip
    return here


def _report(here: dict[str, Any]) -> dict[str, Any]:
    """Four failures count, one of them of May; a dropped one and a question do not."""
    rows = (
        ("T0", "C", "05-20 08:00", "06-02 08:00", {}),
        ("T1", "A", "06-05 08:00", "06-05 14:00", {}),
        ("T2", "A", "06-20 08:00", "06-21 08:00", {}),
        ("T3", "C", "06-09 00:00", "06-09 10:00", {"reopened": 1}),
        ("T4", "A", "06-11 00:00", "", {"state": "cancelled"}),
        ("T5", "A", "06-12 00:00", "", {"kind": "inquiry", "state": "new"}),
    )
    tickets = {
        no: put(Ticket, no=no, customer=here["party"], asset=here["assets"][asset],
                channel="phone", summary=no, opened_at=at(opened), due_at=at(opened),
                resolved_at=at(done) if done else None,
                **{"kind": "fault", "state": "resolved", **facts})
        for no, asset, opened, done, facts in rows
    }  # fmt: skip
    for no, kind, target, stopped, facts in (
        ("T1", "response", "06-05 10:00", "06-05 09:00", {}),
        ("T1", "restore", "06-05 11:00", "06-05 12:00", {}),
        ("T2", "response", "06-20 10:00", "", {"is_late": True}),
        ("T3", "response", "06-09 02:00", "", {"paused_at": at("06-09 01:00")}),
        ("T3", "resolve", "06-09 05:00", "06-09 10:00", {"is_void": True}),
        ("T0", "resolve", "06-03 00:00", "06-02 08:00", {}),
    ):
        put(Clock, ticket=tickets[no], kind=kind, calendar="always", seconds=3600,
            started_at=at("05-20 08:00"), target_at=at(target), alarm_at=at(target),
            stopped_at=at(stopped) if stopped else None, **facts)  # fmt: skip
    return tickets


def _serve(here: dict[str, Any], tickets: dict[str, Any]) -> None:
    """Five visits; three engineers' shifts and hours; the parts they put in."""
    orders = {
        no: put(WorkOrder, no=no, kind="repair", summary=no, customer=here["party"],
                ticket=tickets[of], asset=tickets[of].asset, state=state,
                arrived_at=at(arrived), **{name: at(day) for name, day in facts.items()})
        for no, of, state, arrived, facts in (
            ("W0", "T0", "completed", "05-21 09:00", {}),
            ("W1", "T1", "completed", "06-05 10:00", {"window_until": "06-05 10:30"}),
            ("W2", "T2", "follow_up_needed", "06-20 09:31", {"scheduled_from": "06-20 09:00"}),
            ("W3", "T2", "completed", "06-21 07:30", {"scheduled_from": "06-21 07:00"}),
            ("W4", "T3", "completed", "06-09 05:00", {}),
        )
    }  # fmt: skip
    engineers = [
        put(Engineer, no=name, name=name, name_pinyin="",
            user=User.objects.create_user(f"engineer-{n}"))
        for n, name in enumerate(("陈工", "刘工"))
    ]  # fmt: skip
    for who, kind, start, end in (
        (0, "work", "06-05 08:00", "06-05 16:00"),
        (0, "standby", "06-30 20:00", "07-01 04:00"),
        (0, "leave", "06-06 08:00", "06-06 16:00"),
        (1, "work", "06-05 08:00", "06-05 16:00"),
    ):
        put(Shift, engineer=engineers[who], kind=kind, starts_at=at(start), ends_at=at(end))
    for no, start, end in (("W1", "06-05 10:00", "06-05 12:00"),
                           ("W3", "06-21 07:30", "06-21 08:30")):  # fmt: skip
        put(Labour, order=orders[no], engineer=engineers[0], started_at=at(start),
            stopped_at=at(end))  # fmt: skip
    for no, quantity, back in (("W1", 2, None), ("W2", 1, at("06-20 12:00")), ("W3", 1, None)):
        put(PartUsed, order=orders[no], product=here["part"], warehouse=here["warehouse"],
            lot=here["lot"], quantity=quantity, at=orders[no].arrived_at,
            taken_back_at=back)  # fmt: skip


EXPECTED = {
    "failure_rate": ("163.64", "3.00", "55.00"),  # 3 x 30 x 100 / 55
    "mtbf": ("427.33", "1282.00", "3.00"),  # (55 x 24 - (4 + 24 + 10)) / 3
    "mttr": ("87.50", "350.00", "4.00"),  # (312 + 4 + 24 + 10) / 4
    "first_time_fix": ("50.00", "2.00", "4.00"),  # T0 and T1; T2 took two, T3 came again
    "repeat": ("66.67", "2.00", "3.00"),  # T2 after T1, T3 after T0
    "parts": ("19.91", "3.00", "55.00"),  # 3 x 365 / 55
    "sla": ("50.00", "2.00", "4.00"),
    "on_time": ("66.67", "2.00", "3.00"),  # half an hour after the planned start still counts
    "csat": ("66.67", "2.00", "3.00"),  # five, four and two points
    "utilisation": ("15.00", "3.00", "20.00"),  # 3 of 8 + 4 + 8 hours
}


def test_every_figure_of_june_is_exact(boss: Door, june: dict[str, Any]) -> None:
    page = boss.see("/service/figures", **JUNE)

    found = {
        one["name"]: (one["value"], one["numerator"], one["denominator"])
        for one in page["items"]
        if one["name"] in EXPECTED
    }
    assert found == EXPECTED
    assert {one["name"] for one in page["items"] if not one["is_small"]} == set()


def groups(boss: Door, name: str, by: str, **more: Any) -> list[tuple[str, str, str, str]]:
    page = boss.see(f"/service/figures/{name}", by=by, **JUNE, **more)
    return [(g["name"], g["value"], g["numerator"], g["denominator"]) for g in page["items"]]


def test_figures_are_taken_apart(boss: Door, june: dict[str, Any]) -> None:
    assert groups(boss, "failure_rate", "model") == [
        ("二型机", "300.00", "1.00", "10.00"),
        ("一型机", "133.33", "2.00", "45.00"),
    ]
    assert groups(boss, "failure_rate", "batch") == [
        ("—", "300.00", "1.00", "10.00"),
        ("L1", "200.00", "2.00", "30.00"),
        ("L2", "0.00", "0.00", "15.00"),
    ]
    assert groups(boss, "failure_rate", "supplier_lot") == [
        ("主轴 H-77", "100.00", "1.00", "30.00")
    ]
    assert groups(boss, "sla", "clock") == [
        ("响应", "50.00", "1.00", "2.00"),
        ("恢复", "0.00", "0.00", "1.00"),
        ("解决", "100.00", "1.00", "1.00"),
    ]
    assert groups(boss, "utilisation", "engineer") == [
        ("陈工", "25.00", "3.00", "12.00"),
        ("刘工", "0.00", "0.00", "8.00"),
    ]
    assert groups(boss, "failure_rate", "model", product_id=june["m1"]) == [
        ("一型机", "133.33", "2.00", "45.00")
    ]
    assert boss.get("/service/figures/sla", by="model").status_code == 422
    assert boss.get("/service/figures/nothing").status_code == 404


def test_the_papers_behind_a_figure_are_those_the_reader_sees(
    boss: Door, stranger: Door, june: dict[str, Any]
) -> None:
    def behind(name: str) -> set[str]:
        return {row["no"] for row in boss.see(f"/service/figures/{name}/rows", **JUNE)["items"]}

    assert behind("failure_rate") == {"T1", "T2", "T3"}
    assert behind("mttr") == {"T0", "T1", "T2", "T3"}
    assert behind("repeat") == {"T2", "T3"}
    assert behind("sla") == {"T1", "T2"}
    assert behind("csat") == {"T2"}
    assert behind("on_time") == {"W2"}
    assert behind("parts") == {"W1", "W3"}
    assert stranger.get("/service/figures").status_code == 403
    assert stranger.get("/service/figures/sla/rows").status_code == 403


def test_of_nothing_nothing_is_worked_out_and_goals_are_set(
    boss: Door, stranger: Door, june: dict[str, Any]
) -> None:
    empty = boss.see("/service/figures", since="2020-01-01", until="2020-01-31")["items"]
    assert {one["value"] for one in empty} == {None}

    goal = boss.do("/service/figures/sla/goal", {"goal": "95.00", "least": 2})
    assert (goal["goal"], goal["least"]) == ("95.00", 2)
    june_sla = boss.see("/service/figures/sla", **JUNE)["figure"]
    assert (june_sla["is_small"], june_sla["goal"]) == (False, "95.00")
    assert stranger.post("/service/figures/sla/goal", {"goal": "1"}).status_code == 403
    wrong = boss.get("/service/figures", since="2026-06-30", until="2026-06-01")
    assert wrong.status_code == 422


def test_the_board_shows_figures_bars_and_papers(boss: Door, june: dict[str, Any]) -> None:
    assert boss.client is not None
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save()

    page = boss.client.get(
        "/admin/service/figuregoal/", {**JUNE, "figure": "repeat", "unit_id": "", "product_id": ""}
    ).content.decode()

    assert all(value in page for value, _n, _d in EXPECTED.values())
    assert all(word in page for word in ("故障率", "一型机", "主轴 H-77", "T3", "样本不足"))
    assert " style=" not in page[page.index("figure-ask") :]
    assert UUID(str(june["m1"]))
