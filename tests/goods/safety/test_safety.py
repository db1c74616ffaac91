"""Told once when stock falls short, once when a lot is old; each figure explains itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from backend.core import notices
from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.goods.safety import actions, calc, queries
from backend.goods.safety.models import AgeingAlert, SafetyStock
from backend.goods.stock import actions as stock
from backend.goods.stock.actions import Source
from tests.goods.kit import D, receive, two_receipts, world
from tests.goods.stock.test_papers import ACTOR, issue
from tests.house_kit import Door, person

URL = "/goods/safety-stocks"
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)


def test_a_shortage_is_told_once_until_it_has_recovered_by_the_margin(
    boss: Door, hear: Callable[[], int]
) -> None:
    here = world(boss)
    two_receipts(here)
    buyer = person("buyer")
    body = {
        "product_id": str(here.product),
        "warehouse_id": here.warehouse,
        "owner_id": buyer.pk,
        "minimum": "100.000",
        "maximum": "200.000",
        "hysteresis": "0.1",
    }
    limit = boss.do(URL, body)
    assert boss.post(URL, body).status_code == 409
    upside = boss.post(URL, {**body, "warehouse_id": here.other, "maximum": "99.000"})
    assert (upside.status_code, list(upside.body["errors"])) == (422, ["maximum"])
    receive(here, "500.000", None, owner_party_id=here.theirs)  # others' goods never count
    stock.reserve(
        actor=ACTOR,
        product_id=here.product,
        weight=D("70.000"),
        source=Source("crm.contract", uuid4()),
        line_id=uuid4(),
    )
    assert boss.see(f"{URL}/{limit['id']}")["now"] == {
        "on_hand": "180.000",
        "reserved": "70.000",
        "pledged": "0.000",
        "frozen": "0.000",
        "inbound": "0.000",
        "available": "110.000",
        "least": "100.000",
        "wanted": "0.000",
    }
    assert actions.check(actor=ACTOR, at=AT) == 0

    issue(here, "20.000")
    hear()  # what left is looked at at once
    short = Event.objects.get(name="goods.safety_stock.fallen_short")
    assert short.payload | {"owner_id": 0, "unit_id": 0} == {
        "product_id": str(here.product),
        "warehouse_id": here.warehouse,
        "available": "90.000",
        "least": "100.000",
        "wanted": "110.000",
        "owner_id": 0,
        "unit_id": 0,
    }
    (notice,) = notices.of(short)
    assert (notice.user_id, "90.000" in str(notice.title)) == (buyer.pk, True)
    assert actions.check(actor=ACTOR, at=AT) == 0

    receive(here, "15.000", "90000")  # 105 t: above the limit, not above the margin
    assert actions.check(actor=ACTOR, at=AT) == 0
    coming = queries.incoming(
        lambda places, on, until: {(here.product, UUID(here.warehouse)): D("5.000")}
    )
    try:
        assert actions.check(actor=ACTOR, at=AT) == 1
    finally:
        queries._incoming.remove(coming)
    assert SafetyStock.objects.get().is_short is False
    assert Event.objects.filter(name="goods.safety_stock.recovered").count() == 1
    issue(here, "16.000")
    assert actions.check(actor=ACTOR, at=AT) == 1
    assert Event.objects.filter(name="goods.safety_stock.fallen_short").count() == 2


def test_a_reorder_point_follows_what_left_day_by_day(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    boss.do(
        URL,
        {
            "product_id": str(here.product),
            "warehouse_id": here.warehouse,
            "method": "reorder_point",
            "minimum": "1.000",
            "maximum": "200.000",
            "lead_days": 4,
            "service_factor": "1.5",
            "window_days": 4,
        },
    )
    back = Source("crm.delivery", uuid4())
    for days, tonnes in ((1, "6.000"), (2, "2.000"), (4, "4.000"), (9, "30.000")):
        issue(here, tonnes, at=AT - timedelta(days=days))
    issue(here, "7.000", back, at=AT - timedelta(days=3))
    stock.take_back(actor=ACTOR, at=AT - timedelta(days=3), source=back, reason="退回")
    row = SafetyStock.objects.get()

    # 4, 0, 2, 6: mean 3, deviation root of 5; 3 x 4 + 1.5 x 2.236068 x 2
    assert queries.demand(row, on=AT.date()) == [D("4"), D("0"), D("2"), D("6")]
    assert queries.least(row, on=AT.date()) == D("18.708")
    assert actions.check(actor=ACTOR, at=AT) == 0


def test_an_old_lot_is_told_of_once_for_each_rule(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    receive(here, "9.000", None, owner_party_id=here.theirs)
    rule = boss.do("/goods/ageing-rules", {"product_id": str(here.product), "days": 20})
    assert actions.find_old(actor=system("clock"), at=AT) == 1
    assert actions.find_old(actor=system("clock"), at=AT) == 0
    told = Event.objects.get(name="goods.lot.aged")
    assert (str(told.document_id), told.payload["days"], told.payload["weight"]) == (
        old["id"],
        21,
        "80.000",
    )
    (notice,) = notices.of(told)
    assert (notice.user_id, old["no"] in str(notice.title)) == (boss.user.pk, True)
    shown = boss.see(f"/goods/ageing-rules/{rule['id']}")["alerts"]
    assert [(row["lot_no"], row["days"]) for row in shown] == [(old["no"], 21)]
    assert actions.find_old(actor=ACTOR, at=AT + timedelta(days=30)) == 1
    boss.patch(f"/goods/ageing-rules/{rule['id']}", {"is_active": False}, match='"1"')
    assert actions.find_old(actor=ACTOR, at=AT + timedelta(days=90)) == 0
    assert AgeingAlert.objects.count() == 2


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40), st.integers(1, 100))
def test_between_the_two_thresholds_nothing_is_told(levels: list[int], least: int) -> None:
    """However stock moves, a crossing is told only after one of the other kind."""
    was, told = False, []
    for level in levels:
        now = calc.is_short(D(level), least=D(least), hysteresis=D("0.2"), was_short=was)
        if now != was:
            told.append((now, level))
        was = now
    assert [is_short for is_short, _ in told] == [n % 2 == 0 for n in range(len(told))]
    assert all(level < least if short else level >= least * D("1.2") for short, level in told)
