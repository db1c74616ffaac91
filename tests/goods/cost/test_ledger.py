"""A whole ledger at once against the same ledger issue by issue."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.goods.cost import calc

Row = tuple[Decimal, Decimal]
D = Decimal


@st.composite
def ledgers(draw: st.DrawFn) -> list[Row]:
    """Receipts of any value, and issues of at most what is there, in kilograms and cents."""
    rows: list[Row] = []
    there = 0
    for _ in range(draw(st.integers(1, 40))):
        if there and draw(st.booleans()):
            kilograms = draw(st.integers(1, there))
            there -= kilograms
            rows.append((-D(kilograms).scaleb(-3), D("0.00")))
        else:
            kilograms = draw(st.integers(1, 99_999))
            there += kilograms
            worth = D(draw(st.integers(0, 10**10))).scaleb(-2)
            rows.append((D(kilograms).scaleb(-3), worth))
    return rows


def one_by_one(rows: list[Row]) -> tuple[Decimal, tuple[calc.Layer, ...]]:
    cost, layers = D("0.00"), ()
    for index, (quantity, value) in enumerate(rows):
        if quantity > 0:
            layers = (*layers, calc.Layer(str(index), quantity, value))
        else:
            consumed = calc.consume(layers, quantity=-quantity)
            cost, layers = cost + consumed.value, consumed.left
    return cost, layers


@given(ledgers())
def test_it_costs_to_the_cent_what_the_issues_cost_one_by_one(rows: list[Row]) -> None:
    found = calc.ledger(rows)

    assert (found.cost, found.left) == one_by_one(rows)
    received = sum((value for quantity, value in rows if quantity > 0), D("0.00"))
    assert found.cost + sum((layer.value for layer in found.left), D("0.00")) == received


@given(ledgers())
def test_a_mean_costs_to_the_cent_what_its_issues_cost_one_by_one(rows: list[Row]) -> None:
    found = calc.averaged(rows)

    pool, cost = calc.Pool(), D("0.00")
    for quantity, value in rows:
        if quantity > 0:
            pool = calc.receive(pool, quantity=quantity, value=value)
        else:
            issued = calc.issue(pool, quantity=-quantity)
            pool, cost = issued.pool, cost + issued.value
    assert found == (cost, pool)


def test_more_than_there_is_cannot_leave() -> None:
    with pytest.raises(calc.NotEnough):
        calc.ledger([(D("1.000"), D("50000.00")), (D("-1.001"), D("0.00"))])
    with pytest.raises(calc.NotEnough):
        calc.averaged([(D("1.000"), D("50000.00")), (D("-1.001"), D("0.00"))])


def test_a_row_without_tonnes_is_refused() -> None:
    with pytest.raises(ValueError, match="tonnes"):
        calc.ledger([(D("0.000"), D("0.00"))])
