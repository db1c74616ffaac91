"""Whatever happens to an order, metal and cost close, and a refusal leaves nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.goods.cost.models import CostPool
from backend.goods.stock.models import Balance
from backend.supply.processing import actions, queries
from backend.supply.processing.flow import State
from backend.supply.processing.models import ProcessingReceipt, ProcessOrder, ProcessSettlement
from tests.house_kit import Door
from tests.supply.processing.kit import Works, faults, works

START = datetime(2026, 7, 3, tzinfo=UTC)
ACTOR = system("history")
THERE = Decimal("5.500")
WORTH = Decimal("332583.70")
BRANCHES = 4
KINDS = ("issue", "give_back", "bom", "reported", "reject", "rework", "scrap", "loss", "count")
STEP = st.tuples(st.sampled_from(KINDS), st.integers(1, 2500))
NEAR = st.tuples(st.sampled_from(KINDS), st.integers(1, 300))
"""Small steps are seldom refused."""
TREE = st.lists(
    st.tuples(STEP | NEAR, st.lists(STEP | NEAR, min_size=BRANCHES, max_size=BRANCHES)),
    min_size=2,
    max_size=4,
)
"""A trunk of steps; at each of them other ways to go on, every one a history of its own."""


@contextmanager
def undone() -> Iterator[None]:
    """What is done here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class History:
    """One order and what is tried on it."""

    def __init__(self, here: Works, order: str, lots: list[str]) -> None:
        self.here, self.order, self.lots = here, UUID(order), [UUID(lot) for lot in lots]
        self.clock = START
        self.output = ProcessOrder.objects.get(pk=order).outputs.get().pk

    def read(self) -> ProcessOrder:
        """The order as it is now."""
        return ProcessOrder.objects.select_related("bom", "owner_party").get(pk=self.order)

    def attempt(self, step: Callable[..., Any], **facts: Any) -> None:
        """Try a verb; a refusal must leave everything as it was."""
        self.clock += timedelta(minutes=1)
        with suppress(Refusal), transaction.atomic():
            step(self.order, actor=ACTOR, at=self.clock, **facts)

    def take(self, kind: str, weight: Decimal) -> None:
        """One step of a history."""
        if kind == "loss":
            self.attempt(
                actions.record_loss, kind="process", element="", weight=weight, reason="损耗"
            )
        elif kind == "count":
            self._count(weight)
        elif kind in ("issue", "give_back"):
            self._move(kind, weight)
        else:
            self._receive(kind, weight)

    def _count(self, weight: Decimal) -> None:
        """The mill counts, and finds that more is to come after all."""
        row = SimpleNamespace(product_id=UUID(self.here.ids["cathode"]), weight=weight)
        self.attempt(actions.reconcile, counted=[row])
        with suppress(Refusal), transaction.atomic():
            actions.reopen(self.order, actor=ACTOR, reason="还有货")

    def _move(self, kind: str, weight: Decimal) -> None:
        own = UUID(self.here.ids["own"])
        lot = self.lots[int(weight * 1000) % 2]
        line = SimpleNamespace(lot_id=lot, warehouse_id=own, weight=weight, pieces=None)
        if kind == "issue":
            self.attempt(actions.issue, lines=[line], ticket_id=None, plate="")
        else:
            self.attempt(
                actions.give_back, lines=[line], ticket_id=None, warehouse_id=own, reason="退料"
            )

    def _receive(self, kind: str, weight: Decimal) -> None:
        cathode, scrap = (UUID(self.here.ids[name]) for name in ("cathode", "scrap"))
        good = weight if kind in ("bom", "reported") else Decimal(0)
        output = SimpleNamespace(
            output_id=self.output, accepted=good, rejected=weight if kind != "rework" else good,
            rework=weight if kind == "rework" else Decimal(0), pieces=0, brand="", heat="",
            reason="",
        )  # fmt: skip
        used = SimpleNamespace(product_id=cathode, weight=weight * Decimal("1.08"))
        used.weight = used.weight.quantize(Decimal("0.001"))
        off = SimpleNamespace(product_id=scrap, weight=weight / 10 + Decimal("0.001"), policy=None)
        off.weight = off.weight.quantize(Decimal("0.001"))
        self.attempt(
            actions.receive,
            warehouse_id=UUID(self.here.ids["own"]),
            outputs=[output] if kind != "scrap" else [],
            scraps=[off] if kind == "scrap" else [],
            consumed=[used] if kind == "reported" else [],
            ticket_id=None,
            freight=Decimal("12.34"),
        )

    def closes(self) -> None:
        """Metal is where the order says; what was spent is on goods or still waits for them."""
        order = self.read()
        where = {
            row["product__code"]: row["whole"]
            for row in Balance.objects.values("product__code").annotate(whole=Sum("actual"))
        }
        heaps = sum((heap.weight for heap in queries.heaps(order)), Decimal(0))
        assert heaps == order.at_mill >= 0
        assert where["CU-CATH-1"] == THERE - order.consumed
        assert where.get("ROD-8", 0) == order.accepted
        assert where.get("SCRAP", 0) == order.byproducts
        masses = queries.balance_of(order).masses
        assert masses.issued == sum(masses[1:], masses.at_mill) - masses.consumed + masses.residual
        assert order.issued - order.returned + Decimal("0.020") >= sum(
            (order.accepted, order.byproducts, order.lost), Decimal(0)
        )
        assert self.worth() == WORTH + self.spent() - queries.pending(order)

    def worth(self) -> Decimal:
        """Everything in our books."""
        found: Decimal = CostPool.objects.aggregate(whole=Sum("value"))["whole"]
        return found

    def spent(self) -> Decimal:
        """Fees and freight of the receipts."""
        rows = ProcessingReceipt.objects.filter(order=self.order)
        found = rows.aggregate(whole=Sum(F("fee_excl") + F("freight")))["whole"]
        return found or Decimal(0)

    def finish(self, counted: int) -> ProcessSettlement | None:
        """Count, explain what is missing and settle."""
        left = self.read().at_mill * counted / 100
        row = SimpleNamespace(
            product_id=UUID(self.here.ids["cathode"]), weight=left.quantize(Decimal("0.001"))
        )
        self.attempt(actions.reconcile, counted=[row])
        order = self.read()
        if order.state != State.RECONCILING:
            return None
        gap = queries.balance_of(order).masses.residual
        assert gap >= 0
        if gap:
            self.take("loss", gap)
        day = date(2026, 7, 9)
        paper = actions.create_settlement(
            actor=ACTOR, id=None, on=day, order_id=self.order, claims=[], note=""
        )
        actions.match(paper.pk, actor=ACTOR)
        actions.agree(paper.pk, actor=ACTOR, on=day, agreed_by="厂长")
        paper = actions.settle(paper.pk, actor=ACTOR, at=self.clock + timedelta(hours=1), on=day)
        order = self.read()
        assert (order.state, queries.balance_of(order).masses.residual) == (State.SETTLED, 0)
        freight = self.spent() - sum(order.receipts.values_list("fee_excl", flat=True))
        charged = sum(
            paper.lines.filter(kind__in=("overuse", "claim")).values_list("amount_excl", flat=True)
        )
        due = WORTH + paper.fee_excl + freight + charged - paper.written_off
        assert self.worth() == due
        return paper


