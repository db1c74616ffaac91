"""A price that explains itself: every step can be worked again, and a false one is found."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import money
from backend.market.pricing.calc import trace
from backend.market.pricing.calc.trace import BrokenTrace, Step, chain, replay

FIGURE = st.decimals("-99999999", "99999999", places=4)
NOT_ZERO = st.decimals("0.00000001", "9999", places=8)


def rod() -> tuple[Step, ...]:
    """Copper rod for export: benchmark and premium, out of VAT, into dollars, a discount."""
    return (
        chain()
        .set(Decimal("71230"), kind="quote", label="benchmark", source={"quote": "SHFE.CU"})
        .add(Decimal("850"), kind="premium", label="premium", source={"entry": "e1"})
        .divide(Decimal("1.13"), kind="tax", label="out_of_tax")
        .divide(Decimal("7.1234"), kind="fx", label="fx", source={"fx": "USDCNY"})
        .multiply(Decimal("0.985"), kind="discount", label="discount")
        .round(2)
        .steps
    )


def test_the_steps_of_a_price_come_to_the_price_to_the_cent() -> None:
    steps = rod()

    assert steps[-1].after == Decimal("8820.34")
    assert steps[-1].after == money.cents(
        Decimal("72080") / Decimal("1.13") / Decimal("7.1234") * Decimal("0.985")
    )
    assert replay(steps) == Decimal("8820.34")
    assert [step.op for step in steps] == ["set", "add", "divide", "divide", "multiply", "round"]
    assert steps[1].before == Decimal("71230")
    assert steps[1].after == Decimal("72080")


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("field", ["operand", "before", "after"])
def test_a_figure_that_was_touched_is_found(at: Any, field: Any) -> None:
    steps = list(rod())
    touched = getattr(steps[at], field) + Decimal("0.01")
    if field == "operand" and steps[at].op == "round":
        touched = Decimal(1)
    steps[at] = replace(steps[at], **{field: touched})

    with pytest.raises(BrokenTrace) as found:
        replay(steps)

    assert found.value.at == at + 1


def test_a_step_that_was_left_out_is_found() -> None:
    steps = rod()

    with pytest.raises(BrokenTrace, match="step 3"):
        replay(steps[:2] + steps[3:])
    with pytest.raises(BrokenTrace, match="starts with a figure"):
        replay(steps[1:])
    with pytest.raises(BrokenTrace, match="no step"):
        replay([])


def test_a_trace_is_the_same_after_it_was_stored() -> None:
    steps = rod()

    stored = trace.rows(steps)

    assert trace.read(stored) == steps
    assert replay(trace.read(stored)) == Decimal("8820.34")
    assert stored[0] == {
        "kind": "quote",
        "label": "benchmark",
        "op": "set",
        "operand": "71230",
        "before": "0",
        "after": "71230",
        "source": {"quote": "SHFE.CU"},
        "parts": [],
    }


def test_a_figure_may_have_a_trace_of_its_own_and_must_come_to_it() -> None:
    freight = (
        chain()
        .set(Decimal("6000"), kind="card", label="freight", source={"card": "c1"})
        .divide(Decimal("25.5"), kind="quantity", label="per_unit")
        .round(2)
    )
    steps = (
        chain()
        .set(Decimal("8000"), kind="entry", label="list")
        .add(freight.value, kind="freight", label="freight", parts=freight.steps)
        .steps
    )

    assert replay(steps) == Decimal("8235.29")
    broken = replace(steps[1], operand=Decimal("235.30"), after=Decimal("8235.30"))
    with pytest.raises(BrokenTrace, match="parts"):
        replay([steps[0], broken])


@pytest.mark.parametrize(
    ("value", "places", "mode", "expected"),
    [
        ("2.345", 2, "half_up", "2.35"),
        ("-2.345", 2, "half_up", "-2.35"),
        ("2.345", 2, "half_even", "2.34"),
        ("2.341", 2, "up", "2.35"),
        ("12345", -1, "half_up", "12350"),
        ("12341", -1, "up", "12350"),
    ],
)
def test_rounding_is_a_step_that_names_its_way(
    value: Any, places: Any, mode: Any, expected: Any
) -> None:
    steps = chain().set(Decimal(value), kind="x", label="x").round(places, mode=mode).steps

    assert steps[-1].after == Decimal(expected)
    assert replay(steps) == Decimal(expected)


def test_a_trace_divides_by_nothing_and_knows_its_words_only() -> None:
    start = Step("x", "x", "set", Decimal(1), Decimal(0), Decimal(1))

    with pytest.raises(BrokenTrace, match="zero"):
        chain([start]).divide(0, kind="x", label="x")
    with pytest.raises(BrokenTrace, match="no step"):
        replay([start, Step("x", "x", "power", Decimal(2), Decimal(1), Decimal(1))])
    with pytest.raises(BrokenTrace, match="no way to round"):
        chain([start]).round(2, mode="down")
    with pytest.raises(BrokenTrace, match="no places"):
        replay([start, Step("x", "x", "round", Decimal("1.5"), Decimal(1), Decimal(1))])
    with pytest.raises(BrokenTrace, match="starts with a figure"):
        chain().add(1, kind="x", label="x")
    with pytest.raises(TypeError):
        chain().set(1.5, kind="x", label="x")  # type: ignore[arg-type]


@given(
    start=FIGURE,
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("add"), FIGURE),
            st.tuples(st.just("multiply"), NOT_ZERO),
            st.tuples(st.just("divide"), NOT_ZERO),
            st.tuples(st.just("round"), st.integers(0, 6).map(Decimal)),
        ),
        max_size=6,
    ),
)
def test_whatever_is_built_replays_to_the_last_digit(start: Any, moves: Any) -> None:
    built = chain().set(start, kind="x", label="x")
    for name, operand in moves:
        if name == "round":
            built.round(int(operand))
        else:
            getattr(built, name)(operand, kind="x", label="x")

    assert replay(built.steps) == built.value
    assert replay(trace.read(trace.rows(built.steps))) == built.value
