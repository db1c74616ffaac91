"""What people do with a calendar."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.market.calendar.models import TradingDay

log.declare("market.trading_day.changed", "market.trading_day.filled")

FIXTURE = "fixtures/market/calendars.json"
LONGEST = 1_100


@documents.verb
def change(trading_day_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> TradingDay:
    """This will correct a day, as when an exchange announces an extra holiday."""
    row = documents.lock(
        TradingDay, trading_day_id, actor=actor, permission="market.change_trading_day"
    )
    for name, value in changes.items():
        setattr(row, name, value)
    row.is_open = row.kind in TradingDay.OPEN
    row.version += 1
    return documents.save(row, actor=actor, event="market.trading_day.changed")


@documents.verb
def fill(
    *,
    actor: Actor,
    code: str,
    first: date,
    last: date,
    holidays: Mapping[date, str],
    make_up: Mapping[date, str],
) -> int:
    """This will add the days a calendar does not have yet and tell how many those were.

    Weekends are closed but for the make-up days, weekdays open but for the holidays. Days on
    file stay as they are. Raises Malformed for a span backwards or longer than three years.
    """
    policy.require(actor, "market.fill_trading_day")
    length = (last - first).days + 1
    if not 0 < length <= LONGEST:
        raise Malformed(errors={"last": _("请填写不早于首日、不超过三年的末日")})
    span = [first + timedelta(days=n) for n in range(length)]
    known = set(
        TradingDay.objects.filter(code=code, day__range=(first, last)).values_list("day", flat=True)
    )
    rows = [_row(code, day, holidays, make_up) for day in span if day not in known]
    if not rows:
        return 0
    TradingDay.objects.bulk_create(rows)
    log.emit(
        "market.trading_day.filled",
        rows[0],
        actor=actor,
        payload={"code": code, "first": first, "last": last, "added": len(rows)},
    )
    return len(rows)


def _row(
    code: str, day: date, holidays: Mapping[date, str], make_up: Mapping[date, str]
) -> TradingDay:
    if day in holidays:
        kind = TradingDay.Kind.HOLIDAY
    elif day in make_up:
        kind = TradingDay.Kind.MAKE_UP
    else:
        kind = TradingDay.Kind.WEEKEND if day.weekday() >= 5 else TradingDay.Kind.NORMAL
    note = holidays.get(day) or make_up.get(day, "")
    return TradingDay(code=code, day=day, kind=kind, is_open=kind in TradingDay.OPEN, note=note)


def load_fixture(*, actor: Actor) -> int:
    """This will fill the calendars Heng ships with: CN, SHFE, INE and LME for 2024 to 2026."""
    given = json.loads((settings.ROOT / FIXTURE).read_text(encoding="utf-8"))
    first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
    return sum(
        fill(
            actor=actor,
            code=code,
            first=first,
            last=last,
            holidays=_days(days["holidays"]),
            make_up=_days(days["make_up"]),
        )
        for code, days in given["calendars"].items()
    )


def _days(notes: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): note for day, note in notes.items()}
