"""Sums of a request: the seal against its standard, baskets against brute force, shares."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.market.pricing.calc import trace
from backend.market.pricing.calc.elements import Basis, Element, Kind, Term
from backend.supply.rfq.calc import baskets, cells, figures, seal, shares

D = Decimal


def test_the_curve_gives_the_vectors_of_its_standard() -> None:
    # RFC 7748, section 5.2: both vectors.
    assert (
        seal.x25519(
            bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
            bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
        ).hex()
        == "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    )
    assert (
        seal.x25519(
            bytes.fromhex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
            bytes.fromhex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"),
        ).hex()
        == "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    )


def test_a_bid_opens_with_both_keys_and_no_other_way() -> None:
    ann, bea, eve = (bytes([at]) * 32 for at in (1, 2, 3))
    body = b'{"price": "9800.0000"}'
    sealed = seal.seal(body, [seal.public_of(ann), seal.public_of(bea)], context=b"one")

    halves = [
        seal.open_share(ann, sealed.shares[0], context=b"one"),
        seal.open_share(bea, sealed.shares[1], context=b"one"),
    ]

    assert seal.open_body(halves, sealed.body, context=b"one") == body
    assert b"9800" not in sealed.body
    assert len(sealed.body) == 4096 + 16 + 32  # a short and a long price look alike
    with pytest.raises(seal.WrongKey):
        seal.open_share(eve, sealed.shares[0], context=b"one")
    with pytest.raises(seal.WrongKey):
        seal.open_share(ann, sealed.shares[0], context=b"two")
    with pytest.raises(seal.Tampered):
        seal.open_body(halves[:1], sealed.body, context=b"one")
    with pytest.raises(seal.Tampered):
        seal.open_body(halves, sealed.body, context=b"two")
    changed = bytes([sealed.body[20] ^ 1])
    with pytest.raises(seal.Tampered):
        seal.open_body(halves, sealed.body[:20] + changed + sealed.body[21:], context=b"one")


COST = st.one_of(st.none(), st.integers(1, 60))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda size: st.lists(st.lists(COST, min_size=size, max_size=size), min_size=1, max_size=6)
    ),
    st.integers(1, 4),
)
def test_branch_and_bound_finds_what_trying_everything_finds(
    rows: list[list[int | None]], most: int
) -> None:
    costs = {f"s{at}": row for at, row in enumerate(rows)}

    found = baskets.cheapest_split(costs, most=most)

    every = []
    for width in range(1, most + 1):
        for chosen in combinations(sorted(costs), width):
            lines = [
                min((c for name in chosen if (c := costs[name][at]) is not None), default=None)
                for at in range(len(rows[0]))
            ]
            if None not in lines:
                every.append((sum(c for c in lines if c is not None), chosen))
    assert (found is None) == (not every)
    if found is not None:
        total = min(every)[0]
        assert found.total == total
        least = min(len(chosen) for cost, chosen in every if cost == total)
        assert len(found.suppliers) == least
        assert total == sum(costs[name][at] or 0 for at, name in enumerate(found.lines))


def test_one_supplier_alone_is_cheapest_when_it_offers_everything() -> None:
    costs: dict[str, list[int | None]] = {"a": [100, 50], "b": [90, None], "c": [120, 20]}

    assert baskets.cheapest_single(costs) == baskets.Basket(140, ("c",), ("c", "c"))
    assert [one.supplier for one in baskets.singles(costs)] == ["c", "a", "b"]
    assert baskets.cheapest_split(costs, most=2) == baskets.Basket(110, ("b", "c"), ("b", "c"))
    assert baskets.cheapest_split({"b": [90, None]}, most=2) is None


def test_shares_are_whole_to_the_kilogram() -> None:
    assert shares.split(D("100.000"), [D("33.33"), D("33.33"), D("33.34")]) == [
        D("33.330"),
        D("33.330"),
        D("33.340"),
    ]
    # 10.001 t in thirds: the kilogram left over goes to the largest remainder.
    assert shares.split(D("10.001"), [D("33.33"), D("33.33"), D("33.34")]) == [
        D("3.333"),
        D("3.333"),
        D("3.335"),
    ]
    with pytest.raises(shares.NotWhole):
        shares.split(D("1"), [D("60"), D("39.99")])


def test_a_formula_a_substitute_and_prepayment_in_one_cell() -> None:
    rules = cells.Rules(
        currency="CNY",
        rates={"USD": D("7")},
        benchmarks={
            "cu": cells.Benchmark(D("79100"), "CNY", "incl", D("0.13")),
            "zn": cells.Benchmark(D("3000"), "USD", "excl", D("0")),
        },
        elements={"": ()},
        finance_rate=D("0.0365"),
        reference_days=0,
        day_count=365,
        risk_rate=D("0"),
        penalties={"substitute": D("-25.5"), "wet": D("10")},
    )
    offer = cells.Offer(
        price=D("-200"),
        currency="CNY",
        tax_mode="excl",
        tax_rate=D("0"),
        term="DAP",
        origin="",
        payment_days=-20,
        shares=(cells.Share("cu", D("0.62")), cells.Share("zn", D("0.38"))),
        qualities=("substitute", "wet", "wet"),
    )

    found = cells.cell(offer, D("10"), rules)

    # 0.62 x 79,100 / 1.13 = 43,400; 0.38 x 3,000 x 7 = 7,980; less 200: 51,180 a tonne.
    # 20 days early at 3.65 %: 511,800 x 0.0365 x 20 / 365 = 1,023.60; -255 for the substitute
    # (a bonus), 100 for what is wet.
    assert found.goods == D("511800.00")
    assert found.amount == D("512668.60")
    assert found.unit == D("51266.8600") == trace.replay(found.steps)
    with pytest.raises(cells.NoPriceYet):
        cells.cell(offer, D("10"), cells.Rules(**{**_fields(rules), "rates": {}}))


def _fields(rules: cells.Rules) -> dict[str, object]:
    return {name: getattr(rules, name) for name in rules.__dataclass_fields__}


RATIO = st.decimals(0, "0.2", places=4)
PRICE = st.decimals(1, 99_999, places=4)
CODES = ["CNY", "USD", "EUR"]
ELEMENT = st.builds(
    Element,
    kind=st.sampled_from(Kind),
    basis=st.sampled_from(Basis),
    amount=RATIO,
    currency=st.sampled_from(["", "CNY", "USD", "USD", "EUR"]),
    only=st.sampled_from([frozenset(), frozenset({Term.CIF, Term.FOB})]),
)
RULES = st.builds(
    cells.Rules,
    currency=st.just("CNY"),
    rates=st.sampled_from([{"USD": D("7.1"), "EUR": D("7.81")}, {"USD": D("7.1234")}]),
    benchmarks=st.just({"CU": cells.Benchmark(D("80123.45"), "USD", "incl", D("0.13"))}),
    elements=st.fixed_dictionaries(
        {"": st.lists(ELEMENT, max_size=5)}, optional={"CL": st.lists(ELEMENT, max_size=5)}
    ),
    finance_rate=st.sampled_from([D(0), D("0.0435")]),
    reference_days=st.just(30),
    day_count=st.sampled_from([360, 365]),
    risk_rate=st.sampled_from([D(0), D("0.031")]),
    penalties=st.just({"wet": D("12.3456"), "substitute": D(7)}),
)
OFFER = st.builds(
    cells.Offer,
    price=PRICE,
    currency=st.sampled_from(CODES),
    tax_mode=st.sampled_from(["incl", "excl"]),
    tax_rate=st.sampled_from([D(0), D("0.13"), D("0.09")]),
    term=st.sampled_from([str(term) for term in Term]),
    origin=st.sampled_from(["", "CL"]),
    payment_days=st.integers(0, 120),
    shares=st.lists(
        st.builds(cells.Share, st.sampled_from(["CU", "CU", "CU", "AL"]), RATIO), max_size=2
    ),
    breaks=st.lists(st.builds(cells.Break, PRICE, PRICE), max_size=2),
    qualities=st.lists(
        st.sampled_from(["wet", "wet", "substitute", "substitute", "deviation", "odd"]), max_size=3
    ),
    score=st.one_of(st.none(), st.decimals(0, 110, places=2)),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(RULES, st.lists(st.tuples(OFFER, st.decimals("0.001", 5_000, places=3)), max_size=4))
def test_figures_without_steps_are_those_with_steps(
    rules: cells.Rules, asked: list[tuple[cells.Offer, D]]
) -> None:
    work = figures.Figuring(rules)
    for offer, tonnes in asked:
        try:
            told = cells.cell(offer, tonnes, rules)[:3]
        except (ValueError, LookupError) as refused:
            with pytest.raises(type(refused), match=str(refused)):
                work.figures(offer, tonnes)
        else:
            assert work.figures(offer, tonnes) == told
