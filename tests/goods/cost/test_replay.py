"""Both policies against a brute force that keeps every kilogram apart."""

import random
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import uuid4

import pytest

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.cost import queries as cost
from backend.goods.cost.models import CostLayer, CostPool
from backend.goods.stock import actions as stock
from tests.goods.kit import D, World, faults, receive, two_receipts, world
from tests.house_kit import Door

START = datetime(2026, 6, 1, 1, tzinfo=UTC)


def cents(value: Decimal) -> Decimal:
    return value.quantize(D("0.01"), rounding=ROUND_HALF_UP)


class Layers:
    """First in, first out, in the plainest words."""

    def __init__(self) -> None:
        self.rows: list[list[Decimal]] = []

    def receive(self, tonnes: Decimal, value: Decimal) -> None:
        self.rows.append([tonnes, value])

    def issue(self, tonnes: Decimal) -> Decimal:
        cost = D("0.00")
        while tonnes:
            there, value = self.rows[0]
            part = min(there, tonnes)
            worth = value if part == there else cents(value * part / there)
            self.rows[0] = [there - part, value - worth]
            if part == there:
                self.rows.pop(0)
            tonnes -= part
            cost += worth
        return cost

    def value(self) -> Decimal:
        return sum((value for _, value in self.rows), D("0.00"))


class Pool:
    """A moving average, in the plainest words."""

    def __init__(self) -> None:
        self.tonnes, self.worth = D("0.000"), D("0.00")

    def receive(self, tonnes: Decimal, value: Decimal) -> None:
        self.tonnes, self.worth = self.tonnes + tonnes, self.worth + value

    def issue(self, tonnes: Decimal) -> Decimal:
        whole = tonnes == self.tonnes
        cost = self.worth if whole else cents(self.worth * tonnes / self.tonnes)
        self.tonnes, self.worth = self.tonnes - tonnes, self.worth - cost
        return cost

    def value(self) -> Decimal:
        return self.worth


def issue(here: World, tonnes: Decimal, at: datetime, source: Source | None = None) -> Decimal:
    return stock.issue(
        actor=system("test"),
        at=at,
        source=source or Source("crm.delivery", uuid4()),
        line_id=uuid4(),
        product_id=here.product,
        weight=tonnes,
    ).cost


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("costing", "plain"), [("fifo", Layers), ("average", Pool)])
def test_a_random_history_equals_brute_force(
    boss: Door, costing: str, plain: type[Layers] | type[Pool], seed: int
) -> None:
    here = world(boss, costing=costing)
    book, there, at = plain(), D("0.000"), START
    dice = random.Random(seed)

    for _ in range(24):
        at += timedelta(hours=7)
        if there < 5 or dice.random() < 0.45:
            tonnes = D(dice.randint(1, 40_000)) / 1000
            unit = D(dice.randint(700_000_000, 950_000_000)) / 10_000
            receive(here, f"{tonnes:.3f}", f"{unit:.4f}", at=at.isoformat())
            book.receive(tonnes, cents(tonnes * unit))
            there += tonnes
        else:
            tonnes = there if dice.random() < 0.15 else D(dice.randint(1, int(there * 1000))) / 1000
            assert issue(here, tonnes, at) == book.issue(tonnes)
            there -= tonnes

    pool = CostPool.objects.get()
    assert (pool.quantity, pool.value) == (there, book.value())
    assert faults() == []


def test_a_warehouse_may_cost_otherwise_than_the_product(boss: Door) -> None:
    here = world(boss)
    body = {"code": "TJ03", "name": "天津库", "costing": "average"}
    here.warehouse = boss.do("/goods/warehouses", body)["id"]
    two_receipts(here)

    cost_of_half = issue(here, D("90.000"), START + timedelta(days=40))

    # (80 * 88,000 + 100 * 91,500) / 180 * 90
    assert cost_of_half == D("8095000.00")
    assert CostLayer.objects.count() == 0
    assert faults() == []


def test_an_average_pool_takes_goods_back_at_what_they_left_with(boss: Door) -> None:
    here = world(boss, costing="average")
    two_receipts(here)
    truck = Source("crm.delivery", uuid4(), "FH-1")
    issue(here, D("90.000"), START + timedelta(days=40), truck)
    receive(here, "10.000", "99999.9999", at="2026-07-15T09:00:00+08:00")

    stock.take_back(actor=system("test"), at=START, source=truck, reason="退货")

    assert cost.cost_of(truck) == 0
    assert CostPool.objects.get().value == D("16190000.00") + D("1000000.00")
    assert faults() == []


def test_an_estimate_says_its_basis(boss: Door) -> None:
    here = world(boss)
    assert cost.estimate(here.product, weight=D("1")).basis == "none"
    two_receipts(here)
    line = uuid4()

    layers = cost.estimate(here.product, weight=D("100.000"))
    short = cost.estimate(here.product, weight=D("200.000"))
    stock.reserve(
        actor=system("test"),
        product_id=here.product,
        weight=D("40.000"),
        source=Source("crm.contract", uuid4()),
        line_id=line,
        brands=["铁峰"],
    )
    held = cost.estimate(here.product, weight=D("40.000"), line_id=line)

    assert (layers.basis, layers.value, layers.unit) == (
        "layers",
        D("8870000.00"),
        D("88700.0000"),
    )
    assert short.covered == D("180.000")
    assert (held.basis, held.unit, held.covered) == ("reserved", D("91500.0000"), D("40.000"))


def test_an_average_estimate(boss: Door) -> None:
    here = world(boss, costing="average")
    two_receipts(here)

    found = boss.see("/goods/cost/estimate", product_id=str(here.product), weight="18.000")

    assert found == {
        "unit": "89944.4444",
        "value": "1619000.00",
        "basis": "average",
        "covered": "18.000",
    }
