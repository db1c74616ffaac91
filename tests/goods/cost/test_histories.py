"""Random histories against a brute force in the plainest words: 510 of them for three policies.

A history receives, issues, prices late, reshapes and takes back, and in its middle the method is
switched. The brute force knows
nothing of pools and entries: layers are a list of [origin, lot, tonnes, value], an average is two
numbers. After each history the layers, the pool, cost of sales and the entries are compared.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.core.documents.source import Source
from backend.goods.cost import actions as cost
from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.cost.queries import Holding
from backend.goods.stock.models import Lot, StockMove
from backend.goods.warehouse.models import Warehouse
from tests.goods.kit import D, faults, receive, world
from tests.house_kit import Door

START = datetime(2026, 6, 1, tzinfo=UTC)
LOTS = 6
STEPS = st.tuples(
    st.sampled_from(["receive", "issue", "issue", "price", "reshape", "back"]),
    st.integers(1, 60_000),
    st.integers(-900, 90_000),
)
METHODS = ("fifo", "average", "specific")
BEFORE = st.lists(STEPS, min_size=2, max_size=6)
AFTER = st.lists(STEPS, min_size=1, max_size=4)


def cents(value: Decimal) -> Decimal:
    return value.quantize(D("0.01"), rounding=ROUND_HALF_UP)


def largest_remainder(total: Decimal, weights: list[Decimal], unit: str = "0.01") -> list[Decimal]:
    sign, whole = (-1 if total < 0 else 1), abs(total) / D(unit)
    exact = [whole * weight / sum(weights) for weight in weights]
    floors = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda n: (floors[n] - exact[n], n))
    for n in order[: int(whole) - sum(floors)]:
        floors[n] += 1
    return [sign * floor * D(unit) for floor in floors]


class Fifo:
    """First in, first out, layer by layer."""

    def __init__(self) -> None:
        self.layers: list[list] = []  # origin, lot, tonnes, value

    def receive(self, lot: UUID, tonnes: Decimal, value: Decimal) -> None:
        self.layers.append([lot, lot, tonnes, value])

    def is_next(self, layer: list, lot: UUID) -> bool:
        return layer[2] > 0

    def issue(self, lot: UUID, tonnes: Decimal) -> Decimal:
        spent = D("0.00")
        while tonnes:
            layer = next(layer for layer in self.layers if self.is_next(layer, lot))
            part = min(layer[2], tonnes)
            value = layer[3] if part == layer[2] else cents(layer[3] * part / layer[2])
            layer[2], layer[3] = layer[2] - part, layer[3] - value
            spent, tonnes = spent + value, tonnes - part
        return spent

    def correct(self, lot: UUID, received: Decimal, amount: Decimal) -> Decimal:
        mine = [layer for layer in self.layers if layer[0] == lot and layer[2]]
        there = sum((layer[2] for layer in mine), D(0))
        to_stock = amount if there == received else cents(amount * there / received)
        to_stock = max(to_stock, -sum((layer[3] for layer in mine), D(0)))
        if to_stock:
            column = 2 if to_stock > 0 else 3
            shares = largest_remainder(to_stock, [layer[column] for layer in mine])
            for layer, share in zip(mine, shares, strict=True):
                layer[3] += share
        return amount - to_stock

    def reshape(self, lot: UUID, into: list[UUID], weights: list[Decimal]) -> None:
        fresh, is_exact = [], isinstance(self, Specific)
        for layer in [layer for layer in self.layers if layer[1] == lot and layer[2]]:
            tonnes = largest_remainder(layer[2], weights, "0.001")
            if is_exact:
                weights = [rest - part for rest, part in zip(weights, tonnes, strict=True)]
            values = largest_remainder(layer[3], tonnes)
            fresh += [
                [layer[0], child, part, value]
                for child, part, value in zip(into, tonnes, values, strict=True)
                if part
            ]
            at = self.layers.index(layer)
            self.layers[at : at + 1] = fresh[-len([t for t in tonnes if t]) :]

    def worth(self) -> tuple[Decimal, Decimal]:
        return (
            sum((layer[2] for layer in self.layers), D("0.000")),
            sum((layer[3] for layer in self.layers), D("0.00")),
        )

    def shown(self) -> list[tuple]:
        return [tuple(layer) for layer in self.layers if layer[2]]


class Specific(Fifo):
    """Lot by lot; of one lot first in, first out."""

    def is_next(self, layer: list, lot: UUID) -> bool:
        return layer[2] > 0 and layer[1] == lot


class Average:
    """One heap: tonnes and value."""

    def __init__(self) -> None:
        self.tonnes, self.value = D("0.000"), D("0.00")

    def receive(self, lot: UUID, tonnes: Decimal, value: Decimal) -> None:
        self.tonnes, self.value = self.tonnes + tonnes, self.value + value

    def issue(self, lot: UUID, tonnes: Decimal) -> Decimal:
        spent = self.value if tonnes == self.tonnes else cents(self.value * tonnes / self.tonnes)
        self.tonnes, self.value = self.tonnes - tonnes, self.value - spent
        return spent

    def correct(self, lot: UUID, received: Decimal, amount: Decimal) -> Decimal:
        there = min(self.tonnes, received)
        to_stock = amount if there == received else cents(amount * there / received)
        to_stock = max(to_stock, -self.value)
        self.value += to_stock
        return amount - to_stock

    def reshape(self, lot: UUID, into: list[UUID], weights: list[Decimal]) -> None:
        """A heap knows no lots."""

    def worth(self) -> tuple[Decimal, Decimal]:
        return self.tonnes, self.value

    def shown(self) -> list[tuple]:
        return []


@pytest.fixture
def ground(boss: Door) -> SimpleNamespace:
    """Lots and movements that histories hang their entries on, made once."""
    here = world(boss)
    theirs = {"owner_party_id": here.theirs}  # so they have no layers of their own
    lots = [UUID(receive(here, "1.000", None, **theirs)["id"]) for _ in range(LOTS * 3)]
    moves = list(StockMove.objects.values_list("pk", flat=True))
    elsewhere = Warehouse.objects.get(pk=here.other)
    key = (here.product, elsewhere.pk, UUID(here.ours))
    return SimpleNamespace(lots=lots, moves=moves, key=key)


PLAIN = {"fifo": Fifo, "average": Average, "specific": Specific}


class History:
    """One random history, told to the ledger and to the brute force."""

    def __init__(self, ground: SimpleNamespace, costing: str) -> None:
        self.ground, self.plain = ground, PLAIN[costing]()
        self.received: dict[UUID, Decimal] = {}
        self.there: dict[UUID, Decimal] = {}  # tonnes of each lot that lie there
        self.own: dict[UUID, tuple[Decimal, Decimal, datetime, UUID]] = {}
        self.at, self.sold, self.last = START, D("0.00"), None
        Warehouse.objects.filter(pk=ground.key[1]).update(costing=costing)

    def cause(self, kind: str) -> cost.Cause:
        return cost.Cause(self.at, Source("test.paper", uuid4()), None, kind)

    def pool(self) -> CostPool:
        return cost.lock_pools([self.ground.key])[self.ground.key]

    def step(self, name: str, size: int, unit: int) -> None:
        self.at += timedelta(hours=1)
        getattr(self, f"do_{name}")(size, unit)

    def do_receive(self, size: int, unit: int) -> None:
        if len(self.received) == LOTS:
            return
        lot, tonnes = self.ground.lots[len(self.received)], D(size).scaleb(-3)
        value = cents(tonnes * abs(unit))
        part = cost.Part(tonnes, value, self.at)
        cause = self.cause(CostEntry.Kind.RECEIPT)
        cost.receive(self.pool(), lot_id=lot, parts=[part], move_id=None, cause=cause)
        self.plain.receive(lot, tonnes, value)
        self.received[lot], self.last = tonnes, None
        self.there[lot] = tonnes
        self.own[lot] = (value, tonnes, self.at, lot)

    def do_issue(self, size: int, unit: int) -> None:
        lots = [lot for lot, there in self.there.items() if there]
        if not lots or len(self.used) == len(self.ground.moves):
            return
        lot = lots[unit % len(lots)]
        tonnes = min(D(size).scaleb(-3), self.there[lot])
        move = self.ground.moves[len(self.used)]
        ((*parts,),) = cost.issue(
            self.pool(),
            takes=[(move, tonnes)],
            lots=[lot],
            cause=self.cause(CostEntry.Kind.ISSUE),
        )
        before = [list(layer) for layer in self.plain.layers] if self.is_layered else None
        heap = self.plain.worth()
        spent = self.plain.issue(lot, tonnes)
        self.there[lot] -= tonnes
        assert sum(part.value for part in parts) == spent
        self.sold += spent
        self.used.append(move)
        self.last = (move, spent, before, heap, lot, tonnes)

    def do_price(self, size: int, unit: int) -> None:
        if not self.received:
            return
        lot = list(self.received)[size % len(self.received)]
        amount = cents(self.received[lot] * unit / 7)
        found = cost.correct(
            lot_id=lot,
            receipt=self.ground.key,
            received=self.received[lot],
            difference=amount,
            cause=self.cause(CostEntry.Kind.PRICE),
        )
        expensed = self.plain.correct(lot, self.received[lot], amount)
        self.own = {
            pk: (max(worth + amount, D(0)), *rest) if rest[-1] == lot else (worth, *rest)
            for pk, (worth, *rest) in self.own.items()
        }
        assert found == (amount - expensed, expensed)
        self.sold, self.last = self.sold + expensed, None

    def do_reshape(self, size: int, unit: int) -> None:
        mine = [lot for lot in self.received if lot not in self.split and self.there[lot] > D(1)]
        if not mine:
            return
        lot = mine[size % len(mine)]
        weights = largest_remainder(self.there[lot], [D(2), D(1)], "0.001")
        n = LOTS + 2 * len(self.split)
        into = self.ground.lots[n : n + 2]
        cost.relabel(
            self.ground.key,
            lots=[lot],
            children=list(zip(into, weights, strict=True)),
            cause=self.cause(CostEntry.Kind.TRANSFER),
        )
        self.plain.reshape(lot, into, weights)
        self.there |= dict(zip(into, weights, strict=True)) | {lot: D(0)}
        self.own |= dict.fromkeys(into, self.own[lot])
        self.split.add(lot)
        self.last = None

    def do_back(self, size: int, unit: int) -> None:
        if self.last is None:
            return
        move, spent, before, heap, lot, tonnes = self.last
        self.pool()
        cost.take_back(move, by_move=move, cause=self.cause(CostEntry.Kind.RETURN))
        self.there[lot] += tonnes
        if self.is_layered:
            self.plain.layers = before
        else:
            self.plain.tonnes, self.plain.value = heap
        self.sold, self.last = self.sold - spent, None

    def switch(self, method: str) -> None:
        """Another method from here on: what is there is worth its own cost, a mean what it was."""
        self.at += timedelta(hours=1)
        pool, old, self.last = self.pool(), self.plain, None
        rows = []
        for lot, there in self.there.items():
            worth, came, at, origin = self.own[lot]
            if there:
                rows.append(Holding(lot, origin, at, there, cents(there * worth / came)))
        rows.sort(key=lambda row: (row.received_at, row.lot_id))
        cause = self.cause(CostEntry.Kind.REVALUE)
        found = cost.convert(pool, method=method, holdings=rows, cause=cause)
        self.plain, before = PLAIN[method](), old.worth()
        if not self.is_layered:
            self.plain.receive(self.ground.lots[0], *before)
        elif type(old) is Specific:
            self.plain.layers = old.layers
        else:
            self.plain.layers = [[row.origin_id, row.lot_id, *row[3:]] for row in rows]
        assert found == self.plain.worth()[1] - before[1]
        self.sold -= found

    @property
    def is_layered(self) -> bool:
        return isinstance(self.plain, Fifo)

    def begin(self) -> None:
        self.used: list[UUID] = []
        self.split: set[UUID] = set()

    def tell(self, steps: list[tuple[str, int, int]]) -> None:
        for step in steps:
            self.step(*step)

    def compare(self) -> None:
        pool = CostPool.objects.filter(warehouse_id=self.ground.key[1]).first()
        if pool is None:
            assert self.plain.worth() == (0, 0)
            return
        assert (pool.quantity, pool.value) == self.plain.worth()
        rows = CostLayer.objects.filter(pool=pool, remaining__gt=0).order_by("received_at", "id")
        names = ("origin_id", "lot_id", "remaining", "remaining_value")
        assert sorted(rows.values_list(*names)) == sorted(self.plain.shown())
        sums = CostEntry.objects.filter(pool=pool).aggregate(
            tonnes=Sum("quantity"), value=Sum("value"), sold=Sum("to_cost_of_sales")
        )
        assert (sums["tonnes"] or 0, sums["value"] or 0) == self.plain.worth()
        moved = CostEntry.objects.filter(pool=pool, kind__in=["issue", "return"])
        gone = -(moved.aggregate(value=Sum("value"))["value"] or 0)
        assert gone + (sums["sold"] or 0) == self.sold


@pytest.mark.parametrize("costing", METHODS)
def test_five_hundred_random_histories_equal_brute_force(
    ground: SimpleNamespace, costing: str
) -> None:
    @settings(
        max_examples=170,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(BEFORE, st.sampled_from([name for name in METHODS if name != costing]), AFTER)
    def replay(
        before: list[tuple[str, int, int]], method: str, after: list[tuple[str, int, int]]
    ) -> None:
        with transaction.atomic():
            history = History(ground, costing)
            history.begin()
            history.tell(before)
            history.switch(method)
            history.tell(after)
            history.compare()
            transaction.set_rollback(True)

    replay()
    assert Lot.objects.count() == LOTS * 3
    assert faults() == []
