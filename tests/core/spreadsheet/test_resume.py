"""A worker dies in the middle; the next one goes on where it was and nothing is there twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.core.spreadsheet import running
from backend.core.spreadsheet.models import ImportBatch, ImportChunk
from backend.core.spreadsheet.writing import Writer
from backend.crm.lead.models import Lead
from tests.core.spreadsheet.kit import book, checked, mapped, ran, tally
from tests.house_kit import Door

ROWS = 500
CONTENT = book(["主题", "来源", "公司"], *[[f"询价 {n}", "展会", f"公司 {n}"] for n in range(ROWS)])


class PowerCut(BaseException):
    """The process is gone; nobody tidies up."""


@pytest.fixture
def begun(boss: Door) -> str:
    """An import of 500 leads that was told to run."""
    pk = mapped(boss, "crm.lead", CONTENT)
    checked(boss, pk)
    boss.do(f"/core/imports/{pk}/run")
    return pk


def cut(monkeypatch: pytest.MonkeyPatch, *, at: int) -> None:
    """Let the power fail in the middle of the chunk that holds a line, after rows were written."""
    write = Writer.write

    def fail(self: Writer, drafts: object) -> None:
        write(self, drafts)  # type: ignore[arg-type]
        if any(draft.line == at for draft in drafts):  # type: ignore[attr-defined]
            raise PowerCut

    monkeypatch.setattr(Writer, "write", fail)


def test_a_killed_worker_is_followed_by_one_that_goes_on(
    boss: Door, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        cut(patched, at=250)
        with pytest.raises(PowerCut):
            running.work(begun)
    half = ImportBatch.objects.get(pk=begun)
    assert (half.state, half.handled, half.created, half.attempts) == ("running", 200, 200, 0)
    assert Lead.objects.count() == 200

    assert running.work(begun) == 300

    done = ImportBatch.objects.get(pk=begun)
    assert (done.state, done.handled, done.created) == ("done", ROWS, ROWS)
    assert Lead.objects.count() == Lead.objects.values("title").distinct().count() == ROWS
    assert done.chunks.filter(phase=ImportChunk.Phase.RUN).count() == 5
    assert running.work(begun) == 0


def test_the_clock_wakes_a_worker_for_what_lies_still(begun: str) -> None:
    assert running.sweep() == 0
    ImportBatch.objects.filter(pk=begun).update(beat_at=timezone.now() - timedelta(seconds=90))

    assert running.sweep() == 1


def test_a_file_that_kills_its_worker_is_given_up_after_three(
    begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(monkeypatch, at=2)
    for _ in range(3):
        with pytest.raises(PowerCut):
            running.work(begun)

    assert running.work(begun) == 0
    batch = ImportBatch.objects.get(pk=begun)
    assert (batch.state, batch.error) == ("failed", "后台进程多次中断，已停止。")
    assert Lead.objects.count() == 0


def test_who_cancels_stops_it_before_the_next_rows_and_may_undo(boss: Door, begun: str) -> None:
    batch = ImportBatch.objects.get(pk=begun)
    assert running.work(begun, seconds=0) == running.ONE_BY_ONE
    boss.do(f"/core/imports/{begun}/cancel")

    assert running.work(begun) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.handled) == ("cancelled", 100)
    assert Lead.objects.count() == 100
    assert boss.do(f"/core/imports/{begun}/undo")["state"] == "undone"
    assert Lead.objects.count() == 0


def test_somebody_whose_log_in_was_ended_imports_no_more(boss: Door, begun: str) -> None:
    from backend.core.people.models import User

    User.objects.update(is_active=False)

    running.work(begun)

    batch = ImportBatch.objects.get(pk=begun)
    assert (batch.state, batch.error) == ("failed", "发起人的账号或密钥已停用。")
    assert Lead.objects.count() == 0


def test_five_hundred_rows_are_all_there(boss: Door) -> None:
    pk = mapped(boss, "crm.lead", CONTENT)
    checked(boss, pk)

    assert tally(ran(boss, pk)) == (ROWS, 0, 0, 0, 0)
