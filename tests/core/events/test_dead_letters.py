"""News that cannot be digested is put aside, seen and heard again."""

from collections.abc import Callable

import pytest

from backend.core.events import log
from backend.core.events.models import Cursor, DeadLetter, Event
from tests.core.party.test_create import cable
from tests.house_kit import Door


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An ear that notes document numbers and chokes on those in `bad`."""
    heard: list[str] = []
    monkeypatch.setattr(log, "_listeners", {})

    @log.on("core.party.created")
    def listen(event: Event) -> None:
        if f"bad {event.document_no}" in heard:
            raise RuntimeError("cannot")
        heard.append(event.document_no)

    return heard


def two_parties(boss: Door) -> None:
    boss.do("/core/parties", cable(uscc="", name="甲公司"))
    boss.do("/core/parties", cable(uscc="", name="乙公司"))


def test_poison_becomes_a_dead_letter_and_the_rest_is_heard(
    boss: Door, hear: Callable[[], int], ear: list[str]
) -> None:
    ear.append("bad P-2026-0001")
    two_parties(boss)

    for _ in range(log.MAX_FAILURES):
        hear()

    assert ear == ["bad P-2026-0001", "P-2026-0002"]
    letter = DeadLetter.objects.get()
    assert letter.error == "RuntimeError('cannot')"
    row = boss.see("/core/dead-letters", state="waiting")["items"][0]
    assert (row["document_no"], row["event_name"]) == ("P-2026-0001", "core.party.created")


def test_a_dead_letter_is_heard_again_on_request(
    boss: Door, stranger: Door, nobody: Door, hear: Callable[[], int], ear: list[str]
) -> None:
    ear.append("bad P-2026-0001")
    two_parties(boss)
    for _ in range(log.MAX_FAILURES):
        hear()
    path = f"/core/dead-letters/{DeadLetter.objects.get().pk}/replay"

    refused = [nobody.post(path).status_code, stranger.post(path).status_code]
    still = boss.post(path)
    ear.remove("bad P-2026-0001")
    mended = boss.do(path)

    assert refused == [401, 403]
    assert still.status_code == 409
    assert still.body["type"] == "/problems/still-failing"
    assert mended["state"] == "replayed"
    assert ear == ["P-2026-0002", "P-2026-0001"]
    assert boss.post(path).status_code == 409


def test_an_ear_new_to_an_old_log_begins_at_its_present_end(
    boss: Door, hear: Callable[[], int], ear: list[str]
) -> None:
    two_parties(boss)
    log.open_cursors()
    boss.do("/core/parties", cable(uscc="", name="丙公司"))

    hear()

    assert ear == ["P-2026-0003"]
    assert Cursor.objects.get(reader__endswith="listen").failures == 0


def test_an_ear_of_an_empty_log_begins_at_its_start(
    boss: Door, hear: Callable[[], int], ear: list[str]
) -> None:
    log.open_cursors()
    two_parties(boss)

    hear()

    assert ear == ["P-2026-0001", "P-2026-0002"]
