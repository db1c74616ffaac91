"""The bridge between two margins adds up to the cent, whatever moved."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.crm.margin import calc

PRICES = st.decimals(min_value=-200000, max_value=200000, places=10)
AMOUNTS = st.decimals(min_value=-10000000, max_value=10000000, places=2)
SMALL = st.decimals(min_value=-50000, max_value=50000, places=2)

figures = st.builds(
    calc.Figures,
    price=PRICES,
    premium=st.decimals(min_value=-3000, max_value=3000, places=10),
    fx=st.decimals(min_value=Decimal("0.00000001"), max_value=20, places=8),
    weight=st.decimals(min_value=0, max_value=100000, places=3),
    revenue=AMOUNTS,
    material=AMOUNTS,
    freight=SMALL,
    claims=SMALL,
    other=SMALL,
    finance=SMALL,
)


@settings(max_examples=500, deadline=None)
@given(before=figures, after=figures)
def test_the_parts_of_a_bridge_add_up_to_the_whole_change(
    before: calc.Figures, after: calc.Figures
) -> None:
    parts = calc.bridge(before, after=after)

    assert before.margin is not None
    assert after.margin is not None
    assert sum(parts.values()) == after.margin - before.margin
    assert set(parts) == set(calc.PARTS)


@settings(max_examples=100, deadline=None)
@given(pairs=st.lists(st.tuples(figures, figures), max_size=5))
def test_the_bridge_of_an_order_is_the_sum_of_its_lines(
    pairs: list[tuple[calc.Figures, calc.Figures]],
) -> None:
    whole = calc.total(calc.bridge(before, after=after) for before, after in pairs)

    change = sum(
        ((after.margin or 0) - (before.margin or 0) for before, after in pairs), Decimal(0)
    )
    assert sum(whole.values()) == change


def test_each_part_says_what_moved() -> None:
    # 100 t at 60,000 + 200 a tonne, cost 58,000, freight 3,000: 6,020,000 - 5,800,000 - 3,000.
    before = calc.Figures(
        price=Decimal(60000),
        premium=Decimal(200),
        fx=Decimal(1),
        weight=Decimal("100.000"),
        revenue=Decimal("6020000.00"),
        material=Decimal("5800000.00"),
        freight=Decimal("3000.00"),
    )
    # 98 t at 60,500 + 150, cost 58,400, freight 3,600, a claim of 500, one cent of rounding.
    after = calc.Figures(
        price=Decimal(60500),
        premium=Decimal(150),
        fx=Decimal(1),
        weight=Decimal("98.000"),
        revenue=Decimal("5943700.01"),
        material=Decimal("5723200.00"),
        freight=Decimal("3600.00"),
        claims=Decimal("500.00"),
    )

    parts = calc.bridge(before, after=after)

    assert before.margin == Decimal("217000.00")
    assert after.margin == Decimal("216400.01")
    assert {name: part for name, part in parts.items() if part} == {
        "price": Decimal("50000.00"),  # 100 t x 500
        "premium": Decimal("-5000.00"),  # 100 t x -50
        "weight": Decimal("-5300.00"),  # -2 t x (60,650 - 58,000)
        "cost": Decimal("-39200.00"),  # 98 t x -400
        "freight": Decimal("-600.00"),
        "claims": Decimal("-500.00"),
        "rounding": Decimal("0.01"),
    }
    assert sum(parts.values()) == Decimal("-599.99")


def test_a_line_that_was_not_there_earns_its_weight() -> None:
    after = calc.Figures(
        price=Decimal(50),
        premium=Decimal(0),
        fx=Decimal(1),
        weight=Decimal("2.000"),
        revenue=Decimal("100.00"),
        material=Decimal("80.00"),
    )

    parts = calc.bridge(calc.from_nothing(after), after=after)

    assert parts["weight"] == Decimal("20.00")
    assert sum(parts.values()) == Decimal("20.00")
