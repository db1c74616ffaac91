"""The funnel two ways, never mixed: what stands in each stage, and who of a cohort came how far.

Beside it how long stages take and what share is won.
"""

from datetime import date
from decimal import Decimal
from typing import Any

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
    scoped,
    sliced,
    standing,
    start,
)

NEWEST = "(array_agg({0} ORDER BY p.edition DESC))[1]"


def funnel_as_of(actor: Actor, *, as_of: date, part: Slice, by: str = "") -> Rows:
    """This will give what stood in each stage at the end of a day, in CNY.

    `unconverted` counts opportunities in a currency without a rate; they add nothing to sums.
    """
    last = standing(actor, until=after(as_of))
    where = sliced(part, "t")
    sql = (
        f"WITH t AS ({last.sql}), "  # noqa: S608
        f"g AS (SELECT t.to_stage_id, {key(by, 't')} AS key, count(*) AS count, "
        "coalesce(sum(t.amount_cny), 0) AS amount, "
        "coalesce(sum(t.amount_cny * t.probability_after), 0) AS weighted, "
        "count(*) FILTER (WHERE t.amount_cny IS NULL) AS unconverted "
        "FROM t JOIN crm_stage s ON s.id = t.to_stage_id "
        "JOIN crm_pipeline p ON p.id = s.pipeline_id "
        f"WHERE true{where.sql} GROUP BY 1, 2) "
        f"SELECT {SERIES} AS pipeline, {NEWEST.format('p.name')} AS pipeline_name, "
        f"s.code AS stage, {NEWEST.format('s.name')} AS stage_name, s.kind, "
        f"{NEWEST.format('s.seq')} AS seq, g.key, sum(g.count)::bigint AS count, "
        "round(sum(g.amount), 2) AS amount, round(sum(g.weighted), 2) AS weighted, "
        "sum(g.unconverted)::bigint AS unconverted "
        "FROM g JOIN crm_stage s ON s.id = g.to_stage_id "
        "JOIN crm_pipeline p ON p.id = s.pipeline_id "
        f"GROUP BY 1, s.code, s.kind, g.key ORDER BY 1, {NEWEST.format('s.seq')}, g.key"
    )
    return labelled(fetch(sql, (*last.params, *where.params)), by)


def conversion(actor: Actor, *, since: date, until: date, as_of: date, part: Slice) -> Rows:
    """This will give, for those who entered a stage in a period, how many ever reached another.

    A cohort is counted by its first entry; what it reached is known as of a day. A stage that
    was passed over was not reached.
    """
    scope, where = scoped(actor, "h"), sliced(part, "h")
    sql = (
        f"WITH f AS (SELECT h.opportunity_id, {SERIES} AS pipeline, s.code, "  # noqa: S608
        "min(h.at) AS at, max(s.seq) AS seq "
        "FROM crm_stagehistory h JOIN crm_stage s ON s.id = h.to_stage_id "
        "JOIN crm_pipeline p ON p.id = s.pipeline_id "
        "WHERE h.at < %s AND h.from_stage_id IS DISTINCT FROM h.to_stage_id"
        f"{scope.sql}{where.sql} GROUP BY 1, 2, 3), "
        "c AS (SELECT f.*, count(*) OVER (PARTITION BY pipeline, code) AS entered "
        "FROM f WHERE f.at >= %s AND f.at < %s) "
        "SELECT c.pipeline, c.code AS from_stage, f.code AS to_stage, c.entered, "
        "count(*) AS reached, round(count(*)::numeric / c.entered, 4) AS share "
        "FROM c JOIN f ON f.opportunity_id = c.opportunity_id AND f.pipeline = c.pipeline "
        "AND f.at >= c.at AND f.code <> c.code "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, min(c.seq), min(f.seq)"
    )
    params = (after(as_of), *scope.params, *where.params, start(since), after(until))
    return fetch(sql, params)


def durations(actor: Actor, *, since: date, until: date, part: Slice, by: str = "") -> Rows:
    """This will give how many days opportunities stayed in stages they left in a period.

    Median and ninetieth percentile; a change of pipeline edition that keeps the stage is no
    leaving.
    """
    scope, where = scoped(actor, "h"), sliced(part, "h")
    sql = (
        f"SELECT {SERIES} AS pipeline, s.code AS stage, {NEWEST.format('s.name')} AS stage_name, "  # noqa: S608
        f"{key(by, 'h')} AS key, count(*) AS count, "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY h.seconds_in_from) AS median, "
        "percentile_cont(0.9) WITHIN GROUP (ORDER BY h.seconds_in_from) AS p90, "
        "max(s.expected_days) AS expected_days, max(s.max_days) AS max_days "
        "FROM crm_stagehistory h JOIN crm_stage s ON s.id = h.from_stage_id "
        "JOIN crm_stage n ON n.id = h.to_stage_id JOIN crm_pipeline p ON p.id = s.pipeline_id "
        "WHERE h.from_stage_id IS NOT NULL AND h.from_stage_id <> h.to_stage_id "
        f"AND s.code <> n.code AND h.at >= %s AND h.at < %s{scope.sql}{where.sql} "
        "GROUP BY 1, 2, 4 ORDER BY 1, max(s.seq), 4"
    )
    params = (start(since), after(until), *scope.params, *where.params)
    rows = fetch(sql, params)
    for row in rows:
        row["median"], row["p90"] = calc.days(row["median"]), calc.days(row["p90"])
    return labelled(rows, by)


ENDS = {"reason": "coalesce(r.code, '')", "competitor": "coalesce(o.lost_to, '')"}


def win_rate(
    actor: Actor, *, since: date, until: date, as_of: date, part: Slice, by: str = ""
) -> Rows:
    """This will give won ÷ (won + lost) of what closed in a period, by count and by amount."""
    last = standing(actor, until=after(as_of))
    where = sliced(part, "t")
    column = ENDS.get(by) or key(by, "t")
    beside = (
        "JOIN crm_opportunity o ON o.id = t.opportunity_id "
        "LEFT JOIN crm_lostreason r ON r.id = o.lost_reason_id "
        if by in ENDS
        else ""
    )
    sql = (
        f"WITH t AS ({last.sql}) SELECT {column} AS key, "  # noqa: S608
        "count(*) FILTER (WHERE s.kind = 'won') AS won, "
        "count(*) FILTER (WHERE s.kind = 'lost') AS lost, "
        "coalesce(sum(t.amount_cny) FILTER (WHERE s.kind = 'won'), 0) AS won_amount, "
        "coalesce(sum(t.amount_cny) FILTER (WHERE s.kind = 'lost'), 0) AS lost_amount "
        "FROM t JOIN crm_stage s ON s.id = t.to_stage_id "
        f"JOIN crm_pipeline p ON p.id = s.pipeline_id {beside}"
        "WHERE s.kind IN ('won', 'lost') AND t.close_after >= %s AND t.close_after <= %s"
        f"{where.sql} GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1"
    )
    rows = fetch(sql, (*last.params, since, until, *where.params))
    for row in rows:
        row["rate"] = _share(row["won"], row["lost"])
        row["amount_rate"] = _share(row["won_amount"], row["lost_amount"])
    return labelled(rows, by)


def _share(won: Any, lost: Any) -> Decimal | None:
    return calc.share(Decimal(won), Decimal(won) + Decimal(lost))
