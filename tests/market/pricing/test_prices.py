"""Stories about finding a price: tranches, averages, alerts, margins and parity."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import money
from backend.market.pricing.calc import alerts, averages, fixing, margin, provisional, rolling
from backend.market.pricing.calc.alerts import Crossing
from backend.market.pricing.calc.averages import MissingDay
from backend.market.pricing.calc.fixing import Tranche
from backend.market.pricing.calc.margin import Side

D = Decimal
MON, TUE, WED, THU, FRI = (date(2025, 9, n) for n in range(1, 6))
WEEK = [MON, TUE, WED, THU, FRI]
QUOTES = {MON: D("79800"), TUE: D("79900"), WED: D("80010"), THU: D("79950"), FRI: D("80075")}
HOLED = {day: value for day, value in QUOTES.items() if day != WED}


def strike(quotes, **rule):
    return averages.average(quotes, trading_days=WEEK, as_of=FRI, **rule)


def test_an_average_keeps_the_days_it_was_struck_from():
    found = strike(QUOTES)

    assert (found.value, found.n, found.missing) == (D("79947.00"), 5, ())
    assert [day.quoted_on for day in found.days] == WEEK


def test_a_make_up_saturday_without_market_never_counts():
    saturday = date(2025, 9, 6)

    found = strike({**QUOTES, saturday: D("99999")})

    assert found.value == D("79947.00")


def test_an_average_waits_for_a_missing_quote_and_says_which():
    with pytest.raises(averages.QuoteMissing) as waiting:
        strike(HOLED)

    assert waiting.value.days == (WED,)


@pytest.mark.parametrize(
    ("rule", "value", "n", "source"),
    [
        (MissingDay.PREVIOUS, "79925.00", 5, TUE),
        (MissingDay.NEXT, "79935.00", 5, THU),
    ],
)
def test_a_clause_may_borrow_a_neighbouring_quote(rule, value, n, source):
    found = strike(HOLED, missing=rule)

    assert (found.value, found.n, found.missing) == (D(value), n, (WED,))
    assert found.days[2] == (WED, HOLED[source], source)


def test_a_day_is_skipped_only_when_somebody_says_it_was_not_published():
    with pytest.raises(averages.QuoteMissing):
        strike(HOLED, missing=MissingDay.SKIP)

    found = strike(HOLED, missing=MissingDay.SKIP, unpublished=[WED])

    assert (found.value, found.n, found.missing) == (D("79931.25"), 4, (WED,))


@pytest.mark.parametrize("rule", MissingDay)
def test_a_window_still_running_is_final_under_no_rule(rule):
    early = {day: QUOTES[day] for day in (MON, TUE)}

    with pytest.raises(averages.QuoteMissing) as waiting:
        averages.average(
            early, trading_days=WEEK, as_of=TUE, missing=rule, unpublished=[WED, THU, FRI]
        )

    assert waiting.value.days == (WED, THU, FRI)


def test_the_running_mean_serves_a_provisional_invoice():
    found = averages.to_date(HOLED, trading_days=WEEK, today=THU)

    assert (found.n, found.value, found.missing) == (3, D("79883.33"), (WED,))


def test_a_clause_may_demand_a_least_number_of_days():
    with pytest.raises(averages.NothingToAverage):
        strike(QUOTES, at_least=6)
    with pytest.raises(averages.NothingToAverage):
        averages.average({}, trading_days=[], as_of=FRI)


def test_a_clause_may_round_the_average_to_whole_yuan():
    quotes = {MON: D("79800"), TUE: D("79801")}

    found = averages.average(quotes, trading_days=[MON, TUE], as_of=TUE, places=0)

    assert (found.value, found.unrounded) == (79801, D("79800.5"))


def test_of_equal_runs_the_earliest_counts():
    assert averages.lowest_run([D(2), D(1), D(1), D(1), D(9)], length=2).start == 1


@given(quantity=st.decimals(min_value=0, max_value=9999, places=3), n=st.integers(1, 31))
def test_daily_slices_add_up_to_the_tonnes_of_an_average_deal(quantity, n):
    parts = averages.slices(quantity, n=n)

    assert len(parts) == n
    assert sum(parts) == quantity
    assert max(parts) - min(parts) <= D("0.001")


def test_more_cannot_be_priced_than_the_band_holds():
    assert fixing.check_priced(D("95"), adding=D("10"), ceiling=D("105")) == 105

    with pytest.raises(fixing.OverPriced):
        fixing.check_priced(D("95"), adding=D("10.001"), ceiling=D("105"))


def test_a_very_short_delivery_reaches_back_into_earlier_calls():
    calls = [Tranche(quantity=D(q), base=D(p)) for q, p in ((60, 86160), (40, 85820))]

    found = fixing.by_last_tranche(calls, delivered=D("50"))

    assert found == (money.amount(50, 86160), D("-50.000"), D("0.00"))


def test_excess_may_follow_the_last_call():
    calls = [Tranche(quantity=D("60"), base=D("86160"))]

    assert fixing.by_last_tranche(calls, delivered=D("61")).excess_amount == D("86160.00")


def test_nothing_is_settled_before_anything_is_priced():
    with pytest.raises(ValueError, match="priced"):
        fixing.pro_rata([], delivered=D("1"))


def test_a_falling_market_asks_the_buyer_of_priced_goods_for_more():
    terms = {"maintenance": D("0.05"), "initial": D("0.10"), "price": D("86000")}
    calm = margin.undelivered(D(100), side=Side.SALE, deposit=D("860000"), mark=D("85000"), **terms)
    fallen = margin.undelivered(
        D(100), side=Side.SALE, deposit=D("860000"), mark=D("80000"), **terms
    )
    bought = margin.undelivered(
        D(100), side=Side.PURCHASE, deposit=D("860000"), mark=D("80000"), **terms
    )

    assert (calm.equity, calm.call) == (760000, D("0.00"))
    assert (fallen.loss, fallen.equity, fallen.call) == (600000, 260000, D("540000.00"))
    assert (bought.loss, bought.equity, bought.call) == (-600000, 1460000, D("0.00"))


def test_at_the_trigger_itself_no_margin_is_called():
    def call(received):
        return margin.unpriced(
            D(100),
            received=D(received),
            mark=D("90000"),
            premium=D(0),
            trigger=D("1.02"),
            target=D("1.05"),
        )

    assert call("9180000.00").ask == 0
    assert call("9179999.99").call == D("270000.01")
    assert call("9179999.99").ask == 271000


def test_a_roll_costs_a_long_what_a_short_gains_fee_apart():
    terms = {"old": D("86000"), "new": D("86120"), "fee": D("5"), "unpriced": D("50")}

    long = rolling.roll(D("50"), side=Side.PURCHASE, **terms)
    short = rolling.roll(D("50"), side=Side.SALE, **terms)

    assert (long.spread, long.cost, long.amount) == (120, 125, D("6250.00"))
    assert (short.cost, short.amount) == (-115, D("-5750.00"))
    with pytest.raises(rolling.TooMuchRolled):
        rolling.roll(D("50.001"), side=Side.SALE, **terms)


def watch(series, *, crossing, armed=True, band="0.01"):
    fired, previous = [], None
    for index, price in enumerate(series):
        step = alerts.step(
            D(price),
            armed=armed,
            previous=previous,
            level=D(100),
            band=D(band),
            crossing=crossing,
        )
        armed, previous = step.armed, D(price)
        fired += [index] if step.fire else []
    return fired


@pytest.mark.parametrize(
    ("crossing", "series", "fired"),
    [
        (Crossing.FALLING, [101, 100], [1]),
        (Crossing.FALLING, [99, 98], []),
        (Crossing.FALLING, [99, 101, 99], [2]),
        (Crossing.FALLING, [105, 80], [1]),
        (Crossing.FALLING, [101, 99, "100.99", 99, 101, 99], [1, 5]),
        (Crossing.RISING, [99, 100], [1]),
        (Crossing.RISING, [101, 102], []),
        (Crossing.RISING, [99, 101, "99.01", 101, 99, 101], [1, 5]),
    ],
)
def test_an_alert_speaks_once_per_crossing(crossing, series, fired):
    assert watch(series, crossing=crossing) == fired


def test_an_alert_without_a_band_still_speaks_once_while_the_price_sits_on_the_level():
    assert watch([101, 100, 100, 100, 101, 100], crossing=Crossing.FALLING, band="0") == [1, 5]


def test_a_price_that_moved_enough_is_noticed_both_ways():
    assert alerts.moved(D("103"), before=D("100"), ratio=D("0.03"))
    assert alerts.moved(D("97"), before=D("100"), ratio=D("0.03"))
    assert not alerts.moved(D("97.01"), before=D("100"), ratio=D("0.03"))


def test_an_exact_payment_leaves_nobody_owing():
    assert provisional.settle(D("10.00"), received=[D("4.00"), D("6.00")]).direction == "even"


def test_a_fired_alert_is_not_armed_again_by_the_level_itself():
    step = alerts.step(
        D(100),
        armed=False,
        previous=D(100),
        level=D(100),
        band=D(0),
        crossing=Crossing.FALLING,
    )

    assert step == (False, False)
