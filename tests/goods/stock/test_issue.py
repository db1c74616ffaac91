"""Goods leave for papers above: held first, oldest first, at their cost."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.events.models import Event
from backend.goods.cost import queries as cost
from backend.goods.stock import actions as stock
from backend.goods.stock import queries
from backend.goods.stock.models import Reservation, StockMove
from tests.goods.kit import D, World, faults, two_receipts, world
from tests.house_kit import Door

ACTOR = system("test")
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)


def paper(code: str = "crm.contract", no: str = "HT-2026-0001") -> Source:
    return Source(code, uuid4(), no)


def issue(here: World, weight: str, **facts: object) -> stock.IssueResult:
    facts = {"source": paper("crm.delivery", "FH-1"), "line_id": uuid4(), **facts}
    return stock.issue(
        actor=ACTOR,
        at=AT,
        product_id=here.product,
        weight=D(weight),
        **facts,  # type: ignore[arg-type]
    )


def test_the_trucks_of_the_reference_deal_cost_what_the_layers_say(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    trucks = ["25.136", "25.084", "24.952", "24.618"]

    first = [issue(here, weight).cost for weight in trucks]
    second = issue(here, "59.872").cost

    assert sum(first) + second == D("14329073.00")
    assert first[0] == D("2211968.00")
    assert queries.available(here.product) == D("20.338")
    assert faults() == []


def test_a_line_takes_what_it_holds_before_what_is_free(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    contract, line = paper(), uuid4()
    stock.reserve(
        actor=ACTOR,
        product_id=here.product,
        weight=D("30.000"),
        source=contract,
        line_id=line,
        brands=["铁峰"],
    )

    left = issue(here, "32.000", reservation_source=contract, reservation_line_id=line)

    by_lot = {str(move.lot_id): move.actual for move in left.moves}
    assert by_lot == {new["id"]: D("-30.000"), old["id"]: D("-2.000")}
    row = Reservation.objects.get()
    assert (row.state, row.consumed) == ("consumed", D("30.000"))
    assert queries.reserved_for(contract, line) == 0
    assert faults() == []


def test_what_others_hold_is_not_theirs_to_take(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    stock.reserve(
        actor=ACTOR,
        product_id=here.product,
        weight=D("170.000"),
        source=paper(),
        line_id=uuid4(),
    )

    with pytest.raises(stock.NotEnough) as refused, transaction.atomic():
        issue(here, "10.001")

    assert refused.value.params["available"] == D("10.000")
    assert refused.value.params["missing"] == D("0.001")
    assert issue(here, "10.000").moves[0].actual == D("-10.000")
    assert faults() == []


def test_pieces_and_theoretical_weight_leave_with_the_tonnes(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)

    half = issue(here, "40.000").moves[0]
    rest = issue(here, "40.000").moves[0]
    counted = issue(here, "10.000", pieces=5).moves[0]

    assert (half.pieces, rest.pieces, counted.pieces) == (-16, -16, -5)
    assert boss.see(f"/goods/lots/{old['id']}")["balances"] == []
    assert faults() == []


def test_goods_taken_back_return_at_the_cost_they_left_with(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    truck = paper("crm.delivery", "FH-2")
    issue(here, "90.000", source=truck)
    before = cost.cost_of(truck)

    back = stock.take_back(actor=ACTOR, at=AT, source=truck, reason="客户拒收")
    again = stock.take_back(actor=ACTOR, at=AT, source=truck, reason="客户拒收")

    assert before == D("7955000.00")
    assert sorted(move.actual for move in back) == [D("10.000"), D("80.000")]
    assert again == []
    assert cost.cost_of(truck) == 0
    assert queries.available(here.product) == D("180.000")
    assert issue(here, "90.000").cost == D("7955000.00")
    assert faults() == []


def test_a_receipt_is_taken_back_only_while_it_is_whole(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    issue(here, "1.000")
    rows = {str(m.lot_id): m for m in StockMove.objects.filter(kind="receipt")}
    body = {"at": "2026-07-11T09:00:00+08:00", "reason": "录错"}

    used = boss.post(f"/goods/stockmoves/{rows[old['id']].pk}/reverse", body)
    whole = boss.post(f"/goods/stockmoves/{rows[new['id']].pk}/reverse", body)
    twice = boss.post(f"/goods/stockmoves/{rows[new['id']].pk}/reverse", body)

    assert [used.status_code, whole.status_code, twice.status_code] == [409, 200, 409]
    assert queries.available(here.product) == D("79.000")
    assert faults() == []


def test_the_ledger_cannot_be_edited(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)

    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.update(actual=Decimal("1.000"))
    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.all().delete()


def test_every_lot_tells_what_left_and_for_which_paper(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)

    issue(here, "85.000")

    told = Event.objects.filter(name="goods.lot.issued").order_by("id")
    assert [event.payload["weight"] for event in told] == ["-80.000", "-5.000"]
    assert {event.payload["source_no"] for event in told} == {"FH-1"}
