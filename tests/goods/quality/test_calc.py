"""Sampling by the table, skip-lot, umpires and the clocks of objections."""

from datetime import date
from decimal import Decimal

import pytest

from backend.goods.quality.calc import clocks, sampling, umpire

D = Decimal


@pytest.mark.parametrize(
    ("size", "aql", "samples", "accept"),
    [
        (500, "1.0", 50, 1),
        (90, "2.5", 20, 1),  # E points forward to F
        (50, "2.5", 5, 0),  # D points back to C
        (150, "2.5", 20, 1),
        (1_000, "0.65", 80, 1),
        (3_200, "0.65", 125, 2),
        (20_000, "0.10", 500, 1),
        (40, "10", 8, 2),
        (9, "10", 5, 1),
        (1_000_000, "1.0", 1250, 21),
        (1_000_000, "4.0", 315, 21),
        (600_000, "0.065", 1250, 2),
        (8, "1.0", 8, 0),  # the sample would be larger than the lot
        (1, "0.40", 1, 0),
    ],
)
def test_samples_are_drawn_by_the_table(size: int, aql: str, samples: int, accept: int) -> None:
    assert sampling.by_aql(size, aql) == (samples, accept)
    assert sampling.by_aql(size, aql).reject == accept + 1


def test_one_lot_of_three_is_measured_after_five_good_ones_and_a_bad_one_starts_again() -> None:
    good = ["accepted"] * 5
    rule = {"after": 5, "every": 3}

    assert not sampling.skips(good[:4], **rule)
    assert sampling.skips(good, **rule)
    assert sampling.skips(["skipped", *good], **rule)
    assert not sampling.skips(["skipped", "skipped", *good], **rule)
    assert sampling.skips(["accepted", "skipped", "skipped", *good], **rule)
    assert not sampling.skips(["rejected", *good], **rule)
    assert not sampling.skips(["accepted", "rejected", *good], **rule)


@pytest.mark.parametrize(
    ("seller", "buyer", "third", "value", "how", "loser"),
    [
        ("22.36", "22.20", None, "22.28", "mean", ""),
        ("22.36", "22.16", None, "22.26", "mean", ""),
        ("22.36", "22.02", None, None, "umpire", ""),
        ("22.36", "22.02", "22.30", "22.33", "mean_nearer", "buyer"),
        ("22.36", "22.02", "22.41", "22.36", "nearer", "buyer"),
        ("22.36", "22.02", "22.19", "22.19", "umpire", "both"),
        ("22.36", "22.02", "21.90", "22.02", "nearer", "seller"),
    ],
)
def test_two_assays_and_the_umpire(
    seller: str, buyer: str, third: str | None, value: str | None, how: str, loser: str
) -> None:
    found = (
        umpire.exchange(D(seller), D(buyer), limit=D("0.20"), places=2)
        if third is None
        else umpire.decide(D(seller), D(buyer), D(third), rule="mean_nearer", places=2)
    )

    assert (found.value and str(found.value), found.how, found.loser) == (value, how, loser)


def test_other_rules_use_the_umpire_otherwise_and_the_loser_pays() -> None:
    def by(rule: str, third: str) -> Decimal | None:
        return umpire.decide(D("22.36"), D("22.02"), D(third), rule=rule, places=2).value

    assert by("umpire", "22.30") == by("middle", "22.30") == D("22.30")
    assert by("nearest", "22.30") == by("middle", "22.41") == D("22.36")
    assert by("umpire", "22.41") == D("22.41")
    shares = umpire.shares(D("1000.00"), losers={"Cu": "buyer", "Ag": "both", "Au": "buyer"})
    assert shares == {"seller": D("166.67"), "buyer": D("833.33")}


def test_the_last_day_counts_and_without_a_rule_the_law_gives_two_years() -> None:
    assert clocks.last_day(date(2026, 7, 10), days=7) == date(2026, 7, 17)
    assert clocks.last_day(date(2026, 7, 10), days=0) == date(2026, 7, 10)
    assert clocks.last_day(date(2026, 7, 10), days=None) == date(2028, 7, 10)
    assert clocks.last_day(date(2028, 2, 29), days=None) == date(2030, 2, 28)
    assert clocks.is_within_scale(D("0.040"), delivered=D("20.000"), permille=D("2"))
    assert not clocks.is_within_scale(D("0.041"), delivered=D("20.000"), permille=D("2"))
