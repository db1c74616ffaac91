"""The worker is killed in the middle of an import; another goes on and no row is there twice."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.core.spreadsheet.kit import DAY, book
from tests.live import Live, running

pytestmark = pytest.mark.slow
ROWS = 400
A_MINUTE_LATER = """
from datetime import timedelta
from django.utils import timezone
from backend.core.spreadsheet import running
from backend.core.spreadsheet.models import ImportBatch
ImportBatch.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
running.sweep()
"""


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A real server."""
    with running("import_cut") as found:
        yield found


def send(client: httpx.Client, path: str, **body: Any) -> Any:
    answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def until(client: httpx.Client, pk: str, *states: str, handled: int = 0) -> Any:
    """Wait until the import is in a state, or has got so far."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        batch = client.get(f"/core/imports/{pk}").json()
        if batch["state"] in states or 0 < handled <= batch["handled"]:
            return batch
        time.sleep(0.05)
    raise AssertionError(batch)


def test_a_killed_worker_writes_no_row_twice_and_none_is_lost(live: Live) -> None:
    lines = [[f"询价 {n}", "展会", f"公司 {n}"] for n in range(ROWS)]
    with live.client() as client:
        answer = client.post(
            "/core/imports",
            data={"document": "crm.lead", "on": DAY},
            files={"file": ("rows.xlsx", book(["主题", "来源", "公司"], *lines))},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert answer.status_code == 201, answer.text
        batch = answer.json()
        pk = batch["id"]
        if live.worker is None:
            live.start_worker()
        send(client, f"/core/imports/{pk}/map", mapping=batch["mapping"])
        send(client, f"/core/imports/{pk}/validate")
        until(client, pk, "validated")
        send(client, f"/core/imports/{pk}/run")
        cut = until(client, pk, "done", handled=100)
        live.kill(live.worker)
        written = int(str(live.rows("SELECT count(*) FROM crm_lead")[0][0]))
        live.start_worker()
        assert live.manage("shell", "-v0", "-c", A_MINUTE_LATER).returncode == 0
        done = until(client, pk, "done", "partially", "failed")

    assert cut["state"] == "running"
    assert 0 < written < ROWS
    assert written % 100 == 0
    assert (done["state"], done["created"], done["refused"]) == ("done", ROWS, 0)
    found = live.rows("SELECT count(*), count(DISTINCT title), count(DISTINCT no) FROM crm_lead")
    assert found == [(ROWS, ROWS, ROWS)]
    events = live.rows("SELECT count(*) FROM core_event WHERE name = 'crm.lead.created'")
    assert events == [(ROWS,)]
