"""Stories about days: windows, night sessions, cut-offs, due days and late money."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import money
from backend.market.pricing.calc import bills, receipts, storage, terms, windows
from backend.market.pricing.calc.receipts import Debt
from backend.market.pricing.calc.terms import DueRule, Portion, Roll
from backend.market.pricing.calc.windows import Late

D = Decimal
HOLIDAY = {date(2025, 10, n) for n in range(1, 9)}
SHFE = {
    day
    for n in range(92)
    if (day := date(2025, 9, 1) + timedelta(days=n)).weekday() < 5 and day not in HOLIDAY
}


@pytest.mark.parametrize(
    ("shift", "first", "last"),
    [
        (-1, date(2024, 12, 1), date(2024, 12, 31)),
        (0, date(2025, 1, 1), date(2025, 1, 31)),
        (1, date(2025, 2, 1), date(2025, 2, 28)),
        (13, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_the_month_of_an_anchor_shifts_over_the_year(shift, first, last):
    assert windows.month(date(2025, 1, 31), shift=shift) == (first, last)


def test_september_has_twenty_two_pricing_days_and_october_seventeen():
    anchor = date(2025, 9, 15)

    assert len(windows.month_window(anchor, shift=0, calendar=SHFE).days) == 22
    assert len(windows.month_window(anchor, shift=1, calendar=SHFE).days) == 17


def test_a_calendar_that_ends_early_is_no_answer():
    with pytest.raises(windows.CalendarTooShort):
        windows.month_window(date(2025, 9, 15), shift=3, calendar=SHFE)
    with pytest.raises(windows.CalendarTooShort):
        windows.after(date(2025, 11, 25), n=20, calendar=SHFE)


def test_a_window_is_capped_at_its_latest_day():
    found = windows.after(date(2025, 9, 25), n=20, calendar=SHFE, latest=date(2025, 10, 10))

    assert (found.first, found.last, len(found.days)) == (
        date(2025, 9, 26),
        date(2025, 10, 10),
        5,
    )


def test_calling_from_the_second_day_after_arrival():
    found = windows.after(date(2025, 9, 15), n=3, calendar=SHFE, skip=1)

    assert found.days == (date(2025, 9, 17), date(2025, 9, 18), date(2025, 9, 19))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 9, 19, 14, 59), date(2025, 9, 19)),
        (datetime(2025, 9, 19, 21, 5), date(2025, 9, 22)),
        (datetime(2025, 9, 20, 0, 40), date(2025, 9, 22)),
        (datetime(2025, 9, 23, 0, 40), date(2025, 9, 23)),
        (datetime(2025, 9, 30, 21, 0), date(2025, 10, 9)),
        (datetime(2025, 10, 11, 10, 0), date(2025, 10, 13)),
    ],
)
def test_the_night_belongs_to_the_next_trading_day(moment, day):
    assert windows.trade_date(moment, calendar=SHFE) == day


def test_a_minute_after_the_cut_off_is_tomorrow_or_never():
    cut_off = time(10, 0)

    def asked(minute, late=Late.NEXT_DAY):
        moment = datetime(2025, 9, 19, 10, minute)
        return windows.request_date(moment, calendar=SHFE, cut_off=cut_off, late=late)

    assert asked(0) == date(2025, 9, 19)
    assert asked(1) == date(2025, 9, 22)
    with pytest.raises(windows.TooLate):
        asked(1, Late.REFUSE)


def test_a_limit_locked_day_rolls_to_the_next():
    friday = date(2025, 9, 19)

    assert windows.roll(friday, calendar=SHFE, excluded=[friday]) == date(2025, 9, 22)


@pytest.mark.parametrize(
    ("trigger", "rule", "due"),
    [
        (date(2025, 1, 31), {"months": 1}, date(2025, 2, 28)),
        (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29)),
        (date(2025, 1, 31), {"days": 30}, date(2025, 3, 2)),
        (date(2025, 9, 10), {"rule": DueRule.END_OF_MONTH, "days": 15}, date(2025, 10, 15)),
        (date(2025, 9, 10), {"rule": DueRule.END_OF_MONTH, "months": 1}, date(2025, 10, 31)),
        (date(2025, 12, 5), {"rule": DueRule.NTH_OF_NEXT_MONTH, "nth": 10}, date(2026, 1, 10)),
        (date(2025, 1, 5), {"rule": DueRule.NTH_OF_NEXT_MONTH, "nth": 31}, date(2025, 2, 28)),
    ],
)
def test_a_due_day_follows_its_rule(trigger, rule, due):
    assert terms.due_on(trigger, **rule) == due


def test_a_due_day_on_a_holiday_moves_but_a_make_up_sunday_stays():
    working = {date(2025, 9, 30), date(2025, 10, 9), date(2025, 9, 28)}
    holiday = date(2025, 10, 3)

    assert terms.rolled(holiday, working_days=working) == date(2025, 10, 9)
    back = terms.rolled(holiday, working_days=working, roll=Roll.PREVIOUS)
    assert back == date(2025, 9, 30)
    assert terms.rolled(holiday, working_days=working, roll=Roll.STAY) == holiday
    assert terms.rolled(date(2025, 9, 28), working_days=working) == date(2025, 9, 28)


def test_an_advance_in_yuan_and_the_rest():
    parts = terms.split(D("100.01"), portions=[Portion(amount=D("30")), Portion()])

    assert parts == [D("30.00"), D("70.01")]


@pytest.mark.parametrize(
    "portions",
    [
        [],
        [Portion(percent=D(20)), Portion(percent=D(70))],
        [Portion(), Portion(percent=D(10))],
        [Portion(amount=D("100.02")), Portion()],
    ],
)
def test_terms_that_do_not_add_up_are_refused(portions):
    with pytest.raises(terms.TermsDoNotAddUp):
        terms.split(D("100.01"), portions=portions)


@given(
    total=st.decimals(min_value=0, max_value=D("99999999.99"), places=2),
    cuts=st.lists(st.integers(1, 20), min_size=0, max_size=5),
)
def test_the_last_line_of_a_term_takes_the_rest(total, cuts):
    portions = [Portion(percent=D(cut)) for cut in cuts]
    portions.append(Portion(percent=D(100 - sum(cuts))) if sum(cuts) < 100 else Portion())

    assert sum(terms.split(total, portions=portions)) == total


def test_open_money_is_sorted_by_how_late_it_is():
    today = date(2025, 9, 30)
    late = (0, 1, 30, 31, 90, 91, 365, 366)
    debts = [Debt(str(n), today - timedelta(days=n), D("1.00")) for n in late]
    debts.append(Debt("later", today + timedelta(days=9), D("5.00")))

    assert receipts.ageing(debts, today=today) == [6, 2, 1, 1, 1, 1, 1]


def test_what_pays_no_debt_stays_on_account():
    debts = [Debt("B", date(2025, 9, 1), D("3.00")), Debt("A", date(2025, 9, 1), D("4.00"))]

    found = receipts.allocate(D("10.00"), debts=debts)

    assert [paid.number for paid in found.payments] == ["A", "B"]
    assert found.on_account == D("3.00")


def test_money_in_time_costs_nothing():
    day = date(2025, 10, 28)

    found = receipts.late_fee(D("100"), daily_rate=D("0.0005"), due_on=day, paid_on=day)

    assert found == (0, D("0.00"))


@given(last=st.integers(2, 10**12), data=st.data())
def test_a_split_bill_keeps_its_face(last, data):
    held = bills.Range(1, last)
    pay = money.cents(D(data.draw(st.integers(1, last - 1))) / 100)

    parts = bills.split(held, pay=pay)

    assert parts.paid.face + parts.rest.face == held.face
    assert parts.rest.first == parts.paid.last + 1


def test_an_undivided_bill_cannot_be_split():
    with pytest.raises(bills.CannotSplit):
        bills.split(bills.Range(0, 0), pay=D("1"))
    with pytest.raises(bills.CannotSplit):
        bills.split(bills.Range(1, 100), pay=D("1"))


def test_a_bill_is_discounted_first_day_in_last_day_out():
    found = bills.discount(
        D("1000000"), yearly_rate=D("0.018"), on=date(2025, 9, 10), due_on=date(2025, 12, 9)
    )

    assert found == (D("4500.00"), D("995500.00"))


def test_weekend_rent_may_cost_double_and_less_than_a_tonne_counts_as_one():
    saturday, sunday = date(2025, 9, 20), date(2025, 9, 21)

    found = storage.rent(
        D("0.4"),
        rate=D("0.60"),
        arrived_on=date(2025, 9, 19),
        left_on=date(2025, 9, 23),
        least=D(1),
        dear_days=[saturday, sunday],
        factor=D(2),
    )

    assert found == (4, 4, D("3.60"))
