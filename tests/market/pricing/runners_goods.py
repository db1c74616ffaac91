"""Runners of the vectors about weights (c) and lots (d)."""

from datetime import date

import pytest

from backend.core import money, weight
from backend.goods.cost import calc as cost
from backend.goods.product import calc as shapes
from backend.goods.weighing import calc as weighing
from backend.goods.weighing.calc import Basis, Deduction, Policy, Reference, Unit
from backend.market.pricing.calc import quantity, storage
from backend.market.pricing.calc.storage import Claim, Held
from tests.market.pricing.vectors import D, day, runs


def percent_band(agreed, percent):
    return weighing.band(agreed, more_percent=percent, less_percent=percent)


@runs("C-01")
def inbound(given, want):
    net = weighing.net(given["gross_kg"], tare=given["tare_kg"])

    assert net == weighing.net_of_two(given["tare_kg"], given["gross_kg"]) == want["net_kg"]
    assert weight.tonnes_of(net) == want["net_t"]
    readings = (given["gross_kg"], given["tare_kg"])
    whole = all(weighing.on_division(r, division=given["division_kg"]) for r in readings)
    assert whole is want["multiples_of_division"]


@runs("C-02")
def outbound(given, want):
    net = weighing.net(given["gross_kg"], tare=given["tare_kg"])
    pallets = Deduction(
        basis=Basis.PER_PIECE, value=given["pallet_kg"], pieces=int(given["pallets"])
    )

    left = weighing.deduct(net, deductions=[pallets])

    assert left.settled == left.unrounded == want["net_kg"]
    assert weight.tonnes_of(left.settled) == want["net_t"]


@runs("C-03")
def three_lots_on_a_truck(given, want):
    lots = weighing.successive(given["readings_kg"])

    assert lots == want["lots_kg"]
    readings = given["readings_kg"]
    assert weighing.net_of_two(readings[0], readings[-1]) == sum(lots) == want["net_kg"]


@runs("C-04")
def deductions_in_turn(given, want):
    impurity = Deduction(basis=Basis.PERCENT, value=given["impurity_pct"])
    fixed = Deduction(basis=Basis.FIXED, value=given["fixed_kg"])

    found = weighing.deduct(given["net_kg"], deductions=[impurity, fixed])

    assert given["net_kg"] - found.parts[0] == want["after_fixed"]
    assert found.parts[1] == want["impurity_kg"]
    assert found.settled == want["settle_kg"]
    half_even = weight.measured(found.unrounded, places=0)
    assert half_even == want["settle_kg_if_half_even"]
    on_gross = weighing.deduct(given["net_kg"], deductions=[impurity]).parts[0]
    wrong = given["net_kg"] - given["fixed_kg"] - on_gross
    assert weight.kilograms(wrong) == want["wrong_if_percent_on_gross_net"]


@runs("C-05")
def dried(given, want):
    found = weighing.dry(given["wet_t"], moisture_percent=given["moisture_pct"])

    assert (found.dry, found.moisture) == (want["dry_t"], want["moisture_t"])


def compared(given, ours):
    return weighing.compare(ours, theirs=given["theirs"], tolerance=given["tol"], unit=Unit.RATIO)


@runs("C-07")
def scale_difference_inside(given, want):
    found = compared(given, given["ours"])

    assert found.difference == want["diff"]
    assert found.permille == want["rate_permille"]
    assert found.limit == want["limit_t"]
    assert found.inside is want["inside"]
    settled = weighing.settle(found, basis=Reference(given["basis"]), policy=Policy.HOLD)
    assert settled == want["settle"]


@runs("C-08")
def scale_difference_outside(given, want):
    found, basis = compared(given, given["ours"]), Reference(given["basis"])

    assert found.difference == want["diff"]
    assert found.permille == want["rate_permille"]
    for policy in (Policy.OTHER, Policy.EXCESS, Policy.HALF):
        assert weighing.settle(found, basis=basis, policy=policy) == want[policy.value]
    with pytest.raises(weighing.Unsettled):
        weighing.settle(found, basis=basis, policy=Policy.HOLD)
    assert want["hold"] is None


@runs("C-09")
def on_the_limit(given, want):
    found = [compared(given, ours) for ours in given["ours"]]

    assert [pair.inside for pair in found] == want["inside"]
    settled = [
        weighing.settle(pair, basis=Reference.THEIRS, policy=Policy.EXCESS) for pair in found
    ]
    assert settled == want["settle_excess"]


