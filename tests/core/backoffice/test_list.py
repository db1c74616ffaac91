"""The list shows no more than the API: scope, masks, filters, exports."""

import io

from openpyxl import load_workbook

from backend.core.access.models import Mode, Scope
from tests.core.backoffice.kit import PARTIES, company, desk, of, page, raw
from tests.house_kit import Door, person, unit

SEES = {"core.view_party": Scope.ALL, "core.export_party": Scope.ALL}


def test_a_person_sees_only_rows_in_scope_and_the_rest_is_not_there(boss: Door) -> None:
    mine = person("ann", team=unit("华东"), grants={"core.view_party": Scope.TEAM})
    theirs = company(boss, name="别人的公司")

    ann = desk(mine)

    assert "别人的公司" not in page(ann, PARTIES)
    assert ann.get(of(theirs, "change")).status_code == 404
    assert ann.get(of(theirs, "edit")).status_code == 404
    assert ann.get(of(theirs, "do/blacklist")).status_code == 404


def test_a_stranger_finds_no_list_and_nobody_is_asked_to_log_in(boss: Door, client: object) -> None:
    company(boss)

    stranger = desk(person("stranger"))

    assert stranger.get(PARTIES).status_code == 403
    assert stranger.get(f"{PARTIES}export.csv").status_code == 403
    assert "往来单位" not in page(stranger, "/admin/")
    assert client.get(PARTIES).status_code == 302  # type: ignore[attr-defined]


def test_a_masked_phone_is_masked_in_list_page_timeline_and_export(boss: Door) -> None:
    party = company(boss)
    user = person("ann", grants=SEES, fields={("core.party", "phone"): Mode.MASKED})
    boss.patch(f"/core/parties/{party.pk}", {"phone": "13987654321"}, match='"1"')

    ann = desk(user)

    for path in (PARTIES, of(party, "change"), f"{PARTIES}export.csv"):
        text = page(ann, path)
        assert "139****4321" in text, path
        assert "13987654321" not in text, path
        assert "13812345678" not in text, path


def test_a_hidden_phone_is_nowhere_and_cannot_be_probed(boss: Door) -> None:
    party = company(boss)
    ann = desk(person("ann", grants=SEES))

    for path in (PARTIES, of(party, "change"), f"{PARTIES}export.csv"):
        text = page(ann, path)
        assert "1381234" not in text, path
        assert "138****" not in text, path
    assert "电话" not in page(ann, f"{PARTIES}export.csv")
    for probe in ("phone", "phone__startswith", "phone__gte", "banks__account", "owner__password"):
        assert ann.get(f"{PARTIES}?{probe}=138").status_code == 400, probe
        assert ann.get(f"{PARTIES}export.csv?{probe}=138").status_code == 400, probe
    assert "江苏远东" in page(ann, PARTIES, o="6")


def test_the_filters_are_those_of_the_api(boss: Door) -> None:
    company(boss, province="江苏")
    company(boss, name="宁波镇海铜业有限公司", province="浙江")
    seat = desk(boss.user)  # type: ignore[arg-type]

    found = page(seat, PARTIES, province="浙江")

    assert "宁波镇海" in found
    assert "江苏远东" not in found
    assert "没有符合条件的记录" in page(seat, PARTIES, is_blacklisted="perhaps")


def test_the_search_box_knows_initials_and_fragments(boss: Door) -> None:
    company(boss)
    seat = desk(boss.user)  # type: ignore[arg-type]

    assert "江苏远东" in page(seat, PARTIES, q="jsyd")
    assert "没有符合条件的记录" in page(seat, PARTIES, q="铜陵")


def test_an_export_disarms_formulas_and_keeps_numbers(boss: Door) -> None:
    company(boss, name='=HYPERLINK("http://evil","x")', short_name="-12.50", province="+1+1")
    seat = desk(boss.user)  # type: ignore[arg-type]

    book = load_workbook(io.BytesIO(raw(seat.get(f"{PARTIES}export.xlsx"))))
    text = raw(seat.get(f"{PARTIES}export.csv")).decode()

    values = [cell.value for row in book.active.iter_rows(min_row=2) for cell in row]
    assert '\'=HYPERLINK("http://evil","x")' in values
    assert "'+1+1" in values
    assert "-12.50" in values
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert ",'+1+1," in text
    assert ",-12.50," in text


def test_an_export_needs_its_own_permission(boss: Door) -> None:
    company(boss)

    ann = desk(person("ann", grants={"core.view_party": Scope.ALL}))

    assert ann.get(f"{PARTIES}export.csv").status_code == 403
    assert "export.xlsx" not in page(ann, PARTIES)


def test_a_list_costs_the_same_number_of_queries_for_one_row_and_twenty(
    boss: Door, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seat = desk(boss.user)  # type: ignore[arg-type]
    company(boss)
    page(seat, PARTIES)
    with CaptureQueriesContext(connection) as one:
        page(seat, PARTIES)
    for index in range(19):
        company(boss, name=f"公司{index}")
    with CaptureQueriesContext(connection) as twenty:
        page(seat, PARTIES)

    assert len(twenty) == len(one)
