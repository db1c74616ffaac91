"""A price formula: what it may say, what it comes to, and where it is wrong."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.crm.pricebook.calc.formula import FormulaError, Inputs, check, evaluate
from backend.market.pricing.calc.trace import Step, chain, replay


def given_as(value: str, kind: str) -> tuple[Step, ...]:
    """An input of one step."""
    return chain().set(Decimal(value), kind=kind, label=kind).steps


INPUTS = Inputs(
    benchmarks={"SHFE.CU": given_as("71230", "benchmark"), "LME.CU.3M": given_as("9000", "x")},
    pairs={"USDCNY": given_as("7.1", "fx")},
    attributes={"diameter": given_as("8", "spec")},
    plain={
        "list": given_as("72000", "list"),
        "cost": given_as("62000", "cost"),
        "quantity": given_as("25", "quantity"),
    },
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-2 * -3", "6"),
        ("10 - 4 - 3", "3"),
        ("8 / 4 / 2", "1"),
        ("benchmark(SHFE.CU) + 850", "72080"),
        ("benchmark(LME.CU.3M) * fx(USDCNY) * 1.13", "72207.00"),
        ("list * (1 - 0.02)", "70560.00"),
        ("max(cost * 1.05, list - 500)", "71500"),
        ("min(cost, list, 70000)", "62000"),
        ("avg(cost, list)", "67000"),
        ("sum(1, 2, 3)", "6"),
        ("if(quantity >= 20, 100, 200)", "100"),
        ("if(and(quantity > 30, 1), 100, 200)", "200"),
        ("or(0, 0)", "0"),
        ("not(quantity == 25)", "0"),
        ("abs(cost - list)", "10000"),
        ("neg(5)", "-5"),
        ("clamp(cost, 63000, 70000)", "63000"),
        ("clamp(list, 63000, 70000)", "70000"),
        ("round(10 / 3, 2)", "3.33"),
        ("ceil(10 / 3)", "4"),
        ("floor(10 / 3, 1)", "3.3"),
        ("floor(-1 / 2)", "-1"),
        ("with_tax(100, 0.13)", "113"),
        ("round(without_tax(113, 0.13), 2)", "100"),
        ("spec(diameter) * 10", "80"),
    ],
)
def test_a_formula_comes_to_what_it_says_and_its_steps_can_be_worked_again(
    text: Any, expected: Any
) -> None:
    steps = evaluate(text, INPUTS)

    assert steps[-1].after == Decimal(expected)
    assert replay(steps) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("", "ends", 1),
        ("1 +", "ends", 4),
        ("1 + )", "unexpected", 5),
        ("(1 + 2", "unclosed", 7),
        ("1 2", "unexpected", 3),
        ("2 ** 3", "unexpected", 4),
        ("5 % 2", "character", 3),
        ("'a'", "character", 1),
        ("list.__class__", "unknown_name", 1),
        ("price + 1", "unknown_name", 1),
        ("1 + open(list)", "unknown_function", 5),
        ("benchmark(1)", "code", 1),
        ("benchmark(A, B)", "code", 1),
        ("max(1)", "arguments", 1),
        ("list / (cost - cost)", "zero", 6),
        ("1 + benchmark(SHFE.ZN)", "missing", 5),
        ("spec(width)", "missing", 1),
        ("round(1, 0.5)", "places", 1),
        ("clamp(1, 3, 2)", "bounds", 1),
        ("999999999999999 * 999999999999999", "too_large", 17),
        ("(" * 26 + "1" + ")" * 26, "too_deep", 26),
        ("-" * 30 + "1", "too_deep", 26),
        ("1+" * 150 + "1", "too_many", None),
        ("1" + " " * 500, "too_long", 501),
    ],
)
def test_a_wrong_formula_says_where(text: Any, why: Any, at: Any) -> None:
    with pytest.raises(FormulaError) as found:
        evaluate(text, INPUTS)

    assert found.value.why == why
    assert at is None or found.value.at == at


def test_the_inputs_of_a_formula_are_known_before_it_is_worked_out() -> None:
    found = check("benchmark(SHFE.CU) * fx(USDCNY) + spec(diameter) + max(cost, list)")

    assert found.benchmarks == {"SHFE.CU"}
    assert found.pairs == {"USDCNY"}
    assert found.attributes == {"diameter"}
    assert found.plain == {"cost", "list"}


@given(st.text("()+-*/<>=,. 0123456789abcdefghijklmnopqrstuvwxyzSHFECU", max_size=60))
def test_whatever_is_typed_is_a_price_or_a_named_error(text: str) -> None:
    wrong: FormulaError | None = None
    try:
        steps = evaluate(text, INPUTS)
    except FormulaError as found:
        wrong = found

    if wrong is None:
        assert replay(steps) == steps[-1].after
    else:
        assert 1 <= wrong.at <= len(text) + 1
