"""Stories about the sums of goods: scales, tolerances, shapes, processing and assays."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.goods.product import calc as shapes
from backend.goods.weighing import calc as weighing
from backend.goods.weighing.calc import Basis, Deduction, Policy, Reference, Unit
from backend.market.pricing.calc import assay, position, processing
from backend.market.pricing.calc.assay import How, Loser, Steps
from backend.market.pricing.calc.margin import Side
from backend.market.pricing.calc.position import Event

D = Decimal
TONNES = st.decimals(min_value=D("1"), max_value=D("60"), places=3)


@pytest.mark.parametrize(("gross", "tare"), [(100, 100), (90, 100)])
def test_a_truck_does_not_weigh_less_loaded_than_empty(gross, tare):
    with pytest.raises(weighing.NotAWeighing):
        weighing.net(D(gross), tare=D(tare))


def test_unloading_lot_by_lot_reads_downwards():
    assert weighing.successive([D(47280), D(37440), D(15760)]) == [9840, 21680]

    with pytest.raises(weighing.NotAWeighing):
        weighing.successive([D(15760), D(26100), D(26000)])


def test_percent_steps_apply_to_what_is_left_in_the_order_of_the_clause():
    steps = [
        Deduction(basis=Basis.PERCENT, value=D(10)),
        Deduction(basis=Basis.PERCENT, value=D(50)),
        Deduction(basis=Basis.PER_PIECE, value=D("2.5"), pieces=40),
    ]

    found = weighing.deduct(D(1100), deductions=steps)

    assert found == (450, D(450), (100, 100, 450))


def test_a_stored_tare_expires():
    stored = {"measured": D(15740), "limit": D(100), "expires_on": date(2025, 12, 31)}

    assert weighing.tare_stands(D(15740), on=date(2025, 12, 31), **stored)
    assert not weighing.tare_stands(D(15740), on=date(2026, 1, 1), **stored)


@pytest.mark.parametrize(
    ("unit", "tolerance"),
    [
        (Unit.RATIO, "0.002"),
        (Unit.PERCENT, "0.2"),
        (Unit.PERMILLE, "2"),
        (Unit.KILOGRAMS, "60"),
    ],
)
def test_a_tolerance_means_the_same_in_every_unit(unit, tolerance):
    assert weighing.limit_of(D(30), tolerance=D(tolerance), unit=unit) == D("0.06")


def test_the_clause_names_what_the_tolerance_is_a_share_of():
    pair = {"theirs": D("100"), "tolerance": D("1"), "unit": Unit.PERCENT}

    limits = [
        weighing.compare(D("90"), reference=reference, **pair).limit for reference in Reference
    ]

    assert limits == [D("0.9"), D("1"), D("0.95")]


@pytest.mark.parametrize(
    ("policy", "settled"),
    [(Policy.OTHER, "32.660"), (Policy.EXCESS, "32.595"), (Policy.HALF, "32.590")],
)
def test_the_same_policies_work_from_our_own_weight(policy, settled):
    found = weighing.compare(D("32.520"), theirs=D("32.660"), tolerance=D("2"), unit=Unit.PERMILLE)

    assert weighing.settle(found, basis=Reference.OURS, policy=policy) == D(settled)


@given(ours=TONNES, theirs=TONNES, permille=st.integers(0, 10))
def test_a_settled_weight_lies_between_the_two_scales(ours, theirs, permille):
    found = weighing.compare(ours, theirs=theirs, tolerance=D(permille), unit=Unit.PERMILLE)

    for policy in (Policy.OTHER, Policy.EXCESS, Policy.HALF):
        settled = weighing.settle(found, basis=Reference.THEIRS, policy=policy)
        assert min(ours, theirs) <= settled <= max(ours, theirs)


def test_of_percent_and_tonnes_the_tighter_holds_on_each_side():
    band = weighing.band(D(100), more_percent=D(5), more=D(3), less_percent=D(2), less=D(4))

    assert band == (98, 103)
    assert weighing.band(D(100)) == (100, 100)


def test_two_kilograms_too_many_are_too_many():
    allowed = weighing.band(D("100.000"))

    assert weighing.check_load(D("60"), adding=D("40"), allowed=allowed) == 100
    with pytest.raises(weighing.OverDelivery):
        weighing.check_load(D("60"), adding=D("40.002"), allowed=allowed)


def test_an_unrounded_band_decides():
    band = weighing.band(D("33.333"), more_percent=D("0.3"))

    assert band.high == D("33.432999")
    assert not band.holds(D("33.433"))


@pytest.mark.parametrize(
    ("kg", "expected"),
    [
        (shapes.square_bar(D(20), length=D(6), density=D("8.5")), "20.400"),
        (shapes.hexagon_bar(D(20), length=D(3), density=D("8.5")), "8.833"),
        (shapes.tube(D(22), wall=D(1), length=D(5), density=D("8.9")), "2.936"),
        (
            shapes.rectangular_tube(D(40), height=D(20), wall=D(2), length=D(6), density=D("2.7")),
            "3.629",
        ),
        (shapes.profile(D("1.254"), length=D(6)), "7.524"),
    ],
)
def test_a_shape_weighs_what_its_volume_says(kg, expected):
    assert shapes.rounded(kg) == D(expected)


def test_a_tube_whose_walls_meet_is_a_bar():
    bar = shapes.round_bar(D(20), length=D(1), density=D("8.9"))

    assert shapes.tube(D(20), wall=D(10), length=D(1), density=D("8.9")) == bar
    with pytest.raises(shapes.ImpossibleShape):
        shapes.tube(D(20), wall=D("10.01"), length=D(1), density=D("8.9"))
    with pytest.raises(shapes.ImpossibleShape):
        shapes.round_bar(D(0), length=D(1), density=D("8.9"))


def test_metal_used_beyond_the_standard_yield_is_charged():
    found = processing.overuse(
        D("20.000"),
        finished=D("18.000"),
        returned=D("0.500"),
        standard_yield=D("0.945"),
        price=D("70000"),
    )

    assert found == (D("19.048"), D("0.452"), D("31640.00"))


def test_a_mill_cannot_return_more_than_it_got():
    with pytest.raises(processing.DoesNotBalance):
        processing.outcome(D(20), finished=D(19), scrap=D("1.001"))


def test_finished_goods_carry_metal_fee_and_freight():
    unit = processing.unit_cost(
        D("1520000.00"),
        scrap_credit=D("21240.00"),
        fee_excl=D("37280.00"),
        freight_excl=D("1200.00"),
        charged=D("420.00"),
        finished=D("18.640"),
    )

    assert unit == D("82447.4249")


def test_the_loser_of_an_assay_pays_the_umpire():
    near_buyer = assay.agree(D("22.36"), buyer=D("22.02"), limit=D("0.2"), umpire=D("22.05"))
    below_both = assay.agree(D("22.36"), buyer=D("22.02"), limit=D("0.2"), umpire=D("21.90"))

    assert near_buyer == (D("22.04"), How.UMPIRE_AND_NEARER, Loser.SELLER)
    assert below_both == (D("22.02"), How.NEARER_PARTY, Loser.SELLER)


@pytest.mark.parametrize(
    ("content", "steps", "charge"),
    [
        ("0.30", Steps.PROPORTIONAL, "0.00"),
        ("0.45", Steps.PROPORTIONAL, "432.77"),
        ("0.45", Steps.WHOLE, "288.51"),
    ],
)
def test_an_impurity_costs_by_step_and_dry_tonne(content, steps, charge):
    found = assay.penalty(
        D(content),
        limit=D("0.30"),
        step=D("0.1"),
        per_step=D("10"),
        dry=D("28.851"),
        steps=steps,
        reject_above=D("0.5"),
    )

    assert found == D(charge)


def test_an_impurity_beyond_the_hard_limit_is_refused():
    with pytest.raises(assay.Rejected):
        assay.penalty(
            D("0.51"),
            limit=D("0.30"),
            step=D("0.1"),
            per_step=D("10"),
            dry=D("1"),
            steps=Steps.WHOLE,
            reject_above=D("0.5"),
        )


def test_a_measured_value_is_judged_at_the_places_of_its_standard():
    assert assay.conforms(D("99.695"), places=2, low=D("99.70"))
    assert not assay.conforms(D("99.694"), places=2, low=D("99.70"))
    assert assay.conforms(D("0.105"), places=2, high=D("0.10"))


def test_price_risk_begins_when_a_price_is_fixed():
    bought = position.effect(Event.CALL_SIGNED, D(100), side=Side.PURCHASE)
    arrived = position.effect(Event.GOODS_MOVED, D(100), side=Side.PURCHASE)
    called = position.effect(Event.TRANCHE_FIXED, D(40), side=Side.PURCHASE)

    sums = [sum(column) for column in zip(bought, arrived, called, strict=True)]

    assert sums == [40, 60, 100]


@given(n=st.integers(1, 31), quantity=TONNES)
def test_an_average_sale_moves_from_basis_to_price_risk_day_by_day(n, quantity):
    first = position.averaged(quantity, day=0, n=n, side=Side.SALE)
    last = position.averaged(quantity, day=n, n=n, side=Side.SALE)

    assert first == (0, -quantity, 0)
    assert last == (-quantity, 0, 0)


def test_a_spread_position_shows_in_the_ladder():
    rungs = position.ladder({"2511": D("-50"), "2510": D("50"), "2512": D("5")})

    assert [(rung.month, rung.net, rung.cumulative) for rung in rungs] == [
        ("2510", 50, 50),
        ("2511", -50, 0),
        ("2512", 5, 5),
    ]
    assert position.net(stock=D(300), purchases=D(200), sales=D(260), futures=D(-220)) == 20


def test_two_assays_apart_by_the_splitting_limit_are_averaged():
    found = assay.agree(D("22.40"), buyer=D("22.20"), limit=D("0.20"))

    assert found == (D("22.30"), How.MEAN, Loser.NOBODY)


@pytest.mark.parametrize(
    ("net", "state"),
    [
        ("159.999", "ok"),
        ("-160", "warn"),
        ("200", "warn"),
        ("240", "breach"),
        ("-240.001", "block"),
    ],
)
def test_a_limit_is_judged_on_unrounded_tonnes_of_either_sign(net, state):
    assert position.utilisation(D(net), limit=D(200)).state == state
