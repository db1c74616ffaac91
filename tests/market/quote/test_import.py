"""Bringing the real price files in."""

import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.events.models import Event
from backend.market.fx import queries as rates
from backend.market.fx.models import FxRate
from backend.market.instrument.models import Instrument
from backend.market.quote import queries
from backend.market.quote.models import Quote, QuoteImport
from tests.house_kit import Door, door_for, grant_all, person
from tests.market.kit import bring, cut, instrument, put, seed, text_of

FAILED = date(2024, 9, 25)


@pytest.fixture
def world(db: None) -> None:
    """Calendars and instruments are on file."""
    seed()


def body(text: str, **changes: object) -> dict[str, object]:
    return {
        "on": "2026-08-24",
        "file_name": "prices.csv",
        "source": "交易所",
        "text": text,
        **changes,
    }


def test_all_three_files_come_in_within_seconds_and_every_line_is_accounted_for(
    world: None,
) -> None:
    began = time.monotonic()
    bars = bring(text_of("shfe_daily.csv"))
    took = time.monotonic() - began
    usd = bring(text_of("usdcny_daily.csv"))
    lme = bring(text_of("lme_cu_3m.csv"))

    assert (bars.shape, usd.shape, lme.shape) == ("bars", "rates", "closes")
    assert (bars.stored, bars.missing, bars.unchanged, bars.rejected) == (3828, 6, 0, 0)
    assert (usd.stored, lme.stored) == (735, 400)
    assert bars.lines.count() == 3834
    assert Quote.objects.count() == 3834 * 5 + 400
    assert FxRate.objects.count() == 735
    assert took < 30
    settle = queries.settle(instrument("SHFE.CU").pk, date(2026, 6, 30))
    assert settle is not None
    assert settle.value == Decimal("102490")
    assert rates.rate("USD/CNY", date(2024, 1, 2)).value == Decimal("7.1503")


def test_the_day_the_feed_failed_is_stored_without_settle_and_reported_by_line(
    boss: Door, world: None
) -> None:
    done = boss.post("/market/quote-imports", body(cut("shfe_daily.csv", holding=["2024-09-25"])))

    assert done.status_code == 201
    assert (done.body["missing"], done.body["stored"]) == (6, 0)
    assert [row["outcome"] for row in done.body["lines"]] == ["missing"] * 6
    assert [row["line"] for row in done.body["lines"]] == [2, 3, 4, 5, 6, 7]
    assert done.body["lines"][1]["detail"] == "缺价：settle"
    copper = Quote.objects.get(instrument__code="SHFE.CU", kind="settle", trade_date=FAILED)
    assert (copper.value, copper.status, copper.version) == (None, "missing", 1)
    close = queries.settle(copper.instrument_id, FAILED, kind="close")
    assert close is not None
    assert close.value == Decimal("77070")
    assert queries.settle(copper.instrument_id, FAILED) is None


def test_reading_a_file_again_changes_nothing(boss: Door, world: None) -> None:
    text = cut("shfe_daily.csv", holding=["2024-09"])
    boss.do("/market/quote-imports", body(text))
    before = Quote.objects.count()

    again = boss.do("/market/quote-imports", body(text))

    assert (again["stored"], again["corrected"], again["missing"]) == (0, 0, 0)
    assert again["unchanged"] == 114
    assert Quote.objects.count() == before
    assert not Event.objects.filter(name="market.quote.corrected").exists()


def test_a_corrected_value_is_a_new_version_told_and_the_old_one_stays(
    boss: Door, world: None
) -> None:
    text = cut("shfe_daily.csv", holding=["2026-07-08", "SHFE.CU"])
    boss.do("/market/quote-imports", body(text))
    first = queries.settle(instrument("SHFE.CU").pk, date(2026, 7, 8))
    assert first is not None
    parts = text.splitlines()[1].split(",")
    parts[6] = "103010"

    done = boss.do(
        "/market/quote-imports", body(text.splitlines()[0] + "\n" + ",".join(parts) + "\n")
    )

    assert (done["corrected"], done["stored"]) == (1, 0)
    assert done["lines"][0]["detail"] == "更正：settle"
    now = queries.settle(first.instrument_id, date(2026, 7, 8))
    assert now is not None
    assert (now.value, now.version, now.status) == (Decimal("103010"), 2, "corrected")
    assert Quote.objects.get(pk=first.id).value == Decimal("103000")
    known = queries.settle(first.instrument_id, date(2026, 7, 8), as_known_at=first.recorded_at)
    assert known is not None
    assert known.id == first.id
    event = Event.objects.get(name="market.quote.corrected")
    assert event.document_id == now.id
    assert event.payload["previous_id"] == str(first.id)
    assert (event.payload["old"], event.payload["new"]) == ("103000.0000", "103010")


def test_an_old_file_never_undoes_a_correction_or_takes_a_price_away(world: None) -> None:
    text = cut("shfe_daily.csv", holding=["2024-09-25", "SHFE.CU"])
    text += cut("shfe_daily.csv", holding=["2024-09-24", "SHFE.CU"]).splitlines()[1] + "\n"
    bring(text)
    put("SHFE.CU", "2024-09-25", "76910")
    put("SHFE.CU", "2024-09-24", "76110")

    again = bring(text)

    assert (again.unchanged, again.corrected) == (2, 0)
    assert {row.detail for row in again.lines.all()} == {"保留已有价格：settle"}
    copper = instrument("SHFE.CU").pk
    found = [queries.settle(copper, date(2024, 9, day)) for day in (24, 25)]
    assert [value and value.value for value in found] == [Decimal("76110"), Decimal("76910")]


