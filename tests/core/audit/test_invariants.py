"""What must always be true is asked by a command, every night and for the auditor."""

import io

import pytest
from django.core.management import CommandError, call_command

from backend.core import invariants
from backend.core.audit.models import Check
from backend.core.jobs import clock
from tests.house_kit import Door


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Only one invariant, which answers with this list."""
    found: list[str] = []
    monkeypatch.setattr(invariants, "_questions", {})
    invariants.invariant("test.books.balance")(lambda: found)
    return found


def test_all_is_well(db: None, faults: list[str]) -> None:
    said = io.StringIO()

    call_command("check_invariants", stdout=said)

    assert said.getvalue() == "OK    test.books.balance\nall 1 invariants hold\n"


def test_a_fault_is_printed_and_ends_with_an_error(db: None, faults: list[str]) -> None:
    faults.append("lot L1: 5 ≠ 4")
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 of 1 invariants do not hold"):
        call_command("check_invariants", stdout=said)

    assert said.getvalue() == "FAULT test.books.balance\n      lot L1: 5 ≠ 4\n"


def test_the_nightly_answers_are_kept_for_the_auditor(boss: Door, faults: list[str]) -> None:
    faults.append("lot L1: 5 ≠ 4")
    [nightly] = [job for job in clock.clocked() if job.name == "core.audit.check_invariants"]

    tally = nightly.work()

    assert tally == clock.Tally(seen=1, changed=1)
    assert Check.objects.get().fault_count == 1
    [row] = boss.see("/core/audit")["invariants"]
    assert row["faults"] == ["lot L1: 5 ≠ 4"]


def test_the_invariants_of_an_empty_house_hold(db: None) -> None:
    for name in invariants.names():
        assert invariants.check(name) == [], name


def test_the_house_is_printed(db: None) -> None:
    said = io.StringIO()

    call_command("house", stdout=said)

    for word in (
        "core.party  往来单位",
        "verb    blacklist",
        "core.party.created",
        "core.audit.seal",
    ):
        assert word in said.getvalue()
