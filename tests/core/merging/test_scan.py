"""Looking through everything on file for companies that are there twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.jobs.models import Job
from backend.core.merging import actions
from backend.core.merging.actions import scan as scanning
from backend.core.merging.models import DuplicateGroup, DuplicatePair, Scan
from backend.core.party.models import Party
from tests.house_kit import Door, door_for, person, unit

DAY = "2026-07-01"
AT = "2026-07-02T10:00:00+08:00"
NOW = datetime(2026, 7, 2, 2, 0, tzinfo=UTC)


def company(boss: Door, name: str, **facts: Any) -> str:
    body = {"on": DAY, "name": name, "duplicate_reason": "先录入再说", **facts}
    return str(boss.do("/core/parties", body)["id"])


@pytest.fixture
def three(boss: Door) -> list[str]:
    """A is like B by phone, B like C by account, A and C have nothing in common."""
    bank = [{"bank": "工行", "account": "6222020200112233"}]
    return [
        company(boss, "江苏远东电缆有限公司", phone="13812345678"),
        company(boss, "宜兴新能科技", phone="13812345678", banks=bank),
        company(boss, "无锡恒源金属", banks=bank),
    ]


def scan(boss: Door) -> Scan:
    made = boss.do("/core/scans", {"at": AT})
    while not actions.work(made["id"], actor=system("clock"), at=NOW):
        pass
    return Scan.objects.get(pk=made["id"])


def test_companies_that_hang_together_are_one_group(boss: Door, three: list[str]) -> None:
    company(boss, "安徽铜陵有色")

    done = scan(boss)

    (group,) = boss.see("/core/duplicates")["items"]
    assert (group["size"], group["score"], group["state"]) == (3, 70, "open")
    page = boss.see(f"/core/duplicates/{group['id']}")
    assert {row["party_id"] for row in page["members"]} == set(three)
    assert page["signals"] == ["account", "mobile"]
    assert (done.phase, done.pairs, done.groups) == ("done", 2, 1)
    assert DuplicatePair.objects.count() == 0


def test_twice_is_the_same_as_once(boss: Door, three: list[str]) -> None:
    scan(boss)
    before = list(DuplicateGroup.objects.values("id", "version", "size", "score"))

    scan(boss)

    assert list(DuplicateGroup.objects.values("id", "version", "size", "score")) == before


def test_a_walk_goes_on_where_the_worker_died(
    boss: Door, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "KEYS", 1)
    made = boss.do("/core/scans", {"at": AT})
    assert Job.objects.get(kind="core.scan").arguments["scan_id"] == made["id"]

    over = actions.work(made["id"], actor=system("clock"), at=NOW, batches=1)
    kept = Scan.objects.get().at_kind
    again = boss.post("/core/scans", {"at": AT})
    while not actions.work(made["id"], actor=system("clock"), at=NOW, batches=1):
        pass

    assert (over, kept) == (False, "account")
    assert again.status_code == 409
    assert Scan.objects.get().pieces == 2
    assert DuplicateGroup.objects.get().size == 3


def test_what_a_person_found_different_is_left_alone(boss: Door, three: list[str]) -> None:
    scan(boss)
    group = DuplicateGroup.objects.get()

    boss.do(f"/core/duplicates/{group.pk}/dismiss", {"reason": "同一老板的三家公司"})
    scan(boss)

    assert [g.state for g in DuplicateGroup.objects.all()] == ["dismissed"]


def test_a_merge_closes_the_group_and_its_undoing_opens_it(boss: Door, three: list[str]) -> None:
    scan(boss)
    body = {"survivor_id": three[0], "victim_ids": three[1:], "at": AT, "reason": "同一家"}

    done = boss.do("/core/merges", body)

    assert DuplicateGroup.objects.get().state == "merged"
    boss.do(f"/core/merges/{done['id']}/undo", {"at": AT, "reason": "弄错了"})
    assert DuplicateGroup.objects.get().state == "open"
    assert Party.objects.count() == 3


def test_what_no_longer_looks_alike_fades(boss: Door, three: list[str]) -> None:
    scan(boss)
    for pk in three:
        version = boss.see(f"/core/parties/{pk}")["version"]
        boss.patch(f"/core/parties/{pk}", {"phone": "", "banks": []}, match=f'"{version}"')

    scan(boss)

    assert DuplicateGroup.objects.get().state == "gone"


def test_a_group_is_seen_by_who_sees_all_of_it(boss: Door, three: list[str]) -> None:
    scan(boss)
    rights = {"core.view_duplicate": Scope.TEAM, "core.view_party": Scope.TEAM}
    part = person("part", team=unit("华东"), grants=rights)
    door = door_for(part)
    Party.objects.filter(pk__in=three[:2]).update(owner=part)

    hidden = door.see("/core/duplicates")["items"]
    Party.objects.filter(pk__in=three).update(owner=part)

    assert hidden == []
    assert len(door.see("/core/duplicates")["items"]) == 1


def test_who_may_decide(boss: Door, nobody: Door, stranger: Door, three: list[str]) -> None:
    scan(boss)
    path = f"/core/duplicates/{DuplicateGroup.objects.get().pk}/dismiss"
    neighbour = door_for(
        person(
            "neighbour",
            team=unit("他队"),
            grants={"core.view_duplicate": Scope.TEAM, "core.dismiss_duplicate": Scope.TEAM,
                    "core.view_party": Scope.TEAM},
        )
    )  # fmt: skip

    found = [
        door.post(path, {"reason": "不同公司"}).status_code
        for door in (nobody, stranger, neighbour)
    ]

    assert found == [401, 403, 404]
    assert DuplicateGroup.objects.get().state == "open"
    assert boss.post(path, {"reason": "不同公司"}).status_code == 200
    assert [d.post("/core/scans", {"at": AT}).status_code for d in (nobody, stranger)] == [401, 403]
