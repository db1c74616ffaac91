"""Stories about cost: value that goes in comes out, to the cent, by every method."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import money
from backend.goods.cost import calc as cost
from backend.goods.cost.calc import Charge, Layer, Move, Pool, Snapshot

D = Decimal
TONNES = st.decimals(min_value=D("0.001"), max_value=D("60"), places=3)
MONEY = st.decimals(min_value=0, max_value=D("9999999.99"), places=2)
RECEIPTS = st.lists(st.tuples(TONNES, MONEY), min_size=1, max_size=6)
CUTS = st.lists(st.integers(1, 9), max_size=6)


def portions(whole, cuts):
    """Issue a tenth, a fifth, ... of what is left each time, and in the end the rest."""
    for cut in cuts:
        part = (whole * cut / 10).quantize(D("0.001"))
        if 0 < part < whole:
            yield part
            whole -= part
    yield whole


@given(received=RECEIPTS, cuts=CUTS)
def test_layers_give_back_exactly_what_was_put_in(received, cuts):
    layers = [Layer(str(n), *pair) for n, pair in enumerate(received)]
    issued = []

    for part in portions(sum(layer.quantity for layer in layers), cuts):
        found = cost.consume(layers, quantity=part)
        assert sum(taken.quantity for taken in found.taken) == part
        layers = list(found.left)
        issued.append(found.value)

    assert layers == []
    assert sum(issued) == sum(value for _, value in received)
    assert min(issued) >= 0


@given(received=RECEIPTS, cuts=CUTS)
def test_a_pool_gives_back_exactly_what_was_put_in(received, cuts):
    pool = Pool()
    for quantity, value in received:
        pool = cost.receive(pool, quantity=quantity, value=value)
    issued = []

    for part in portions(pool.quantity, cuts):
        found = cost.issue(pool, quantity=part)
        pool = found.pool
        issued.append(found.value)

    assert pool == Pool(D("0.000"), D("0.00"))
    assert sum(issued) == sum(value for _, value in received)


@given(weight=TONNES, value=MONEY, cuts=CUTS)
def test_a_split_lot_keeps_its_weight_and_its_cost(weight, value, cuts):
    *children, _ = portions(weight, cuts)

    weights = cost.split_weight(weight, children=children)
    costs = cost.split_cost(value, weights=weights)

    assert sum(weights) == weight
    assert sum(costs) == value


@given(
    amount=st.decimals(min_value=-99999, max_value=99999, places=2), received=TONNES, held=TONNES
)
def test_a_late_correction_is_posted_once_and_whole(amount, received, held):
    parts = cost.adjust(amount, received=received, on_hand=held)

    assert sum(parts) == amount
    assert abs(parts.to_stock) <= abs(amount)


def test_stock_never_goes_negative():
    with pytest.raises(cost.NotEnough):
        cost.consume([Layer("L1", D("1"), D("5.00"))], quantity=D("1.001"))
    with pytest.raises(cost.NotEnough):
        cost.issue(Pool(D("1"), D("5.00")), quantity=D("1.001"))


def test_a_refund_larger_than_the_stock_is_worth_stops_at_zero():
    pool = Pool(D("10"), D("100.00"))

    parts = cost.adjust(D("-500.00"), received=D("10"), on_hand=D("10"), value=pool.value)

    assert parts == (D("-100.00"), D("-400.00"))
    assert cost.correct(pool, to_stock=parts.to_stock).value == 0
    with pytest.raises(cost.WorthNothing):
        cost.correct(pool, to_stock=D("-100.01"))
    with pytest.raises(cost.WorthNothing):
        cost.correct(Pool(), to_stock=D("0.01"))


def test_goods_bought_later_may_bear_part_of_a_pools_correction():
    moves = [
        Move(D("50"), D("3805309.50")),
        Move(D("-32")),
        Move(D("20"), D("1540000.00")),
    ]
    pool = cost.receive(
        cost.issue(Pool(D("50"), D("3805309.50")), quantity=D("32")).pool,
        quantity=D("20"),
        value=D("1540000.00"),
    )

    coverage = cost.adjust(D("66372.00"), received=D("50"), on_hand=pool.quantity)
    replayed = cost.replay(moves, changed={0: D("66372.00")})

    assert coverage == (D("50442.72"), D("15929.28"))
    assert replayed == (D("23893.92"), D("42478.08"))


def test_a_replay_posts_everything_to_cost_of_sales_once_the_goods_are_gone():
    moves = [Move(D("50"), D("100.00")), Move(D("-50"))]

    assert cost.replay(moves, changed={0: D("7.00")}) == (D("0.00"), D("7.00"))


def test_freight_goes_by_weight_insurance_by_value_and_no_cent_is_lost():
    weights, values = [D("25.136"), D("24.998")], [D("2161696.00"), D("2149828.00")]

    landed = cost.land(
        [Charge(D("3008.04"), weights), Charge(D("431.15"), values), Charge(D("-10.01"), [1, 1])],
        lots=2,
    )

    assert landed == [D("1719.32"), D("1709.86")]
    assert sum(landed) == D("3008.04") + D("431.15") - D("10.01")
    assert cost.land([], lots=2) == [0, 0]


def test_within_the_allowance_the_money_stays_on_fewer_tonnes():
    found = cost.transit_loss(
        D("50.000"), received=D("49.950"), allowance_percent=D("0.2"), value=D("3805309.50")
    )

    assert (found.loss, found.beyond, found.beyond_cost) == (D("0.050"), 0, 0)
    assert (found.stock_value, found.unit) == (D("3805309.50"), D("76182.3724"))


PRICES = st.decimals(min_value=1000, max_value=90000, places=2)
SNAPSHOTS = st.builds(
    Snapshot,
    price=PRICES,
    premium=st.decimals(min_value=-500, max_value=500, places=2),
    fx=st.decimals(min_value=D("0.9"), max_value=D("7.5"), places=4),
    weight=TONNES,
    cost=PRICES,
    freight=MONEY,
    claims=MONEY,
    rounding=st.decimals(min_value=-1, max_value=1, places=2),
)


@given(before=SNAPSHOTS, after=SNAPSHOTS)
def test_the_steps_of_a_margin_bridge_add_up_to_the_change(before, after):
    parts = cost.bridge(before, after=after)

    assert sum(parts.values(), D(0)) == after.margin - before.margin


def test_a_bridge_names_what_changed():
    quote = Snapshot(price=D("76200"), weight=D("32"), cost=D("75000"), freight=D("4000.00"))
    final = Snapshot(price=D("76250"), weight=D("31.960"), cost=D("75100"), freight=D("4128.44"))

    parts = cost.bridge(quote, after=final)

    assert parts == {
        "price": D("1600.00"),
        "weight": D("-50.00"),
        "cost": D("-3196.00"),
        "freight": D("-128.44"),
    }
    assert quote.margin == D("34400.00")
    assert final.margin == D("32625.56")


def test_an_order_without_revenue_has_no_percentage():
    found = cost.margin(D("0.00"), cost=D("10.00"), direct=D("0.00"), quantity=D("0.000"))

    assert found == (D("-10.00"), 0, 0)
    assert money.total([]) == D("0.00")


def test_a_spent_layer_is_passed_over():
    layers = [Layer("L0", D("0.000"), D("0.00")), Layer("L1", D("2.000"), D("5.01"))]

    found = cost.consume(layers, quantity=D("1.000"))

    assert found.taken == (("L1", 1, D("2.51")),)
    assert found.left == (Layer("L1", D("1.000"), D("2.50")),)
