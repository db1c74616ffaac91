"""Whatever happens to an order, metal and cost close, and a refusal leaves nothing behind."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.supply.processing import actions, queries
from backend.supply.processing.flow import State
from backend.supply.processing.models import ProcessOrder
from tests.house_kit import Door
from tests.supply.processing.kit import Works, faults, works

START = datetime(2026, 7, 3, tzinfo=UTC)
ACTOR = system("history")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "give_back", "bom", "reported", "scrap", "loss"]),
        st.integers(1, 2500),
    ),
    min_size=2,
    max_size=8,
)


class History:
    """One order and what is tried on it."""

    def __init__(self, here: Works, order: str, lots: list[str]) -> None:
        self.here, self.order, self.lots = here, UUID(order), [UUID(lot) for lot in lots]
        self.clock = START
        self.output = ProcessOrder.objects.get(pk=order).outputs.get().pk

    def read(self) -> ProcessOrder:
        """The order as it is now."""
        return ProcessOrder.objects.get(pk=self.order)

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
        elif kind in ("issue", "give_back"):
            self._move(kind, weight)
        else:
            self._receive(kind, weight)

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
        output = SimpleNamespace(
            output_id=self.output, accepted=weight, rejected=weight, rework=Decimal(0), pieces=0,
            brand="", heat="", reason="",
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

    def finish(self, counted: int) -> None:
        """Count, explain what is missing and settle."""
        left = self.read().at_mill * counted / 100
        row = SimpleNamespace(
            product_id=UUID(self.here.ids["cathode"]), weight=left.quantize(Decimal("0.001"))
        )
        self.attempt(actions.reconcile, counted=[row])
        order = self.read()
        if order.state != State.RECONCILING:
            return
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
        actions.settle(paper.pk, actor=ACTOR, at=self.clock + timedelta(hours=1), on=day)
        assert self.read().state == State.SETTLED


def test_every_history_closes(boss: Door) -> None:
    here = works(boss)
    lots = [here.lot("3.000", "60000.1234"), here.lot("2.500", "61033.3300", day=2)]
    order = here.order(
        scrap_policy="returned", excess_price="70000.0000", fee_price="2133.3300"
    )["id"]  # fmt: skip

    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=STEPS, counted=st.integers(0, 120))
    def run(steps: list[tuple[str, int]], counted: int) -> None:
        with transaction.atomic():
            history = History(here, order, lots)
            history.take("issue", Decimal("2.001"))
            for kind, kilograms in steps:
                history.take(kind, Decimal(kilograms) / 1000)
            assert faults() == []
            history.finish(counted)
            assert faults() == []
            transaction.set_rollback(True)

    run()
