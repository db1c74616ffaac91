"""Questions about rates."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.market.fx.models import FxRate


class NoRate(Refusal):
    """No rate of the pair is on file for the day."""

    sentence = _("没有 {pair} 在 {day} 的汇率，请先录入。")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateValue:
    """A rate with the very row it comes from. `day` is the day it was quoted on."""

    id: UUID
    pair: str
    kind: str
    day: date
    value: Decimal
    version: int


def current(*, as_known_at: datetime | None = None) -> QuerySet[FxRate]:
    """This will give the newest version of each pair, kind and day, as known at a moment."""
    rows = FxRate.objects.all()
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    return rows.order_by("pair", "kind", "day", "-version").distinct("pair", "kind", "day")


def find(
    pair: str,
    day: date,
    *,
    kind: str = FxRate.Kind.MARKET.value,
    latest: bool = False,
    as_known_at: datetime | None = None,
) -> RateValue | None:
    """This will find the rate of a day; with `latest` the newest one up to and including it.

    A pair is asked for as it is filed; written in any other way it would never be found.
    """
    if pair[3:4] != "/":
        raise ValueError(f"a pair is filed as USD/CNY, not as {pair}")
    rows = FxRate.objects.filter(pair=pair, kind=kind)
    rows = rows.filter(day__lte=day) if latest else rows.filter(day=day)
    if as_known_at is not None:
        rows = rows.filter(recorded_at__lte=as_known_at)
    row = rows.order_by("-day", "-version").first()
    return None if row is None else _value(row)


def rate(
    pair: str,
    day: date,
    *,
    kind: str = FxRate.Kind.MARKET.value,
    latest: bool = False,
    as_known_at: datetime | None = None,
) -> RateValue:
    """This will give the rate of a day as `find` does, or raise NoRate."""
    found = find(pair, day, kind=kind, latest=latest, as_known_at=as_known_at)
    if found is None:
        raise NoRate(pair=pair, day=day)
    return found


def _value(row: FxRate) -> RateValue:
    return RateValue(
        id=row.pk,
        pair=row.pair,
        kind=row.kind,
        day=row.day,
        value=row.value,
        version=row.version,
    )
