"""Two workers, or two clocks, do one thing once."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from backend.core.access import actor as actors
from backend.core.audit import actions as audit
from backend.core.audit import queries
from backend.core.events import log
from backend.core.jobs import clock, queue
from backend.core.jobs.models import Job, JobRun
from tests.house.filler import fill


def at_once(work: Callable[[], None], *, times: int = 8) -> None:
    def run() -> None:
        work()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_a_job_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_doers", {})
    done: list[int] = []

    @queue.does("test.note")
    def note() -> None:
        time.sleep(0.05)
        done.append(1)

    job_id = queue.enqueue("test.note", key="a")

    at_once(lambda: queue.work(job_id) and None)

    assert done == [1]
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("done", 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_clocks_run_a_due_moment_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_jobs", {})
    done: list[int] = []

    @clock.every("test.house.tick", minutes=1)
    def work() -> None:
        time.sleep(0.05)
        done.append(1)

    moment = datetime(2026, 7, 1, tzinfo=UTC)

    at_once(lambda: clock.run("test.house.tick", moment) and None)

    assert done == [1]
    assert JobRun.objects.get().is_done


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_sealers_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    from backend.core.party.models import Party

    party = fill(Party, 1)
    for _ in range(60):
        log.emit("core.party.changed", party, actor=actors.system("test"))
    monkeypatch.setattr(log, "settled", lambda rows: rows)
    sealed: list[int] = []

    at_once(lambda: sealed.append(audit.seal(batch=7)))
    sealed.append(audit.seal())

    verdict = queries.verify()
    assert verdict.is_whole
    assert (verdict.count, sum(sealed)) == (60, 60)