@runs("C-10")
def sheet(given, want):
    each = shapes.sheet(given["t"], width=given["w"], length=given["L"], density=given["rho"])

    assert shapes.DENSITIES["5052"] == given["rho"]
    assert shapes.rounded(each) == want["kg_each"]
    whole = shapes.pieces(each, count=int(given["pcs"]))
    assert shapes.rounded(whole, places=1) == want["kg_total"]


@runs("C-11")
def round_bar(given, want):
    exact = shapes.round_bar(given["d"], length=given["L"], density=given["rho"])
    shop = shapes.by_coefficient(given["d"], length=given["L"], coefficient=D("0.00699"))

    assert shapes.rounded(exact) == want["kg"]
    assert shapes.rounded(shop) == want["shop_formula_0_00699"]


@runs("C-14")
def coil(given, want):
    size = {"outer": given["od"], "inner": given["id"], "fill": given["fill"]}

    kg = shapes.coil(**size, width=given["w"], density=given["rho"])
    metres = shapes.coil_length(**size, thickness=given["t"])

    assert shapes.rounded(kg, places=1) == want["kg"]
    assert shapes.rounded(metres, places=1) == want["length_m"]


@runs("C-15")
def more_or_less(given, want):
    by_percent = percent_band(given["contract"], given["tol_pct"])
    by_tonnes = weighing.band(given["contract"], more=given["tol_qty"], less=given["tol_qty"])

    assert list(by_percent) == want["pct_band"]
    assert list(by_tonnes) == want["qty_band"]
    assert [by_percent.holds(tonnes) for tonnes in want["delivered"]] == want["ok"]


@runs("C-16")
def beyond_the_band(given, want):
    found = quantity.over_delivery(
        given["delivered"],
        ceiling=percent_band(given["contract"], given["tol_pct"]).high,
        price=given["contract_price"],
        market=given["market"],
    )

    assert found.at_contract == want["at_contract"]
    assert found.beyond == want["beyond"]
    assert found.amount_if_accepted == want["amount_accept"]
    assert found.amount_if_rejected == want["amount_reject"]


@runs("C-17")
def difference_at_market(given, want):
    prices = {"price": given["contract_price"], "market": given["market"]}
    found = [
        quantity.difference_at_market(delivered, agreed=given["contract"], **prices)
        for delivered in given["delivered"]
    ]
    plain = [money.amount(tonnes, given["contract_price"]) for tonnes in given["delivered"]]

    assert found == want["amount"]
    assert plain == want["plain_at_contract"]


@runs("C-18")
def stored_tare(given, want):
    expiry = day(given["expiry"])

    def stands(today, on):
        return weighing.tare_stands(
            given["stored_kg"], measured=today, limit=given["limit_kg"], on=on, expires_on=expiry
        )

    assert [stands(kg, expiry) for kg in given["today_kg"]] == want["ok"]
    assert not stands(given["today_kg"][0], date(2026, 1, 1))


@runs("D-01")
def split_lot(given, want):
    weights = cost.split_weight(given["lot"]["weight"], children=given["children"])

    assert weights == want["weights"]
    assert cost.split_cost(given["lot"]["cost"], weights=weights) == want["cost"]


@runs("D-02")
def warehouse_rent(given, want):
    found = storage.rent(
        given["weight"],
        rate=given["rate"],
        arrived_on=day(given["inbound"]),
        left_on=day(given["outbound"]),
        free_days=int(given["free_days"]),
    )

    assert list(found) == [want["days"], want["chargeable"], want["amount"]]


@runs("D-04")
def available_to_promise(given, want):
    claims = {
        "own": Claim.FREE,
        "consigned_in:A": Claim.OTHERS,
        "own_pledged": Claim.PLEDGED,
        "own_frozen": Claim.FROZEN,
    }
    held = [Held(claims[name], tonnes) for name, tonnes in given["on_hand"]]

    found = storage.available(held, reserved=given["reserved"])

    assert list(found) == [want["physical"], want["owned"], want["available"]]


@runs("D-05")
def exchange_warrant(given, want):
    band = percent_band(D(25), D(2))

    assert list(band) == want["band"]
    assert [band.holds(tonnes) for tonnes in given["warrant_weight"]] == want["ok"]
    reweighed = [
        weighing.compare(again, theirs=warrant, tolerance=D("0.1"), unit=Unit.PERCENT).inside
        for warrant, again in given["reweigh"]
    ]
    assert reweighed == want["reweigh_ok"]
