"""Pages are asked with SQL that is kept: nobody may meet the question of somebody else."""

import pytest

from backend.core.http import pages, paging
from tests.house_kit import Door, door_for, grant_all, person, unit

PARTIES = "/core/parties"
NAMES = ["江苏远东电缆有限公司", "宁波金田铜业有限公司", "铜陵有色股份有限公司"]


@pytest.fixture
def three(boss: Door) -> list[str]:
    """Three companies, oldest first."""
    return [boss.do(PARTIES, {"name": name, "on": "2026-07-01"})["id"] for name in NAMES]


def test_pages_follow_each_other_without_gap_or_repeat(boss: Door, three: list[str]) -> None:
    for order, expected in (("-created_at", three[::-1]), ("created_at", three)):
        seen, after = [], None
        for _ in range(3):
            query = {"limit": 1, "ordering": order} | ({"after": after} if after else {})
            page = boss.see(PARTIES, **query)
            seen += [row["id"] for row in page["items"]]
            after = page["next"]
        assert (seen, after) == (expected, None)


def test_a_plain_page_reads_like_a_counted_one(boss: Door, three: list[str]) -> None:
    plain = boss.see(PARTIES)["items"]
    counted = boss.see(PARTIES, counted="true")["items"]
    assert plain == counted
    assert [row["id"] for row in plain] == three[::-1]


def test_the_kept_question_is_not_shared_by_reach(boss: Door, three: list[str]) -> None:
    pages._kept.clear()
    own = grant_all("core.view_party", "core.create_party", scope=1)
    ann = door_for(person("ann", team=unit("一组"), grants=own))
    ben = door_for(person("ben", team=unit("二组"), grants=own))
    mine = ann.do(PARTIES, {"name": "无锡华能电缆有限公司", "on": "2026-07-01"})["id"]
    for _ in range(2):
        assert [row["id"] for row in ann.see(PARTIES)["items"]] == [mine]
        assert ben.see(PARTIES)["items"] == []
        assert [row["id"] for row in boss.see(PARTIES)["items"]] == [mine, *three[::-1]]


@pytest.mark.parametrize("few", [0, 2_000])
def test_a_short_word_finds_the_same_rows_however_it_is_asked(
    boss: Door, three: list[str], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(paging, "FEW", few)
    for order, expected in (
        ("-created_at", three[::-1]),
        ("created_at", three),
        ("name_pinyin", None),
    ):
        whole = boss.see(PARTIES, q="有限", ordering=order)["items"]
        seen, after = [], None
        for _ in range(3):
            query = {"q": "有限", "limit": 1, "ordering": order}
            page = boss.see(PARTIES, **query | ({"after": after} if after else {}))
            seen += page["items"]
            after = page["next"]
        assert (seen, after) == (whole, None)
        assert expected is None or [row["id"] for row in whole] == expected
