"""One-off jobs: once, counted before the work, buried after three."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from backend.core.events.models import Event
from backend.core.jobs import queue
from backend.core.jobs.models import Job
from backend.core.party.models import Party
from tests.house_kit import Door


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kind of work that notes the name it was given; the name `poison` fails."""
    notes: list[str] = []
    monkeypatch.setattr(queue, "_doers", {})

    @queue.does("test.note")
    def note(*, name: str) -> None:
        notes.append(name)
        now = timezone.now()
        Party.objects.create(name=name, created_at=now, updated_at=now)
        if name == "poison":
            raise RuntimeError("poison")

    return notes


def give_up(job_id: UUID) -> None:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for _ in range(5):
            queue.work(job_id)
            traveller.shift(timedelta(minutes=20))


@pytest.mark.usefixtures("db")
def test_the_same_key_is_the_same_work(done: list[str]) -> None:
    first = queue.enqueue("test.note", key="a", name="one")
    second = queue.enqueue("test.note", key="a", name="one")

    assert queue.work(first)
    assert not queue.work(second)
    assert first == second
    assert done == ["one"]
    assert Job.objects.get().state == "done"


@pytest.mark.usefixtures("db")
def test_a_worker_is_woken_after_commit_only(
    done: list[str], django_capture_on_commit_callbacks: type
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue.enqueue("test.note", key="a", name="one")
        assert OrmQ.objects.count() == 0

    assert OrmQ.objects.count() == 1


@pytest.mark.usefixtures("db")
def test_poison_is_buried_after_three_attempts_and_its_effect_undone(done: list[str]) -> None:
    job_id = queue.enqueue("test.note", key="a", name="poison")

    give_up(job_id)

    job = Job.objects.get()
    assert done == ["poison"] * 3
    assert (job.state, job.attempts, job.error) == ("dead", 3, "RuntimeError('poison')")
    assert Party.objects.count() == 0


@pytest.mark.usefixtures("db")
def test_a_job_that_kills_its_worker_is_buried_too(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone: nothing after it runs."""

    def die(*, name: str) -> None:
        done.append(name)
        raise Killed

    queue.does("test.note")(die)
    job_id = queue.enqueue("test.note", key="a", name="bomb")
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for _ in range(3):
            with pytest.raises(Killed):
                queue.work(job_id)
            traveller.shift(timedelta(minutes=20))
        queue.work(job_id)

    assert done == ["bomb"] * 3
    assert Job.objects.get().state == "dead"


@pytest.mark.usefixtures("db")
def test_what_the_queue_lost_is_swept_up(done: list[str]) -> None:
    queue.enqueue("test.note", key="a", name="one")

    early, late = queue.sweep(timezone.now()), queue.sweep(timezone.now() + timedelta(minutes=2))

    assert (early, late) == (0, 1)


def test_a_dead_job_can_be_replayed_by_those_who_may(
    boss: Door, stranger: Door, nobody: Door, done: list[str]
) -> None:
    job_id = queue.enqueue("test.note", key="a", name="poison")
    path = f"/core/jobs/{job_id}/replay"
    early = boss.post(path)
    give_up(job_id)

    refused = [door.post(path).status_code for door in (nobody, stranger)]
    state_then = Job.objects.get().state
    answer = boss.do(path)

    assert early.status_code == 409
    assert refused == [401, 403]
    assert state_then == "dead"
    assert (answer["state"], answer["attempts"]) == ("waiting", 0)
    assert Event.objects.get().name == "core.job.replayed"
    assert boss.see("/core/jobs", state="waiting")["items"][0]["key"] == "a"