BROKEN = """date,instrument,open,high,low,close,settle,volume,open_interest
2026-07-08,SHFE.CU,1,1,1,1,103000,1,1
2026-07-08,SHFE.XX,1,1,1,1,103000,1,1
2026-07-32,SHFE.CU,1,1,1,1,103000,1,1
2026-07-09,SHFE.CU,1,1,1,1,-5,1,1
2026-07-10,SHFE.CU,1,1,1,1,NaN,1,1
2026-07-13,SHFE.CU,1,1,1,1
2026-07-14,SHFE.CU,1,1,2,1,103000,1,1
2026-07-11,SHFE.CU,1,1,1,1,103000,1,1
2026-07-08,SHFE.CU,1,1,1,1,103001,1,1
2026-07-15,SHFE.CU,1,1,1,1,1.23456,1,1
"""
REASONS = {
    "line 3": "没有这个品种",
    "line 4": "date: 日期无效",
    "line 5": "settle: 不是有效的价格（不得为负数或文字）",
    "line 6": "settle: 不是有效的价格（不得为负数或文字）",
    "line 7": "列数与表头不一致",
    "line 8": "low: 最低价高于最高价",
    "line 9": "该日休市",
    "line 10": "同一品种同一天出现两个不同的价格",
    "line 11": "settle: 价格位数过多",
}


def test_broken_lines_are_named_and_nothing_is_stored(boss: Door, world: None) -> None:
    refused = boss.post("/market/quote-imports", body(BROKEN))

    assert refused.status_code == 422
    assert refused.body["type"] == "/problems/broken-rows"
    assert refused.body["errors"] == REASONS
    assert Quote.objects.count() == 0
    assert QuoteImport.objects.count() == 0


def test_the_good_lines_are_kept_when_asked(boss: Door, world: None) -> None:
    done = boss.do("/market/quote-imports", body(BROKEN, keep_good=True))

    assert (done["stored"], done["rejected"]) == (1, 9)
    assert {f"line {row['line']}": row["detail"] for row in done["lines"]} == REASONS
    assert Quote.objects.filter(kind="settle").count() == 1
    report = boss.see(f"/market/quote-imports/{done['id']}/lines", outcome="stored")
    assert [row["line"] for row in report["items"]] == [2]
    page = boss.see(f"/market/quote-imports/{done['id']}/lines", limit=3)
    assert ([row["line"] for row in page["items"]], page["next"]) == ([2, 3, 4], 4)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_an_uploaded_file_may_be_utf8_or_gb18030_with_chinese_columns(
    boss: Door, world: None, encoding: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = '日期,品种,结算价\r\n2026/7/8,shfe.cu,"103,000"\r\n'
    file = SimpleUploadedFile("结算价.csv", text.encode(encoding))
    assert boss.client is not None

    answer = boss.client.post(
        "/api/v1/market/quote-uploads",
        {"on": "2026-08-24", "source": "交易所", "file": file},
        HTTP_IDEMPOTENCY_KEY=encoding,
    )

    assert answer.status_code == 201, answer.content
    assert answer.json()["stored"] == 1
    assert answer.json()["file_name"] == "结算价.csv"
    found = queries.settle(instrument("SHFE.CU").pk, date(2026, 7, 8))
    assert found is not None
    assert found.value == Decimal("103000")


@pytest.mark.parametrize(
    "text",
    ["hello", "a,b\n1,2\n", "date,instrument\n2026-07-08,SHFE.CU\n", "\x00", "date,date,rate\n"],
)
def test_what_is_no_price_file_is_refused(boss: Door, world: None, text: str) -> None:
    refused = boss.post("/market/quote-imports", body(text))

    assert refused.status_code == 422
    assert QuoteImport.objects.count() == 0


def test_a_file_costs_the_same_number_of_queries_for_few_and_many_lines(world: None) -> None:
    with CaptureQueriesContext(connection) as few:
        bring(cut("shfe_daily.csv", holding=["2026-07-08", "SHFE.CU"]))
    with CaptureQueriesContext(connection) as many:
        bring(cut("shfe_daily.csv", holding=["2026-06"]))

    assert len(many) == len(few)


def test_rows_of_the_table_are_never_changed(world: None) -> None:
    from django.db import DatabaseError, transaction

    put("SHFE.CU", "2026-07-08", "103000")
    for write in (
        lambda: Quote.objects.update(value=1),
        lambda: Quote.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert Quote.objects.get().value == Decimal("103000")


def test_who_may_import(boss: Door, stranger: Door, nobody: Door, world: None) -> None:
    text = cut("shfe_daily.csv", holding=["2026-07-08", "SHFE.CU"])
    reader = door_for(person("reader", grants=grant_all("market.view_quote_import")))
    keeper = door_for(
        person(
            "keeper",
            grants=grant_all("market.view_quote_import", "market.create_quote_import"),
        )
    )

    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert door.post("/market/quote-imports", body(text)).status_code == status
        assert Quote.objects.count() == 0
    assert keeper.post("/market/quote-imports", body(text)).status_code == 201
    assert Instrument.objects.get(code="SHFE.CU").quotes.count() == 5
