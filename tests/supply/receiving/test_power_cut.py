"""The server is killed in the middle of posting a receipt; the client repeats."""

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.live import Live, dsn, running
from tests.supply.receiving.yard import Yard, at, yard

pytestmark = pytest.mark.slow
STANDS = """
    SELECT (SELECT count(*) FROM goods_lot), (SELECT count(*) FROM goods_stockmove),
        (SELECT count(*) FROM core_event WHERE name = 'supply.receipt.posted'),
        (SELECT quantity_received::text FROM supply_purchaseline),
        (SELECT coalesce(sum(actual), 0)::text FROM goods_balance),
        (SELECT coalesce(sum(value), 0)::text FROM goods_costentry)
"""
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'goods_costentry'::regclass"


class LiveDoor:
    """The door of the API over a real connection."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def do(self, path: str, body: Any = None) -> Any:
        """Write and expect success."""
        got = self.client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert got.status_code in (200, 201), (path, got.text)
        return got.json()

    def see(self, path: str, **query: Any) -> Any:
        """Read and expect success."""
        got = self.client.get(path, params=query)
        assert got.status_code == 200, (path, got.text)
        return got.json()


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with running("receipt_cut") as found:
        yield found


def test_a_receipt_cut_in_the_middle_is_not_there_and_then_there_once(live: Live) -> None:
    with live.client() as client:
        here: Yard = yard(LiveDoor(client))  # type: ignore[arg-type]
        here.buy()
        made = here.receipt()
        here.weigh(made, theirs="20.020", ticket=here.ticket("20.000"))
        path = f"/supply/receipts/{made['id']}"
        here.boss.do(f"{path}/inspect")
    key = str(uuid.uuid4())

    def post() -> httpx.Response:
        with live.client() as client:
            headers = {"Idempotency-Key": key}
            return client.post(f"{path}/post", json={"at": at("10:00")}, headers=headers)

    def cut() -> None:
        with contextlib.suppress(httpx.HTTPError):
            post()

    with psycopg.connect(dsn(live.environment["DATABASE_URL"])) as gate:
        # The lot, its movement and the counter are written; the cost has to wait: the cut is here.
        gate.execute("LOCK TABLE goods_costentry IN EXCLUSIVE MODE")
        asking = threading.Thread(target=cut)
        asking.start()
        deadline = time.monotonic() + 30
        while live.rows(WAITS) == [(0,)] and time.monotonic() < deadline:
            time.sleep(0.05)
        assert live.rows(WAITS) != [(0,)]
        live.kill(live.web)
        gate.rollback()
    asking.join(60)
    time.sleep(0.3)

    assert live.rows(STANDS) == [(0, 0, 0, "0.000", "0", "0")]
    live.start_web()
    with live.client() as client:
        seen = client.get(path).json()
        assert (seen["state"], seen["lines"][0]["lot_id"]) == ("accepted", None)
    answers = [post(), post()]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert live.rows(STANDS) == [(1, 1, 1, "20.020", "20.000", "1240176.99")]
    assert live.manage("check_invariants").returncode == 0
