"""Following what changes, within one's sight and without gaps."""

import random
import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from backend.core.access import actor as actors
from backend.core.access.models import Grant, Scope
from backend.core.events import log
from backend.core.party.models import Party
from backend.core.sync import calc
from tests.core.party.test_create import cable
from tests.house_kit import Door, door_for, person, unit

GRANTS = {"core.view_party": Scope.TEAM, "core.create_party": Scope.OWN}


def told(answer: dict[str, object]) -> list[tuple[str, bool]]:
    return [(row["event"], row["removed"]) for row in answer["items"]]  # type: ignore[index,attr-defined]


def test_a_reader_goes_on_where_it_was(boss: Door, hear: object) -> None:
    for name in ("甲", "乙", "丙"):
        boss.do("/core/parties", cable(uscc="", name=name))

    first = boss.see("/changes", limit=2, objects="core.party")
    rest = boss.see("/changes", since=first["next"])
    end = boss.see("/changes", since=rest["next"])

    assert [len(page["items"]) for page in (first, rest, end)] == [2, 1, 0]
    assert [page["more"] for page in (first, rest, end)] == [True, False, False]
    assert end["next"] == rest["next"] == boss.see("/changes", since="now")["next"]
    row = rest["items"][0]
    assert (row["document"], row["version"], row["removed"]) == ("core.party", 1, False)


def test_only_what_is_in_sight_is_told_and_a_move_away_once(boss: Door, hear: object) -> None:
    east, west = unit("华东"), unit("华西")
    ann = door_for(person("ann", team=east, grants=GRANTS))
    bob = door_for(person("bob", team=west, grants=GRANTS))
    made = ann.do("/core/parties", _plain("东方铜业"))
    before = ann.see("/changes")
    hidden = bob.see("/changes")

    party = Party.objects.get(pk=made["id"])
    move(party, owner_id=bob.user.pk, unit_id=west.pk)  # type: ignore[union-attr]
    after_ann, after_bob = ann.see("/changes", since=before["next"]), bob.see("/changes")

    assert told(before) == [("core.party.created", False)]
    assert told(hidden) == []
    assert told(after_ann) == [("", True)]
    assert after_ann["items"][0]["id"] == made["id"]
    assert ("core.party.changed", False) in told(after_bob)
    assert ann.see("/changes", since=after_ann["next"])["items"] == []


def test_new_rights_ask_for_a_new_start(boss: Door, hear: object) -> None:
    user = person("ann", team=unit("华东"), grants=GRANTS)
    ann = door_for(user)
    boss.do("/core/parties", cable(uscc="", name="甲"))
    start = ann.see("/changes")
    Grant.objects.filter(permission="core.view_party").update(scope=Scope.ALL)
    actors.renew([user.pk])

    answer = ann.see("/changes", since=start["next"])
    again = ann.see("/changes", since=answer["next"])

    assert (start["items"], start["reset"]) == ([], False)
    assert (answer["items"], answer["reset"]) == ([], True)
    assert again["reset"] is False


@pytest.mark.parametrize("since", ["x", "eyJ9", "MS4xLjEuMQ==x!", "-1", "MS4tMS4wLjA"])
def test_a_foreign_cursor_is_refused(boss: Door, since: str) -> None:
    assert boss.get("/changes", since=since).status_code == 422


def test_a_cursor_reads_as_it_was_written() -> None:
    place = calc.Place(7, 123456789012, 42)

    assert calc.read(calc.write(place)) == place


def test_who_may_follow(stranger: Door, nobody: Door) -> None:
    assert nobody.get("/changes").status_code == 401
    assert stranger.get("/changes").status_code == 403


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_lose_nothing() -> None:
    boss = door_for(person("boss", superuser=True))
    written: list[str] = []
    is_over = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(25):
            with transaction.atomic():
                now = timezone.now()
                party = Party(name=f"公司{uuid.uuid4()}", created_at=now, updated_at=now)
                party.save(force_insert=True)
                log.emit("core.party.created", party, actor=actors.system("test"))
                time.sleep(chance.random() / 100)
            written.append(str(party.pk))
        connection.close()

    seen: list[str] = []

    def follow() -> None:
        cursor: dict[str, str] = {}
        until = time.monotonic() + 300  # any transaction of the server holds the feed back
        while time.monotonic() < until:
            page = boss.see("/changes", limit=17, **cursor)
            seen.extend(row["id"] for row in page["items"])
            cursor = {"since": page["next"]}
            if is_over.is_set() and not page["more"] and len(seen) >= len(written):
                break
        connection.close()

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(8)]
    for thread in [reader, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    is_over.set()
    reader.join(timeout=310)

    assert len(written) == 200
    assert sorted(seen) == sorted(written)


def move(party: Party, **seat: object) -> None:
    """Hand a party to somebody else, as the assign verb would."""
    from backend.core.documents import actions as documents

    run: Callable[[], None] = documents.verb(lambda: _move(party, seat))
    run()


def _move(party: Party, seat: dict[str, object]) -> None:
    from backend.core.documents import actions as documents

    boss = actors.system("test")
    row = documents.lock(Party, party.pk, actor=boss, permission="core.change_party")
    for name, value in seat.items():
        setattr(row, name, value)
    documents.save(row, actor=boss, event="core.party.changed")


def _plain(name: str) -> dict[str, object]:
    body = cable(uscc="", name=name)
    return {key: value for key, value in body.items() if key not in ("phone", "banks")}