@pytest.fixture(scope="module")
def sent(keeper: Door) -> History:
    """An order with two tonnes at the mill."""
    here = works(keeper)
    lots = [here.lot("3.000", "60000.1234"), here.lot("2.500", "61033.3300", day=2)]
    order = here.order(
        scrap_policy="returned", excess_price="70000.0000", fee_price="2133.3300"
    )["id"]  # fmt: skip
    history = History(here, order, lots)
    history.take("issue", Decimal("2.001"))
    history.closes()
    return history


@pytest.mark.django_db
def test_every_history_closes(sent: History) -> None:
    """Each trunk is settled, and every way to branch off it closes too: more than 120 in all."""
    told = {"histories": 0, "settled": 0}

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(tree=TREE, counted=st.integers(0, 120))
    def run(tree: list[tuple[Any, list[Any]]], counted: int) -> None:
        with undone():
            for (kind, kilograms), branches in tree:
                for other, weight in branches:
                    with undone():
                        sent.take(other, Decimal(weight) / 1000)
                        sent.closes()
                    told["histories"] += 1
                sent.take(kind, Decimal(kilograms) / 1000)
                sent.closes()
            told["settled"] += sent.finish(counted) is not None
            told["histories"] += 1
            assert faults() == []

    run()

    assert told["histories"] >= 120
    assert told["settled"] >= 4
