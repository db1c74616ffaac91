"""Rates: as published, corrected by a new version, asked for by day."""

from datetime import date
from decimal import Decimal

import pytest

from backend.market.fx import queries
from backend.market.fx.models import FxRate
from tests.house_kit import Door
from tests.market.kit import bring, cut

JUNE = {"pair": "USD/CNY", "day": "2026-05-11", "source": "外汇交易中心"}


def test_a_rate_is_found_by_its_day_or_as_the_latest_before_it(db: None) -> None:
    bring(cut("usdcny_daily.csv", holding=["2024-01"]))

    assert queries.rate("USD/CNY", date(2024, 1, 2)).value == Decimal("7.1503")
    with pytest.raises(queries.NoRate):
        queries.rate("USD/CNY", date(2024, 2, 10))
    found = queries.rate("USD/CNY", date(2024, 2, 10), latest=True)
    assert found.day == date(2024, 1, 31)
    assert queries.find("EUR/CNY", date(2024, 1, 2)) is None


def test_a_pair_written_in_another_way_is_a_mistake_of_ours_and_not_a_missing_rate() -> None:
    with pytest.raises(ValueError, match="USD/CNY"):
        queries.find("USDCNY", date(2024, 1, 2))


def test_a_corrected_rate_is_a_new_version_and_an_old_file_does_not_undo_it(
    boss: Door,
) -> None:
    file = cut("usdcny_daily.csv", holding=["2024-01-02"])
    bring(file)
    before = queries.rate("USD/CNY", date(2024, 1, 2))

    boss.do("/market/fx-rates", {**JUNE, "day": "2024-01-02", "value": "7.1500"})
    again = bring(file)

    assert (again.unchanged, again.corrected) == (1, 0)
    now = queries.rate("USD/CNY", date(2024, 1, 2))
    assert (now.value, now.version) == (Decimal("7.15"), 2)
    known = queries.rate(
        "USD/CNY", date(2024, 1, 2), as_known_at=FxRate.objects.get(pk=before.id).recorded_at
    )
    assert known.id == before.id


@pytest.mark.parametrize("change", [{"value": "0"}, {"value": "-7"}, {"pair": "usd"}])
def test_what_is_no_rate_is_refused(boss: Door, change: dict[str, str]) -> None:
    refused = boss.post("/market/fx-rates", {**JUNE, "value": "7.1", **change})

    assert refused.status_code == 422
    assert FxRate.objects.count() == 0


def test_who_may_enter(stranger: Door, nobody: Door) -> None:
    for door, status in ((nobody, 401), (stranger, 403)):
        assert door.post("/market/fx-rates", {**JUNE, "value": "7.1"}).status_code == status
    assert FxRate.objects.count() == 0
