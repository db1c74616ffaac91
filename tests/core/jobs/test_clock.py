"""Jobs of the clock: due, run once, taken up again, missed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from backend.core.jobs import clock
from backend.core.jobs.calc import Rhythm
from backend.core.jobs.models import JobRun
from tests.house_kit import Door

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A clock with one job that notes each run; it fails while `fail` is in the notes."""
    notes: list[str] = []
    monkeypatch.setattr(clock, "_jobs", {})

    @clock.every("test.house.tick", minutes=10)
    def work() -> clock.Tally:
        notes.append("ran")
        if "fail" in notes:
            raise RuntimeError("no")
        return clock.Tally(seen=7, changed=3)

    return notes


def test_a_rhythm_knows_its_last_due_moment() -> None:
    hourly, nightly = Rhythm(minutes=60), Rhythm(daily=time(2, 30))
    now = datetime(2026, 7, 1, 2, 10, tzinfo=SHANGHAI)

    assert hourly.latest(now, zone=SHANGHAI) == datetime(2026, 7, 1, 2, 0, tzinfo=SHANGHAI)
    assert nightly.latest(now, zone=SHANGHAI) == datetime(2026, 6, 30, 2, 30, tzinfo=SHANGHAI)
    late = now.replace(hour=2, minute=30)
    assert nightly.latest(late, zone=SHANGHAI) == late
    with pytest.raises(ValueError):
        Rhythm()


def test_a_due_moment_is_run_once_and_written_down(db: None, alone: list[str]) -> None:
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        [(name, moment)] = clock.due(timezone.now())
        first, again = clock.run(name, moment.isoformat()), clock.run(name, moment)

        assert clock.due(timezone.now()) == []
    assert (first, again, alone) == (True, False, ["ran"])
    run = JobRun.objects.get()
    assert (run.scheduled_for, run.rows_seen, run.rows_changed) == (NOON, 7, 3)
    assert run.is_done


def test_a_failing_run_is_tried_three_times_and_kept_with_its_error(
    db: None, alone: list[str]
) -> None:
    alone.append("fail")
    with time_machine.travel(NOON, tick=False) as traveller:
        for _ in range(9):
            for name, moment in clock.due(timezone.now()):
                clock.run(name, moment)
            traveller.shift(timedelta(minutes=1))

    run = JobRun.objects.get()
    assert alone.count("ran") == 3
    assert (run.attempts, run.is_done, run.error) == (3, False, "RuntimeError('no')")
    assert run.finished_at is not None


def test_a_run_whose_worker_died_is_taken_up_when_its_lease_is_over(
    db: None, alone: list[str]
) -> None:
    JobRun.objects.create(
        job="test.house.tick",
        scheduled_for=NOON,
        started_at=NOON,
        lease_until=NOON + timedelta(minutes=5),
    )
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False) as traveller:
        held = clock.due(timezone.now())
        traveller.shift(timedelta(minutes=2))
        taken = clock.run("test.house.tick", NOON)

    assert held == []
    assert taken
    assert JobRun.objects.get().attempts == 2


def test_a_job_without_a_good_run_for_two_periods_is_missed(db: None, alone: list[str]) -> None:
    fresh = clock.missed(NOON)
    JobRun.objects.create(
        job="test.house.other",
        scheduled_for=NOON - timedelta(days=1),
        started_at=NOON - timedelta(days=1),
        lease_until=NOON,
    )

    assert fresh == []
    assert clock.missed(NOON) == ["test.house.tick"]
    with time_machine.travel(NOON, tick=False):
        clock.run("test.house.tick", NOON)
    assert clock.missed(NOON) == []


def test_one_tick_a_minute_wakes_what_is_due(db: None, alone: list[str]) -> None:
    clock.install()
    clock.install()

    clock.tick()

    schedule = Schedule.objects.get(name="clock")
    assert (schedule.minutes, schedule.repeats) == (1, -1)
    assert schedule.func == "backend.core.jobs.clock.tick"
    assert OrmQ.objects.count() == 1


def test_who_may_see_the_clock(boss: Door, stranger: Door, nobody: Door) -> None:
    assert nobody.get("/core/clock").status_code == 401
    assert stranger.get("/core/clock").status_code == 403
    names = [job["name"] for job in boss.see("/core/clock")["items"]]
    assert {"core.audit.seal", "core.events.deliver", "core.audit.check_invariants"} <= set(names)
    assert boss.see("/core/job-runs")["items"] == []


def test_good_runs_of_a_month_ago_are_forgotten_and_failed_ones_kept(db: None) -> None:
    [forget] = [job for job in clock.clocked() if job.name == "core.jobs.forget"]
    long_ago = timezone.now() - timedelta(days=31)
    for number, is_done in ((0, True), (1, False)):
        JobRun.objects.create(
            job="test.house.tick",
            scheduled_for=long_ago + timedelta(minutes=number),
            started_at=long_ago,
            lease_until=long_ago,
            finished_at=long_ago,
            is_done=is_done,
        )

    assert forget.work() == 1
    assert [run.is_done for run in JobRun.objects.all()] == [False]
