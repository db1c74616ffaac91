from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.core import money, weight

D = Decimal
AMOUNTS = st.decimals(min_value=D("-9999999999999.99"), max_value=D("9999999999999.99"), places=2)
RATES = st.sampled_from([D("0"), D("0.06"), D("0.09"), D("0.13"), D("0.16"), D("0.17")])
WEIGHTS = st.decimals(min_value=D(0), max_value=D("99999.999"), places=3)


def test_half_a_cent_goes_up_away_from_zero():
    rounded = [money.cents(D(text)) for text in ("0.005", "2.675", "-2.675", "-0.004")]

    assert [str(value) for value in rounded] == ["0.01", "2.68", "-2.68", "0.00"]


def test_a_float_is_refused():
    with pytest.raises(money.NotExact):
        money.cents(0.1)
    with pytest.raises(money.NotExact):
        money.cents(D("NaN"))
    with pytest.raises(money.NotExact):
        money.amount(D(1), True)


def test_an_amount_is_rounded_once_however_long_its_factors():
    quantity, price = D("99999999999.999"), D("99999999999999.9999")

    whole = money.amount(quantity, price)

    assert whole == D("9999999999999899990000000.00")


def test_a_margin_call_is_raised_to_the_next_thousand():
    calls = [money.round_up(D(x), step=1000) for x in ("551250.00", "552000", "0.01", "0")]

    assert calls == [552000, 552000, 1000, 0]


def test_one_cent_over_three_equal_lots_falls_on_the_first():
    assert money.allocate(D("0.01"), [D(1), D(1), D(1)]) == [D("0.01"), D("0.00"), D("0.00")]


def test_a_refund_is_shared_like_a_charge():
    charge = money.allocate(D("100.00"), [D("1.5"), D("1.5"), D("4")])
    refund = money.allocate(D("-100.00"), [D("1.5"), D("1.5"), D("4")])

    assert charge == [D("21.43"), D("21.43"), D("57.14")]
    assert refund == [-part for part in charge]


@pytest.mark.parametrize("weights", [[], [D(0), D(0)], [D(2), D(-1)]])
def test_nothing_is_allocated_over_nothing(weights):
    with pytest.raises(money.CannotAllocate):
        money.allocate(D("1.00"), weights)


def test_a_total_finer_than_its_parts_is_refused():
    with pytest.raises(money.CannotAllocate):
        money.allocate(D("1.001"), [D(1)])


@given(total=AMOUNTS, weights=st.lists(WEIGHTS, min_size=1, max_size=12))
def test_parts_always_sum_to_the_whole(total, weights):
    assume(sum(weights) > 0)

    parts = money.allocate(total, weights)

    assert sum(parts) == total
    for part, share in zip(parts, weights, strict=True):
        assert abs(part - total * share / sum(weights)) < D("0.01")


@given(incl=AMOUNTS, rate=RATES)
def test_the_three_figures_of_an_invoice_line_always_tie(incl, rate):
    split = money.vat_split(incl, rate)

    assert split.excl + split.tax == incl == split.incl
    assert abs(money.vat_drift(split, rate=rate)) <= D("0.01")


@given(value=st.decimals(min_value=D("-99999"), max_value=D("99999"), places=6))
def test_a_measured_value_rounds_its_size_and_a_weight_to_the_kilogram(value):
    assert weight.measured(-value, places=2) == -weight.measured(value, places=2)
    assert weight.tonnes(value) * 1000 == weight.kilograms_of(value)


def test_measured_values_round_to_even_and_settlement_weights_up():
    measured = [
        weight.measured(D(x), places=1) for x in ("8.65", "8.75", "8.651", "-8.65", "-0.04")
    ]

    assert [str(value) for value in measured] == ["8.6", "8.8", "8.7", "-8.6", "0.0"]
    assert weight.kilograms(D("32012.5")) == 32013
    assert str(weight.tonnes_of(D("32012.5"))) == "32.013"
