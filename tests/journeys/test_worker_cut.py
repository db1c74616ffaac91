"""The worker is killed while it hears the news; after its restart every effect is there once."""

import time
from collections.abc import Iterator

import pytest

from tests.journeys.test_races import DAY, do, draft
from tests.journeys.test_races import world as races_world
from tests.live import Live, running

pytestmark = pytest.mark.slow
CONTRACTS = 8
world = races_world


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A real server."""
    with running("worker_cut") as found:
        yield found


def plans(live: Live) -> list[tuple[object, ...]]:
    """How many instalments each contract has."""
    return live.rows(
        "SELECT contract_id, count(*) FROM crm_planline GROUP BY contract_id ORDER BY contract_id"
    )


def test_a_killed_worker_opens_every_plan_once(live: Live, world: dict[str, str]) -> None:
    with live.client() as client:
        for number in range(CONTRACTS):
            pk = draft(client, world).json()["id"]
            for step in ("submit", "approve", "send", "sign"):
                body = {} if step == "submit" else {"on": DAY}
                do(client, f"/crm/contracts/{pk}/{step}", **body)
            if number % 3 == 0:
                live.kill(live.worker)
                live.start_worker()
                time.sleep(2.5)  # it is in the middle of its news when the next kill comes
    live.kill(live.worker)
    live.start_worker()

    deadline = time.monotonic() + 300
    while len(plans(live)) < CONTRACTS and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(2)  # what is heard twice would show now

    assert [count for _, count in plans(live)] == [1] * CONTRACTS
    doubled = live.rows(
        "SELECT document_id FROM core_event WHERE name = 'crm.receivable.opened' "
        "GROUP BY document_id HAVING count(*) > 1"
    )
    assert doubled == []
    assert live.manage("check_invariants").returncode == 0
