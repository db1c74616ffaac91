"""Tonnes are held for a line, or refused with the figures."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.stock import actions as stock
from backend.goods.stock import queries
from backend.goods.stock.actions import Want
from backend.goods.stock.models import Balance, Reservation
from tests.goods.kit import D, faults, receive, two_receipts, world
from tests.house_kit import Door

ACTOR = system("test")


def contract() -> Source:
    return Source("crm.contract", uuid4(), "HT-2026-0001")


def test_the_oldest_receipt_is_held_first(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)

    held = stock.reserve(
        actor=ACTOR,
        product_id=here.product,
        weight=D("100.000"),
        source=contract(),
        line_id=uuid4(),
    )

    assert {str(row.lot_id): row.weight for row in held} == {
        old["id"]: D("80.000"),
        new["id"]: D("20.000"),
    }
    assert queries.available(here.product) == D("80.000")
    assert faults() == []


def test_a_refusal_names_the_figures_and_holds_nothing(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    boss.do(
        f"/goods/lots/{old['id']}/freeze",
        {"warehouse_id": here.warehouse, "weight": "50.000", "reason": "复检"},
    )

    with pytest.raises(stock.NotEnough) as refused, transaction.atomic():
        stock.reserve(
            actor=ACTOR,
            product_id=here.product,
            weight=D("130.001"),
            source=contract(),
            line_id=uuid4(),
        )

    assert "可用 130.000 吨，需要 130.001 吨，还差 0.001 吨" in str(refused.value)
    assert Reservation.objects.count() == 0


def test_all_lines_of_a_paper_are_held_or_none(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    brass = boss.do(
        "/goods/products",
        {"code": "H62", "name": "黄铜", "category": "bar", "metal": "brass", "grade": "H62"},
    )
    wants = [
        Want(uuid4(), here.product, D("60.000"), brands=("铁峰",)),
        Want(uuid4(), here.product, D("90.000")),
    ]

    with pytest.raises(stock.NotEnough), transaction.atomic():
        stock.reserve_all(
            actor=ACTOR, source=contract(), wants=[*wants, Want(uuid4(), UUID(brass["id"]), D("1"))]
        )
    assert not Balance.objects.filter(reserved__gt=0).exists()
    assert queries.available(here.product) == D("180.000")
    held = stock.reserve_all(actor=ACTOR, source=contract(), wants=wants)

    assert sum(row.weight for row in held) == D("150.000")
    assert all(row.lot.brand == "铁峰" for row in held if row.line_id == wants[0].line_id)
    assert faults() == []


def test_goods_of_others_are_not_ours_to_promise(boss: Door) -> None:
    here = world(boss)
    receive(here, "40.000", None, owner_party_id=here.theirs)

    assert queries.available(here.product) == 0
    assert queries.available(here.product, owner_party_id=UUID(here.theirs)) == D("40.000")


def test_what_is_released_can_be_held_again(boss: Door) -> None:
    here = world(boss)
    two_receipts(here)
    paper, line = contract(), uuid4()
    stock.reserve(
        actor=ACTOR, product_id=here.product, weight=D("100.000"), source=paper, line_id=line
    )

    part = stock.release(actor=ACTOR, source=paper, line_id=line, weight=D("30.000"))
    rest = stock.release(actor=ACTOR, source=paper)
    nothing = stock.release(actor=ACTOR, source=paper)

    assert (part, rest, nothing) == (D("30.000"), D("70.000"), Decimal(0))
    assert {row.state for row in Reservation.objects.all()} == {"released"}
    assert queries.available(here.product) == D("180.000")
    assert faults() == []


def test_a_wish_over_many_lots_locks_on_until_it_is_served(boss: Door) -> None:
    here = world(boss)
    for day in range(1, 13):
        receive(here, "5.000", "90000", at=f"2026-06-{day:02d}T09:00:00+08:00")

    held = stock.reserve(
        actor=ACTOR,
        product_id=here.product,
        weight=D("57.500"),
        source=contract(),
        line_id=uuid4(),
    )

    assert [row.weight for row in held] == [D("5.000")] * 11 + [D("2.500")]
    assert faults() == []


def test_reserving_costs_the_same_few_queries_however_large_the_warehouse(
    boss: Door, django_assert_num_queries: object
) -> None:
    here = world(boss)
    two_receipts(here)

    with django_assert_num_queries(3):  # type: ignore[operator]  # lock, count up, insert
        stock.reserve(
            actor=ACTOR,
            product_id=here.product,
            weight=D("10.000"),
            source=contract(),
            line_id=uuid4(),
        )
