"""Incoterms 2020: who pays what, and eleven prices that leave the same net-back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.market.pricing.calc import landed as door
from backend.market.pricing.calc.incoterms import (
    COVER,
    Basis,
    Element,
    Fx,
    Kind,
    NoPrice,
    Quantity,
    Term,
    UnknownCurrency,
    net_back,
    pays,
    price,
    prices,
)
from backend.market.pricing.calc.trace import replay

D = Decimal

ROD = Quantity(tonnes=D("50.000"), containers=2, bills=1)
FX = Fx("USD", {"CNY": D(1), "USD": D("7.20"), "EUR": D("8.10")})
ROTTERDAM = [
    Element(Kind.PACKING, Basis.TONNE, D("36"), "CNY"),
    Element(Kind.LOADING, Basis.CONTAINER, D("360"), "CNY"),
    Element(Kind.PRE_CARRIAGE, Basis.CONTAINER, D("3600"), "CNY"),
    Element(Kind.EXPORT_CUSTOMS, Basis.BILL, D("720"), "CNY"),
    Element(Kind.ORIGIN_TERMINAL, Basis.CONTAINER, D("1080"), "CNY"),
    Element(Kind.SHIP_LOADING, Basis.CONTAINER, D("180"), "CNY"),
    Element(Kind.MAIN_CARRIAGE, Basis.CONTAINER, D("1850"), "USD"),
    Element(Kind.INSURANCE, Basis.PERCENT, D("0.001")),
    Element(Kind.DESTINATION_TERMINAL, Basis.CONTAINER, D("320"), "EUR"),
    Element(Kind.ON_CARRIAGE, Basis.CONTAINER, D("640"), "EUR"),
    Element(Kind.UNLOADING, Basis.CONTAINER, D("160"), "EUR"),
    Element(Kind.IMPORT_CUSTOMS, Basis.BILL, D("80"), "EUR"),
    Element(Kind.DUTY, Basis.PERCENT, D("0.048")),
    Element(Kind.IMPORT_TAX, Basis.PERCENT, D("0.21")),
]


def test_copper_rod_is_priced_cif_rotterdam_by_hand() -> None:
    """88,200 CNY a tonne at the works is 12,250.00 USD, 612,500.00 for the lot.

    Packing 250.00, loading 100.00, road 1,000.00, customs 100.00, terminal 300.00, on board
    50.00, sea 3,700.00: 618,000.00 USD before insurance. With 0.1 % of 110 % of the whole:
    618,000 / (1 - 0.0011) = 618,680.5486..., insurance 680.5486...
    """
    found = price(Term.CIF, D("88200"), ROTTERDAM, FX, ROD, currency="CNY")

    assert found.net_back == D("612500.00")
    assert found.total == D("618680.55")
    assert found.per_unit == D("12373.6110")
    amounts = {part.element.kind: part.amount for part in found.parts}
    assert amounts[Kind.INSURANCE].quantize(D("0.0001")) == D("680.5486")
    assert amounts[Kind.MAIN_CARRIAGE] == D("3700.00")
    assert sum(amounts.values()).quantize(D("0.01")) == D("6180.55")
    assert replay(found.steps) == found.per_unit


def test_the_eleven_prices_of_one_net_back() -> None:
    """DPU adds 720.00 terminal, 1,440.00 on-carriage and 360.00 unloading to the CIF value.

    DDP: value 618,680.5486 with 4.8 % duty and 21 % tax on both, 784,536.4301, and 720 + 1,440
    + 90 behind the port.
    """
    found = prices(D("88200"), ROTTERDAM, FX, ROD, currency="CNY")

    assert {str(term): one.total for term, one in found.items()} == {
        "EXW": D("612750.00"),
        "FCA": D("613950.00"),
        "FAS": D("614250.00"),
        "FOB": D("614300.00"),
        "CFR": D("618000.00"),
        "CIF": D("618680.55"),
        "CPT": D("618000.00"),
        "CIP": D("618680.55"),
        "DPU": D("621200.55"),
        "DAP": D("620840.55"),
        "DDP": D("786786.43"),
    }
    assert {one.net_back for one in found.values()} == {D("612500.00")}


def test_commission_and_bank_fee_are_shares_of_the_price_they_are_part_of() -> None:
    """FOB 614,300.00 with 1 % commission and 0.5 % bank fee: 614,300 / 0.985 = 623,654.82."""
    shares = [
        Element(Kind.COMMISSION, Basis.PERCENT, D("0.01")),
        Element(Kind.BANK_FEE, Basis.PERCENT, D("0.005")),
    ]

    found = price(Term.FOB, D("88200"), [*ROTTERDAM, *shares], FX, ROD, currency="CNY")

    assert found.total == D("623654.82")
    amounts = {p.element.kind: p.amount.quantize(D("0.01")) for p in found.parts}
    assert amounts[Kind.COMMISSION] == D("6236.55")
    assert amounts[Kind.BANK_FEE] == D("3118.27")


def test_minimum_cover_may_be_for_cif_alone() -> None:
    costs = [
        Element(Kind.INSURANCE, Basis.PERCENT, D("0.0005"), only=frozenset({Term.CIF})),
        Element(
            Kind.INSURANCE,
            Basis.PERCENT,
            D("0.002"),
            only=frozenset({Term.CIP, Term.DAP, Term.DPU, Term.DDP}),
        ),
    ]

    found = prices(D("10000"), costs, Fx("USD", {}), Quantity(D(1)))

    assert found[Term.CFR].total == D("10000.00")
    assert found[Term.CIF].total == D("10005.50")  # 10000 / (1 - 0.00055)
    assert found[Term.CIP].total == D("10022.05")  # 10000 / (1 - 0.0022)


WHO = {  # by hand from the rules: s the seller pays, b the buyer
    #                EXW FCA FAS FOB CFR CIF CPT CIP DPU DAP DDP
    "packing": "sssssssssss",
    "loading": "bssssssssss",
    "pre_carriage": "bssssssssss",
    "export_customs": "bssssssssss",
    "origin_terminal": "bbsssssssss",
    "ship_loading": "bbbssssssss",
    "main_carriage": "bbbbsssssss",
    "insurance": "bbbbbsbssss",
    "destination_terminal": "bbbbbbbbsss",
    "on_carriage": "bbbbbbbbsss",
    "unloading": "bbbbbbbbsbb",
    "import_customs": "bbbbbbbbbbs",
    "duty": "bbbbbbbbbbs",
    "import_tax": "bbbbbbbbbbs",
    "commission": "sssssssssss",
    "bank_fee": "sssssssssss",
}


def test_who_pays_what() -> None:
    found = {
        str(kind): "".join(
            "s" if pays(term, Element(kind, Basis.BILL, D(1))) else "b" for term in Term
        )
        for kind in Kind
    }

    assert found == WHO


def test_without_a_rate_there_is_no_price() -> None:
    with pytest.raises(UnknownCurrency) as refused:
        price(Term.CIF, D("88200"), ROTTERDAM, Fx("USD", {"CNY": D(1)}), ROD, currency="CNY")

    assert refused.value.currency == "USD"


def test_shares_that_take_everything_leave_no_price() -> None:
    shares = [
        Element(Kind.COMMISSION, Basis.PERCENT, D("0.6")),
        Element(Kind.BANK_FEE, Basis.PERCENT, D("0.4")),
    ]

    with pytest.raises(NoPrice):
        price(Term.EXW, D(100), shares, Fx("CNY", {}), Quantity(D(1)))


# -- in general --------------------------------------------------------------------------------

amounts = st.decimals("0", "20000", places=4)
small = st.decimals("0", "0.08", places=6)


@st.composite
def ways(draw: st.DrawFn) -> list[Element]:
    found = []
    for kind in Kind:
        for _ in range(draw(st.integers(0, 2))):
            basis = draw(st.sampled_from(Basis))
            amount = draw(small if basis == Basis.PERCENT else amounts)
            found.append(Element(kind, basis, amount, draw(st.sampled_from(("CNY", "USD", "EUR")))))
    return found


@settings(max_examples=120, deadline=None)
@given(
    ways(),
    st.decimals("0.0001", "900000", places=4),
    st.decimals("0.001", "5000", places=3),
    st.integers(0, 40),
)
def test_every_price_leaves_the_same_net_back_to_the_cent(
    costs: list[Element], kept: D, tonnes: D, containers: int
) -> None:
    lot = Quantity(tonnes, containers, 2)

    found = prices(kept, costs, FX, lot, currency="CNY")

    assert len({one.net_back for one in found.values()}) == 1
    for term, one in found.items():
        assert replay(one.steps) == one.per_unit
        again = net_back(term, one.total, costs, FX, lot)
        assert again.total == one.net_back
        replay(again.steps)


@settings(max_examples=60, deadline=None)
@given(ways(), st.sampled_from(Term), st.decimals("50", "100000", places=2))
def test_the_closed_form_is_where_iteration_comes_to(
    costs: list[Element], term: Term, kept: D
) -> None:
    """Start from the net-back, work out the shares, add them up, and again until it stands."""
    lot = Quantity(D(20), 1, 1)
    found = price(term, kept, costs, FX, lot)
    paid = [one for one in costs if pays(term, one)]

    whole = found.net_back
    for _ in range(400):
        whole = found.net_back + _costs_at(whole, paid, lot)

    assert abs(whole - found.total) <= D("0.01")


def _costs_at(whole: D, paid: list[Element], lot: Quantity) -> D:
    late = (
        Kind.DESTINATION_TERMINAL, Kind.ON_CARRIAGE, Kind.UNLOADING,
        Kind.IMPORT_CUSTOMS, Kind.DUTY, Kind.IMPORT_TAX,
    )  # fmt: skip
    times = {Basis.TONNE: lot.tonnes, Basis.CONTAINER: D(1), Basis.BILL: D(1)}
    known, behind, rates = D(0), D(0), dict.fromkeys(("ins", "duty", "tax", "c", "e"), D(0))
    special = {Kind.INSURANCE: "ins", Kind.DUTY: "duty", Kind.IMPORT_TAX: "tax"}
    for one in paid:
        if one.basis == Basis.PERCENT:
            rates[special.get(one.kind, "e" if one.kind in late else "c")] += one.amount
            continue
        cost = one.amount * times[one.basis]
        if one.currency != "USD":
            cost = cost * FX.rates[one.currency] / FX.rates["USD"]
        cost = cost.quantize(D("0.01"), rounding="ROUND_HALF_UP")
        known, behind = (known, behind + cost) if one.kind in late else (known + cost, behind)
    value = (whole * (1 - rates["e"]) - behind) / ((1 + rates["duty"]) * (1 + rates["tax"]))
    duty = value * rates["duty"]
    shares = value * COVER * rates["ins"] + duty + (value + duty) * rates["tax"]
    return known + behind + shares + whole * (rates["c"] + rates["e"])


def test_what_a_supplier_leaves_to_us_is_added_to_his_price() -> None:
    """FOB Antofagasta 100,000.00 USD: sea 3,000.00, insurance 0.2 % of 110 %, duty 5 %, tax 13 %.

    Value 103,000 / (1 - 0.0022) = 103,227.0996; duty 5,161.3550; tax 14,090.4991 of 108,388.4546;
    port 200.00 and road 300.00.
    """
    costs = [
        Element(Kind.PRE_CARRIAGE, Basis.BILL, D("999"), "USD"),
        Element(Kind.MAIN_CARRIAGE, Basis.TONNE, D("150"), "USD"),
        Element(Kind.INSURANCE, Basis.PERCENT, D("0.002")),
        Element(Kind.DESTINATION_TERMINAL, Basis.BILL, D("200"), "USD"),
        Element(Kind.ON_CARRIAGE, Basis.BILL, D("300"), "USD"),
        Element(Kind.DUTY, Basis.PERCENT, D("0.05")),
        Element(Kind.IMPORT_TAX, Basis.PERCENT, D("0.13")),
    ]

    found = door.landed(Term.FOB, D("100000"), costs, FX, Quantity(D(20)))

    assert found.customs_value == D("103227.10")
    assert found.total == D("122978.95")
    assert found.per_unit == D("6148.9475")
    assert replay(found.steps) == found.per_unit
    ddp = door.landed(Term.DDP, D("100000"), costs, FX, Quantity(D(20)))
    assert ddp.total == D("100000.00")
