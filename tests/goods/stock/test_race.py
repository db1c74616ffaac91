"""64 clients want what only 10 of them can have."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Balance, StockMove
from tests.goods.kit import D, World, faults, receive, world
from tests.house_kit import door_for, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CLIENTS, EACH = 64, D("10.000")
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)


def rush(work: Callable[[], bool]) -> int:
    """Let 64 clients, each on a connection of its own, start together; how many got theirs."""
    gate = Barrier(CLIENTS)

    def client(_: int) -> bool:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS)))


@pytest.fixture
def here() -> World:
    found = world(door_for(person("boss", superuser=True)))
    receive(found, "100.000", "90000")
    return found


def test_the_naive_way_sells_more_than_there_is(here: World) -> None:
    """Read, compare, write: the check in the database never fires, the ledger knows better."""

    def naive() -> bool:
        balance = Balance.objects.get()
        if balance.actual < EACH:
            return False
        StockMove.objects.create(
            at=AT,
            kind="issue",
            lot=balance.lot,
            warehouse=balance.warehouse,
            owner_party=balance.owner_party,
            product=balance.product,
            actual=-EACH,
            source_code="test.naive",
            source_id=uuid4(),
        )
        balance.actual -= EACH
        balance.save()
        return True

    sold = rush(naive)

    assert sold > 10
    assert any("moved" in fault for fault in faults())


def test_exactly_what_is_there_is_issued_and_nobody_waits_in_a_circle(here: World) -> None:
    def issue() -> bool:
        try:
            stock.issue(
                actor=system("test"),
                at=AT,
                source=Source("crm.delivery", uuid4()),
                line_id=uuid4(),
                product_id=here.product,
                weight=EACH,
            )
        except stock.NotEnough:
            return False
        return True

    sold = rush(issue)

    balance = Balance.objects.get()
    assert sold == 10
    assert balance.actual == 0
    assert faults() == []


def test_exactly_what_is_there_is_reserved_over_many_lots(here: World) -> None:
    for day in range(1, 11):
        receive(here, "9.000", "90000", at=f"2026-05-{day:02d}T09:00:00+08:00")

    def reserve() -> bool:
        try:
            stock.reserve(
                actor=system("test"),
                product_id=here.product,
                weight=EACH,
                source=Source("crm.contract", uuid4()),
                line_id=uuid4(),
            )
        except stock.NotEnough:
            return False
        return True

    held = rush(reserve)

    assert held == 19
    assert sum(row.reserved for row in Balance.objects.all()) == D("190.000")
    assert faults() == []
