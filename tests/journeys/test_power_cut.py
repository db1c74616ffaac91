"""The server is killed in the middle of writing; clients repeat what got no answer."""

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.live import Live, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A real server."""
    with running("power_cut") as found:
        yield found


def post(client: httpx.Client, name: str, key: str) -> httpx.Response:
    body = {"on": "2026-07-01", "name": name}
    return client.post("/core/parties", json=body, headers={"Idempotency-Key": key})


def test_a_killed_web_server_loses_and_doubles_nothing(live: Live) -> None:
    keys = [str(uuid.uuid4()) for _ in range(120)]
    answers: dict[str, str] = {}

    def write(mine: list[str]) -> None:
        with live.client() as client:
            for key in mine:
                while key not in answers:
                    with contextlib.suppress(httpx.HTTPError):
                        got = post(client, f"公司{key}", key)
                        assert got.status_code in (201, 409, 503), got.text
                        if got.status_code == 201:
                            answers[key] = got.json()["id"]
                    time.sleep(0.02)

    threads = [threading.Thread(target=write, args=(keys[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(0.35)
        live.kill(live.web)
        live.start_web()
    for thread in threads:
        thread.join(60)

    assert len(answers) == 120
    parties = live.rows("SELECT id::text, no FROM core_party ORDER BY no")
    assert sorted(row[0] for row in parties) == sorted(answers.values())
    assert [row[1] for row in parties] == [f"P-2026-{n:04d}" for n in range(1, 121)]
    events = live.rows("SELECT count(*) FROM core_event WHERE name = 'core.party.created'")
    assert events == [(120,)]


def test_one_key_from_64_hands_at_once_makes_one_row(live: Live) -> None:
    key = str(uuid.uuid4())
    seen: list[tuple[int, str]] = []

    def write() -> None:
        with live.client() as client:
            got = post(client, "唯一公司", key)
            seen.append((got.status_code, got.text))

    threads = [threading.Thread(target=write) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(seen) == 64
    assert {status for status, _ in seen} == {201}
    assert len({text for _, text in seen}) == 1
    assert live.rows("SELECT count(*) FROM core_party WHERE name = '唯一公司'") == [(1,)]
