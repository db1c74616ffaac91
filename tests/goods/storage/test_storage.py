"""What warehouses charge: days of tonnes read from the ledger, one pays and not both."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.party.models import Party
from backend.goods.stock import actions as stock
from backend.goods.storage import actions, calc
from backend.goods.storage.models import StorageRun
from tests.goods.kit import D, World, receive, world
from tests.goods.stock.test_papers import ACTOR, take
from tests.house_kit import Door

TARIFFS, RUNS = "/goods/storagetariffs", "/goods/storageruns"
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def june(day: int) -> datetime:
    return datetime(2026, 6, day, 2, tzinfo=UTC)


def tariff(here: World, **facts: object) -> dict:
    body = {
        "warehouse_id": here.other,
        "item": "rent",
        "basis": "tonne_day",
        "rate": "0.6",
        "valid_from": "2026-01-01",
        **facts,
    }
    return here.boss.do(TARIFFS, body)


def run(here: World, owner: str, month: str = "2026-06-15") -> dict:
    body = {"warehouse_id": here.other, "owner_party_id": owner, "month": month}
    return here.boss.do(RUNS, body)


def test_a_month_is_charged_day_by_day_and_on_the_day_of_change_only_one_pays(boss: Door) -> None:
    here = world(boss)
    # 0.60 a tonne and day until the 20th, then 0.70; 3 days free, weekends double
    tariff(here, valid_until="2026-06-20", free_days=3, weekend_factor="2")
    tariff(here, rate="0.7", valid_from="2026-06-21", free_days=3, weekend_factor="2")
    tariff(here, item="inbound", basis="tonne", rate="15")
    tariff(here, item="title", basis="tonne", rate="3")
    tariff(here, item="outbound", basis="document", rate="20")
    lot = receive(here, "100.000", "90000", warehouse_id=here.other, at="2026-06-10T23:30:00+08:00")
    # 40 t change hands on the 25th, 60 t leave on the 28th
    passed = stock.pass_title(
        [stock.Passing(uuid4(), take(lot, here.other, "40.000"))],
        actor=ACTOR,
        at=june(25),
        source=Source("goods.titletransfer", uuid4()),
        to_party=Party.objects.get(pk=UUID(here.theirs)),
    )
    stock.issue(
        actor=ACTOR,
        at=june(28),
        source=Source("crm.delivery", uuid4()),
        line_id=uuid4(),
        product_id=here.product,
        weight=D("60.000"),
        warehouse_id=UUID(here.other),
    )

    ours, theirs = run(here, here.ours), run(here, here.theirs)

    rows = [
        (c["item"], c["first_on"], c["until_on"], c["weight"], c["charged_days"], c["amount"])
        for c in ours["charges"]
    ]
    # 13th to 20th: 8 days of which 3 at the weekend (13, 14, 20) = 11 units
    # 21st to 24th: 1 day at the weekend = 5 units; 25th to 27th: 60 t, the 27th a Saturday = 4
    assert rows == [
        ("rent", "2026-06-10", "2026-06-21", "100.000", 8, "660.00"),
        ("rent", "2026-06-21", "2026-06-25", "100.000", 4, "350.00"),
        ("rent", "2026-06-25", "2026-06-28", "60.000", 3, "168.00"),
        ("inbound", "2026-06-01", "2026-07-01", "100.000", 0, "1500.00"),
        ("outbound", "2026-06-01", "2026-07-01", "60.000", 0, "20.00"),
    ]
    assert ours["amount"] == "2698.00"
    # the new owner from the 25th, first three days free: 28th (Sunday), 29th, 30th
    assert [
        (c["item"], c["first_on"], c["charged_days"], c["amount"]) for c in theirs["charges"]
    ] == [
        ("rent", "2026-06-25", 3, "112.00"),
        ("title", "2026-06-01", 0, "120.00"),
    ]
    assert passed[0].lot.received_at == june(25)

    again = boss.do(f"{RUNS}/{ours['id']}/recompute")
    assert (again["amount"], again["charges"]) == (ours["amount"], ours["charges"])
    twice = boss.post(
        RUNS, {"warehouse_id": here.other, "owner_party_id": here.ours, "month": "2026-06-30"}
    )
    assert (twice.status_code, "已存在" in twice.body["detail"]) == (409, True)
    boss.do(f"{RUNS}/{ours['id']}/confirm")
    assert boss.post(f"{RUNS}/{ours['id']}/recompute").status_code == 409
    boss.do(f"{RUNS}/{ours['id']}/void", {"reason": "费率谈判"})
    assert actions.run_month(JUNE, actor=system("clock")) == 1  # theirs is there, ours anew
    assert actions.run_month(JUNE, actor=system("clock")) == 0
    assert StorageRun.objects.exclude(state="void").count() == 2
    assert actions.run_month(JULY, actor=system("clock")) == 1  # only theirs still lies there


def test_rates_do_not_overlap_and_bills_keep_theirs(boss: Door) -> None:
    here = world(boss)
    first = tariff(here, valid_until="2026-06-30")
    body = {"warehouse_id": here.other, "item": "rent", "basis": "tonne_day", "rate": "1"}
    over = boss.post(TARIFFS, {**body, "valid_from": "2026-06-30"})
    assert (over.status_code, "2026-06-30" in over.body["detail"]) == (409, True)
    wrong = boss.post(TARIFFS, {**body, "item": "inbound", "valid_from": "2026-07-01"})
    assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["basis"])
    none = boss.post(
        RUNS, {"warehouse_id": here.warehouse, "owner_party_id": here.ours, "month": "2026-06-01"}
    )
    assert (none.status_code, "费率" in none.body["detail"]) == (409, True)
    receive(here, "10.000", "90000", warehouse_id=here.other, at="2026-06-29T09:00:00+08:00")
    assert run(here, here.ours)["amount"] == "12.00"
    used = boss.patch(f"{TARIFFS}/{first['id']}", {"rate": "0.5"}, match='"1"')
    assert (used.status_code, "新价格" in used.body["detail"]) == (409, True)
    ended = boss.patch(f"{TARIFFS}/{first['id']}", {"valid_until": "2026-07-31"}, match='"1"')
    assert ended.status_code == 200


@given(st.lists(st.tuples(st.integers(-10, 50), st.integers(1, 9_999)), min_size=1, max_size=12))
def test_stays_cover_every_day_with_what_lay_there_when_it_ended(
    moves: list[tuple[int, int]],
) -> None:
    rows, there = [], D(0)
    for day, kilograms in sorted(moves):
        change = D(kilograms).scaleb(-3)
        change = -min(there, change) if kilograms % 2 else change
        there += change
        rows.append((JUNE + day * calc.DAY, change))

    found = calc.stays(rows, first_on=JUNE, until_on=JULY)

    for n in range(30):
        day = JUNE + n * calc.DAY
        lay = sum((change for on, change in rows if on <= day), D(0))
        assert sum(stay.weight for stay in found if stay.first_on <= day < stay.until_on) == lay


@pytest.mark.parametrize(("day", "left"), [(10, 3), (12, 1), (13, 0), (20, 0)])
def test_free_days_run_from_the_day_of_arrival(day: int, left: int) -> None:
    on = date(2026, 6, day)
    assert calc.free_left(date(2026, 6, 10), free_days=3, on=on) == left
