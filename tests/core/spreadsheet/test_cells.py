"""What people write into cells, and what it means."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from backend.core.spreadsheet.calc import cells, safe

NUMBERS = [
    ("1,234.50", "1234.50"), ("１，２３４．５", "1234.5"), ("￥1,234", "1234"), ("-12.5", "-12.5"),
    ("(12.5)", "-12.5"), (12.5, "12.5"), (0.1 + 0.2, "0.3"), (13812345678.0, "13812345678"),
    (Decimal("8.9600"), "8.9600"), (" 7 ", "7"),
]  # fmt: skip
NO_NUMBERS = ["12.5%", "1.234,5", "1,23", "abc", "1_000", "NaN", "1e99", "", True]
DAYS = [
    "2026-07-01", "2026/7/1", "2026.7.1", "2026年7月1日", "20260701", "二〇二六年七月一日",
    date(2026, 7, 1), datetime(2026, 7, 1, 9, 30), 46204, 46204.4, "46204", "2026-7-1 09:30",
]  # fmt: skip
NO_DAYS = ["1/7/2026", "26-7-1", "2026-13-01", "2026-02-30", "七月一日", 12, "", True]


@pytest.mark.parametrize(("cell", "said"), NUMBERS)
def test_a_number_is_read_exactly(cell: object, said: str) -> None:
    assert cells.decimal(cell) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_what_is_no_number_is_not_guessed(cell: object) -> None:
    with pytest.raises(cells.Unclear):
        cells.decimal(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["13%", "13％", "0.13", 0.13, "130‰"])
def test_a_share_may_be_written_as_per_cent(cell: object) -> None:
    assert Decimal(cells.ratio(cell)) == Decimal("0.13")  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_is_read_in_the_forms_people_write(cell: object) -> None:
    assert cells.day(cell) == "2026-07-01"  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", NO_DAYS)
def test_a_day_that_is_not_certain_is_not_guessed(cell: object) -> None:
    with pytest.raises(cells.Unclear):
        cells.day(cell)  # type: ignore[arg-type]


def test_two_days_of_two_numerals() -> None:
    assert cells.day("二〇二六年十二月三十一日") == "2026-12-31"
    assert cells.day("二零二六年十月二十日") == "2026-10-20"


def test_a_phone_keeps_its_digits_as_text() -> None:
    assert cells.text(13812345678.0) == "13812345678"
    assert cells.text("0571-88880000") == "0571-88880000"
    assert cells.text("007") == "007"


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "'=1", "''=1", "\t=1", "'text", "-12.5", "a"],
)
def test_what_goes_out_comes_back_as_it_was(typed: str) -> None:
    out = str(safe.harmless(typed))

    assert safe.armed(out) == typed
    assert not out.startswith(("=", "+1+", "-2+", "@", "＝", "\t"))


def test_a_negative_number_stays_one() -> None:
    assert safe.harmless("-12.5") == "-12.5"
    assert safe.harmless("+86") == "+86"
    assert safe.harmless(Decimal("-12.5")) == Decimal("-12.5")
