"""Two receipts reach for one instalment at the same moment."""

import threading
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.crm.receivable import actions
from backend.crm.receivable.models import Allocation, PlanLine
from tests.crm.receivable import kit
from tests.house_kit import Door

SYSTEM = system("test")
Work = Callable[[UUID], None]


def together(work: Work, ids: list[UUID]) -> list[str]:
    """Run the work for every id at the same time; the refusals that came."""
    gate, refused = threading.Barrier(len(ids)), []

    def run(pk: UUID) -> None:
        try:
            gate.wait()
            work(pk)
        except Refusal as error:
            refused.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(pk,)) for pk in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.fixture
def crowd(transactional_db: None, boss: Door) -> tuple[PlanLine, list[UUID]]:
    """One instalment of 2,459,730.00 and six receipts of 1,000,000.00 for it."""
    signed = kit.deal(boss)
    actions.open_plan(UUID(signed["id"]), actor=SYSTEM)
    made = [kit.receive(boss, "1000000.00", contract_id=signed["id"]) for _ in range(6)]
    return kit.plan(signed)[0], [UUID(row["id"]) for row in made]


def test_without_locks_the_instalment_is_overpaid(crowd: tuple[PlanLine, list[UUID]]) -> None:
    """The naive way, to show that the race is real: look, then write."""
    line, receipts = crowd
    looked = threading.Barrier(len(receipts))

    def naive(pk: UUID) -> None:
        open_now = PlanLine.objects.get(pk=line.pk).open
        amount = min(open_now, Decimal("1000000.00"))
        looked.wait()
        now = timezone.now()
        Allocation.objects.create(
            receipt_id=pk, plan_line=line, amount=amount, on=now.date(), at=now
        )

    together(naive, receipts)

    paid = sum(row.amount for row in Allocation.objects.filter(plan_line=line))
    assert paid == Decimal("6000000.00")
    assert paid > line.amount


def test_the_verb_never_overpays(crowd: tuple[PlanLine, list[UUID]]) -> None:
    line, receipts = crowd
    share = Decimal("1000000.00")

    class Row:
        receivable_id, amount = line.pk, share

    def use(pk: UUID) -> None:
        actions.allocate(pk, actor=SYSTEM, at=timezone.now(), rows=[Row])

    refused = together(use, receipts)

    assert refused == ["MoreThanOpen"] * 4
    line.refresh_from_db()
    assert (line.paid, line.open) == (Decimal("2000000.00"), Decimal("459730.00"))
    assert sum(row.amount for row in line.allocations.all()) == line.paid


def test_automatic_receipts_share_one_instalment_to_the_cent(
    crowd: tuple[PlanLine, list[UUID]],
) -> None:
    line, receipts = crowd

    def use(pk: UUID) -> None:
        actions.allocate(pk, actor=SYSTEM, at=timezone.now(), rows=[])

    assert together(use, receipts) == []

    line.refresh_from_db()
    assert (line.paid, line.state) == (Decimal("2459730.00"), "settled")
    total = sum(row.amount for row in Allocation.objects.all())
    assert total == Decimal("6000000.00")
