"""Any price that is built can be worked again from its steps, to the last digit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import money
from backend.crm.quote.calc import chains, words
from backend.market.pricing.calc import trace
from backend.market.pricing.calc.incoterms import Basis, Element, Fx, Kind, Quantity
from backend.market.pricing.calc.trace import chain

PRICE = st.decimals("100", "200000", places=4)
SHARE = st.decimals("0", "0.2", places=4)
LUMP = st.decimals("0", "99999", places=2)


@given(
    base=PRICE, discounts=st.lists(SHARE, max_size=3), tax=st.sampled_from(["0", "0.09", "0.13"]),
    rate=st.decimals("0.5", "9", places=6), lump=LUMP, box=LUMP,
    insurance=st.decimals("0", "0.01", places=5), commission=st.decimals("0", "0.05", places=4),
    tonnes=st.decimals("0.001", "5000", places=3), places=st.integers(0, 4),
)  # fmt: skip
def test_the_steps_come_to_the_price(
    base: Decimal, discounts: list[Decimal], tax: str, rate: Decimal, lump: Decimal, box: Decimal,
    insurance: Decimal, commission: Decimal, tonnes: Decimal, places: int,
) -> None:  # fmt: skip
    cash = chains.Money(Fx("USD", {"CNY": Decimal(1), "USD": rate}))
    paid = [
        Element(Kind.PRE_CARRIAGE, Basis.BILL, lump, "CNY"),
        Element(Kind.MAIN_CARRIAGE, Basis.CONTAINER, box, "USD"),
        Element(Kind.INSURANCE, Basis.PERCENT, insurance),
        Element(Kind.COMMISSION, Basis.PERCENT, commission),
    ]
    way = chains.Way(paid, cash, Quantity(tonnes, 3))
    steps = chains.discounted(
        chain().set(base, kind="benchmark", label="benchmark"), [("", one) for one in discounts]
    )
    kept = chains.Tax(included=True, base_rate=Decimal("0.13"), rate=Decimal(tax))
    steps = cash.into(chains.taxed(steps, kept), "CNY")
    net = steps.value

    steps = chains.rounded(chains.carried(steps, way), places=places)

    again = trace.read(trace.rows(steps.steps))
    assert trace.replay(again) == steps.value == money.price(steps.value, places=places)
    spent = chains.paid_in(steps.value, way)
    assert abs(steps.value - spent - net) <= Decimal(10) ** -places + Decimal("0.01")


def test_the_insurance_is_of_a_tenth_more_than_the_price() -> None:
    cash = chains.Money(Fx("USD", {"CNY": Decimal(1)}))
    way = chains.Way(
        [Element(Kind.INSURANCE, Basis.PERCENT, Decimal("0.01"))], cash, Quantity(Decimal(1))
    )

    steps = chains.carried(chain().set(Decimal(989), kind="hand", label="hand"), way)

    assert money.price(steps.value, places=6) == Decimal("1000.000000")  # 989 / (1 - 0.011)


def test_what_goods_cost_is_cut_and_what_follows_still_comes_to_the_price() -> None:
    steps = chain().set(Decimal(100), kind="cost", label="cost")
    steps.add(5, kind="cost", label="cost").multiply(Decimal("1.03"), kind="markup", label="markup")
    steps.add(7, kind="packing", label="packing").round(2)

    shown = chains.opened(steps.steps)

    assert [(step.kind, step.after) for step in shown] == [
        ("base", Decimal("108.15")), ("packing", Decimal("115.15")), ("round", Decimal("115.15")),
    ]  # fmt: skip
    assert trace.replay(shown) == steps.value


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1570712.10", "SAY US DOLLARS ONE MILLION FIVE HUNDRED AND SEVENTY THOUSAND SEVEN HUNDRED "
                       "AND TWELVE AND CENTS TEN ONLY"),
        ("100.00", "SAY US DOLLARS ONE HUNDRED ONLY"),
        ("1001.05", "SAY US DOLLARS ONE THOUSAND AND ONE AND CENTS FIVE ONLY"),
        ("21.00", "SAY US DOLLARS TWENTY-ONE ONLY"),
        ("0.99", "SAY US DOLLARS ZERO AND CENTS NINETY-NINE ONLY"),
    ],
)  # fmt: skip
def test_amounts_in_english_words(amount: str, said: str) -> None:
    assert words.spelled(Decimal(amount), "USD") == said
