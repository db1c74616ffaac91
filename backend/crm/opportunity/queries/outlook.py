"""The forecast as of any day, from the ledger of moves, and how good it was."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backend.core import money
from backend.core.access.actor import Actor
from backend.crm.opportunity import calc
from backend.crm.opportunity.queries.standing import (
    SERIES,
    Rows,
    Slice,
    after,
    fetch,
    key,
    labelled,
    sliced,
    standing,
)

HORIZON = 30


def forecast(actor: Actor, *, as_of: date, part: Slice, by: str = "") -> Rows:
    """This will give Σ amount and Σ amount × probability by category and month of closing.

    As it stood at the end of a day. What was won by then counts as closed in its own month;
    what is omitted, lost or void does not count.
    """
    last = standing(actor, until=after(as_of))
    where = sliced(part, "t")
    sql = (
        f"WITH t AS ({last.sql}) "  # noqa: S608
        f"SELECT {SERIES} AS pipeline, to_char(t.close_after, 'YYYY-MM') AS month, "
        "CASE WHEN s.kind = 'won' THEN 'closed' ELSE t.forecast END AS category, "
        f"{key(by, 't')} AS key, count(*) AS count, "
        "coalesce(sum(t.amount_cny), 0) AS amount, "
        "round(coalesce(sum(t.amount_cny * t.probability_after), 0), 2) AS weighted "
        "FROM t JOIN crm_stage s ON s.id = t.to_stage_id "
        "JOIN crm_pipeline p ON p.id = s.pipeline_id "
        "WHERE (s.kind = 'won' OR (s.kind IN ('open', 'waiting') AND t.forecast <> 'omitted'))"
        f"{where.sql} GROUP BY 1, 2, 3, 4 ORDER BY 2, 3, 1, 4"
    )
    return labelled(fetch(sql, (*last.params, *where.params)), by)


def accuracy(actor: Actor, *, month: date, part: Slice) -> dict[str, Any]:
    """This will compare what closed in a month with the forecast thirty days before its end.

    1 − |forecast − actual| ÷ actual; nothing can be said of a month without a sale.
    """
    first = month.replace(day=1)
    end = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    name = f"{first:%Y-%m}"
    asked = end - timedelta(days=HORIZON)
    then = _of_month(forecast(actor, as_of=asked, part=part), name)
    rows = forecast(actor, as_of=end, part=part)
    actual = _of_month([row for row in rows if row["category"] == "closed"], name)
    gap = calc.share(abs(then - actual), actual)
    return {
        "month": name,
        "asked_on": asked,
        "forecast": then,
        "actual": actual,
        "accuracy": None if gap is None else 1 - gap,
    }


def _of_month(rows: Rows, month: str) -> Decimal:
    return money.total(row["weighted"] for row in rows if row["month"] == month)
