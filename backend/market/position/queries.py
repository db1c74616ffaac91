"""Questions about a position: the open months, what the market says of them, what is near."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from backend.core.invariants import invariant
from backend.core.people.models import User
from backend.market.instrument.models import Instrument
from backend.market.position import calc
from backend.market.position.models import Kind, PositionBucket, PositionEntry, PositionLimit
from backend.market.pricing.calc import position

Measure = PositionLimit.Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much of a limit is used: the tonnes measured, their ratio and what it means."""

    limit: PositionLimit
    month: str
    tonnes: Decimal
    ratio: Decimal
    state: position.LimitState


def month_of(day: date) -> str:
    """This will name the month of a day: `2026-11`."""
    return f"{day:%Y-%m}"


def months(metal: str, *, on: date) -> dict[str, Decimal]:
    """This will give the net tonnes of a metal by month; what has passed counts as now."""
    rows = PositionBucket.objects.filter(metal=metal.lower()).values_list("month")
    nets = {str(month): tonnes for month, tonnes in rows.annotate(sum=Sum("quantity"))}
    return calc.rolled(nets, front=month_of(on))


def limits_on(metals: Iterable[str], *, on: date) -> QuerySet[PositionLimit]:
    """This will give the limits of metals that hold on a day."""
    wanted = [metal.lower() for metal in metals]
    rows = PositionLimit.objects.filter(metal__in=wanted, valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("metal", "measure", "pk")


def uses(limit: PositionLimit, nets: dict[str, Decimal]) -> list[Use]:
    """This will measure a position against a limit; one on months is measured in each."""
    if limit.measure == Measure.NET:
        return [use(limit, "", calc.net(nets))]
    if limit.measure == Measure.GROSS:
        return [use(limit, "", calc.gross(nets))]
    wanted = [limit.month] if limit.month else sorted(nets)
    return [use(limit, month, nets.get(month, calc.NOTHING)) for month in wanted]


def use(limit: PositionLimit, month: str, tonnes: Decimal) -> Use:
    """This will say what so many tonnes mean to a limit."""
    found = position.utilisation(
        tonnes,
        limit=limit.tonnes,
        warn=limit.warn_at,
        breach=limit.breach_at,
        block=limit.block_at,
    )
    return Use(limit=limit, month=month, tonnes=tonnes, ratio=found.ratio, state=found.state)


# -- the market ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The price by which a month is marked, of which series and day."""

    code: str
    on: date
    value: Decimal


def marks(metal: str, wanted: Iterable[tuple[str, str]], *, on: date) -> dict[Any, Mark]:
    """This will find the newest price of each month and currency, known for that day or before.

    A series of that very month comes first (`SHFE.CU2612` for 2026-12), then the continuous
    one, three months, cash and spot. Without any the month is not marked.
    """
    asked = sorted(set(wanted))
    currencies = [currency for _, currency in asked]
    tenors = [month[2:4] + month[5:7] for month, _ in asked]
    given: list[Any] = [on, LOOKED_BACK, metal, currencies, tenors]
    with connection.cursor() as cursor:
        cursor.execute(SERIES, given)
        series = cursor.fetchall()
    found = {}
    for month, currency in asked:
        near = [
            (_nearness(code, form, month), Mark(code=code, on=day, value=value))
            for code, form, own, day, value in series
            if own == currency
        ]
        place, mark = min(near, key=lambda one: one[0], default=(FAR, None))
        if mark is not None and place != FAR:
            found[month, currency] = mark
    return found


FAR = 9
LOOKED_BACK = 60
"""How many rows of a series are looked through for a price."""
FORMS = [Instrument.Form.CONTINUOUS, Instrument.Form.THREE_MONTHS, Instrument.Form.CASH,
         Instrument.Form.SPOT]  # fmt: skip


SERIES = """
SELECT i.code, i.form, i.currency, priced.trade_date, priced.value
FROM market_instrument i CROSS JOIN LATERAL (
    SELECT day.trade_date, day.value
    FROM (
        SELECT DISTINCT ON (near.trade_date) near.trade_date, near.value
        FROM (
            SELECT trade_date, version, value FROM market_quote
            WHERE instrument_id = i.id AND kind = i.quote_kinds[1] AND trade_date <= %s
            ORDER BY trade_date DESC, version DESC LIMIT %s
        ) near
        ORDER BY near.trade_date DESC, near.version DESC
    ) day
    WHERE day.value IS NOT NULL ORDER BY day.trade_date DESC LIMIT 1
) priced
WHERE upper(i.metal) = upper(%s) AND i.currency = ANY(%s)
    AND (i.form <> 'month' OR right(i.code, 4) = ANY(%s))
ORDER BY i.code
"""
"""The series that may mark some months, each with its newest day that has a price.

Of a day the last version counts; one that was withdrawn leaves the day without a price.
"""


def _nearness(code: str, form: str, month: str) -> int:
    if form == Instrument.Form.MONTH:
        return 0 if code.endswith(month[2:4] + month[5:7]) else FAR
    return 1 + FORMS.index(Instrument.Form(form))


# -- the ladder ------------------------------------------------------------------------------


def metals() -> list[str]:
    """This will list the metals that have a position or a limit."""
    booked = PositionBucket.objects.values_list("metal", flat=True)
    limited = PositionLimit.objects.values_list("metal", flat=True)
    return sorted({*booked, *limited})


BUCKETS = """
SELECT month, kind, currency, quantity, value, EXISTS (
    SELECT 1 FROM market_positionlimit
    WHERE metal = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
)
FROM market_positionbucket WHERE metal = %s
"""
"""The kept sums of a metal, and whether any limit holds: most often none does."""
KINDS = tuple(Kind.values)


def ladder(metal: str, *, on: date) -> dict[str, Any]:
    """This will draw up a metal's position: tonnes by month and kind, running, and marked.

    What a currency's tonnes cost and are worth stands apart from those of another.
    """
    metal, front = metal.lower(), month_of(on)
    kinds: dict[str, dict[str, Decimal]] = {}
    worth: dict[tuple[str, str], list[Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BUCKETS, [metal, on, on, metal])
        told = cursor.fetchall()
    limits = limits_on([metal], on=on) if not told or told[0][-1] else ()
    for own_month, kind, currency, quantity, value, _limited in told:
        month = max(own_month, front)
        row = kinds.setdefault(month, dict.fromkeys(KINDS, calc.NOTHING))
        row[kind] += quantity
        sums = worth.setdefault((month, currency), [calc.NOTHING, Decimal("0.00")])
        sums[0] += quantity
        sums[1] += value
    nets = {month: sum(row.values(), calc.NOTHING) for month, row in kinds.items()}
    found = marks(metal, worth, on=on)
    values = {key: _value(key, sums, found.get(key)) for key, sums in sorted(worth.items())}
    rungs = [
        {
            "month": rung.month,
            **kinds[rung.month],
            "net": rung.net,
            "cumulative": rung.cumulative,
            "values": [value for (month, _c), value in values.items() if month == rung.month],
        }
        for rung in position.ladder(nets)
    ]
    return {
        "metal": metal,
        "net": calc.net(nets),
        "gross": calc.gross(nets),
        "rungs": rungs,
        "results": _results(values.values()),
        "limits": [_use(use) for limit in limits for use in uses(limit, nets)],
    }


def _value(key: tuple[str, str], sums: list[Decimal], mark: Mark | None) -> dict[str, Any]:
    quantity, value = sums
    return {
        "currency": key[1],
        "quantity": quantity,
        "value": value,
        "instrument_code": "" if mark is None else mark.code,
        "marked_on": None if mark is None else mark.on,
        "mark": None if mark is None else mark.value,
        "result": None if mark is None else calc.result(quantity, value, mark=mark.value),
    }


def _results(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The result of each currency; none while a month with tonnes has no price."""
    found: dict[str, Decimal | None] = {}
    for value in values:
        before, result = found.get(value["currency"], Decimal("0.00")), value["result"]
        if result is None and not value["quantity"]:
            result = -value["value"]
        known = before is not None and result is not None
        found[value["currency"]] = before + result if known else None
    return [{"currency": name, "result": found[name]} for name in sorted(found)]


def _use(use: Use) -> dict[str, Any]:
    limit = use.limit
    return {
        "limit_id": limit.pk,
        "measure": limit.measure,
        "measure_label": str(limit.get_measure_display()),
        "month": use.month,
        "tonnes": use.tonnes,
        "limit": limit.tonnes,
        "ratio": use.ratio,
        "state": str(use.state),
    }


def answerable(permission: str) -> list[int]:
    """This will name the people at work who hold a permission, else those who may everything."""
    at_work = User.objects.filter(is_active=True, party=None)
    held = at_work.filter(assignments__role__grants__permission=permission).distinct()
    found = list(held.values_list("pk", flat=True))
    return sorted(found or at_work.filter(is_superuser=True).values_list("pk", flat=True))


@invariant("market.position.bucket_is_sum")
def bucket_is_sum() -> list[str]:
    """This will name the kept sums that are not the sum of their entries, either way round."""
    place = ("metal", "month", "kind", "currency")
    entries = PositionEntry.objects.values_list(*place)
    said = {
        row[:4]: row[4:]
        for row in entries.annotate(q=Sum("quantity"), v=Sum("amount"), n=Count("id"))
    }
    kept = {
        row[:4]: row[4:]
        for row in PositionBucket.objects.values_list(*place, "quantity", "value", "entries")
    }
    return [
        f"头寸 {' '.join(key)}：流水合计 {said.get(key)}，汇总 {kept.get(key)}"
        for key in sorted({*said, *kept})
        if said.get(key) != kept.get(key)
    ][:100]
