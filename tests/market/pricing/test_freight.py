"""Freight by a card: minimum charges, edges of bands, containers, surcharges."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.market.pricing.calc.freight import (
    Band,
    Basis,
    Extra,
    Load,
    NoFit,
    Per,
    Piece,
    Surcharge,
    Tariff,
    Tier,
    boxes_for,
    charge,
    fit,
)
from backend.market.pricing.calc.trace import replay

D = Decimal

ROAD = Tariff(
    basis=Basis.TONNE,
    tiers=[Tier(D(0), D("180")), Tier(D(10), D("150")), Tier(D(30), D("120"))],
    minimum=D("600"),
)


@pytest.mark.parametrize(
    ("tonnes", "amount"),
    [
        ("0.500", "600.00"),  # 90.00, below the minimum
        ("3.333", "600.00"),  # 599.94
        ("3.334", "600.12"),  # just above it
        ("9.999", "1799.82"),
        ("10.000", "1500.00"),  # the tier begins with its own weight
        ("29.999", "4499.85"),
        ("30.000", "3600.00"),
    ],
)
def test_per_tonne_with_a_minimum(tonnes: str, amount: str) -> None:
    found = charge(ROAD, Load(D(tonnes)))

    assert found.amount == D(amount)
    assert replay(found.steps) == found.amount


KM = Tariff(
    basis=Basis.DISTANCE,
    bands=[
        Band(D("100"), D("800"), Per.TRIP),
        Band(D("300"), D("60"), Per.TONNE),
        Band(D("1000"), D("0.35"), Per.TONNE_KM),
    ],
)


@pytest.mark.parametrize(
    ("km", "amount"),
    [
        ("1", "800.00"),
        ("100", "800.00"),  # an edge belongs to the band it ends
        ("100.1", "1200.00"),
        ("300", "1200.00"),
        ("300.1", "2100.70"),  # 20 t x 300.1 km x 0.35
        ("1000", "7000.00"),
    ],
)
def test_bands_of_distance_have_exact_edges(km: str, amount: str) -> None:
    assert charge(KM, Load(D(20), km=D(km))).amount == D(amount)


def test_beyond_the_last_band_and_without_a_distance_the_card_does_not_carry() -> None:
    with pytest.raises(NoFit, match="too_far"):
        charge(KM, Load(D(20), km=D("1000.1")))
    with pytest.raises(NoFit, match="no_distance"):
        charge(KM, Load(D(20)))


def test_light_goods_are_charged_by_their_volume() -> None:
    """2.000 t in 9 cubic metres at 333 kg each count for 2.997 t."""
    card = Tariff(basis=Basis.TONNE, tiers=[Tier(D(0), D(400))], volumetric=D(333))

    assert charge(card, Load(D("2.000"), D("9"))).amount == D("1198.80")
    assert charge(card, Load(D("3.000"), D("9"))).amount == D("1200.00")


def test_surcharges_come_on_top_of_the_carriage_and_not_of_each_other() -> None:
    """Carriage 2 x 1,200; fuel 8 % of it 192.00; toll 260.00 a container; unloading 45.00."""
    card = Tariff(
        basis=Basis.CONTAINER,
        boxes={"20GP": D("1200"), "40HQ": D("1900")},
        surcharges=[
            Surcharge("fuel", Extra.PERCENT, D("0.08")),
            Surcharge("toll", Extra.CONTAINER, D("260")),
            Surcharge("unloading", Extra.LUMP, D("45")),
        ],
    )

    found = charge(card, Load(D(40), containers={"20GP": 2}))

    assert found.amount == D("3157.00")
    assert replay(found.steps) == D("3157.00")
    with pytest.raises(NoFit, match="no_rate 40GP"):
        charge(card, Load(D(40), containers={"40GP": 1}))


def test_fuel_is_charged_on_the_minimum_when_that_is_what_is_paid() -> None:
    card = Tariff(
        basis=Basis.TONNE,
        tiers=[Tier(D(0), D(100))],
        minimum=D(500),
        surcharges=[Surcharge("fuel", Extra.PERCENT, D("0.1"))],
    )

    assert charge(card, Load(D(1))).amount == D("550.00")


def test_heavy_coils_fill_a_container_by_weight() -> None:
    """Coils of 3,100 kg: 7 are 21,700 kg, the whole payload; 15 need three containers."""
    coils = [Piece(15, 1100, 1100, 900, D(3100))]

    found = fit(coils, "20GP")

    assert (found.containers, found.limit) == (3, "weight")
    assert found.tonnes == D("46.500")
    assert fit([Piece(14, 1100, 1100, 900, D(3100))], "20GP").containers == 2


def test_light_crates_fill_a_container_by_volume() -> None:
    """Crates of 1,200 x 1,000 x 1,100: 4 by 2, two high: 16 in a 20GP."""
    assert fit([Piece(16, 1200, 1000, 1100, D(200))], "20GP").containers == 1
    found = fit([Piece(17, 1200, 1000, 1100, D(200))], "20GP")
    assert (found.containers, found.limit) == (2, "volume")


def test_kinds_of_pieces_share_a_container() -> None:
    mixed = [Piece(10, 1200, 1000, 1100, D(200)), Piece(3, 1100, 1100, 900, D(3100))]

    assert (
        fit(mixed, "20GP").containers == 1
    )  # 10/16 + 3/20 of the room, 3/7 + 10/108 of the payload


def test_a_piece_that_goes_into_no_container_is_named() -> None:
    with pytest.raises(NoFit, match="piece_too_large 20GP"):
        fit([Piece(1, 6100, 500, 500, D(900))], "20GP")
    with pytest.raises(NoFit, match="piece_too_heavy"):
        fit([Piece(1, 1000, 1000, 1000, D(30000))], "40HQ")
    tall = Piece(1, 800, 800, 2600, D(500))
    assert fit([tall], "40HQ").containers == 1
    with pytest.raises(NoFit, match="piece_too_large"):
        fit([tall], "20GP")
    assert fit([replace(tall, may_tip=True)], "20GP").containers == 1


def test_loose_goods_are_counted_by_weight_and_volume() -> None:
    assert boxes_for(D("21.700"), D(10), "20GP") == 1
    assert boxes_for(D("21.701"), D(10), "20GP") == 2
    assert boxes_for(D("1"), D("34"), "20GP") == 2  # 33.196 cubic metres inside
