"""The funnel and the forecast as of a day, from the ledger of moves, as SQL by hand."""

from typing import Any

import psycopg

Connection = psycopg.Connection[dict[str, Any]]
STANDING = """
WITH t AS (
  SELECT DISTINCT ON (opportunity_id) to_stage_id, amount_cny, probability_after, close_after,
         forecast
  FROM crm_stagehistory WHERE at < (%s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
  ORDER BY opportunity_id, at DESC
)
"""
FUNNEL = (
    STANDING
    + """
SELECT p.code AS pipeline, p.name AS pipeline_name, s.code AS stage, s.name AS stage_name, s.kind,
       s.seq, '' AS key, g.count, round(g.amount, 2) AS amount, round(g.weighted, 2) AS weighted,
       g.unconverted, '' AS label
FROM (
  SELECT to_stage_id, count(*) AS count, coalesce(sum(amount_cny), 0) AS amount,
         coalesce(sum(amount_cny * probability_after), 0) AS weighted,
         count(*) FILTER (WHERE amount_cny IS NULL) AS unconverted
  FROM t GROUP BY to_stage_id
) g JOIN crm_stage s ON s.id = g.to_stage_id JOIN crm_pipeline p ON p.id = s.pipeline_id
ORDER BY p.code, s.seq
"""
)
FORECAST = (
    STANDING
    + """
SELECT p.code AS pipeline, to_char(t.close_after, 'YYYY-MM') AS month,
       CASE WHEN s.kind = 'won' THEN 'closed' ELSE t.forecast END AS category, '' AS key,
       count(*) AS count, coalesce(sum(t.amount_cny), 0) AS amount,
       round(coalesce(sum(t.amount_cny * t.probability_after), 0), 2) AS weighted, '' AS label
FROM t JOIN crm_stage s ON s.id = t.to_stage_id JOIN crm_pipeline p ON p.id = s.pipeline_id
WHERE s.kind = 'won' OR (s.kind IN ('open', 'waiting') AND t.forecast <> 'omitted')
GROUP BY 1, 2, 3 ORDER BY 2, 3, 1
"""
)


def funnel(on: Connection, *, as_of: str) -> dict[str, Any]:
    """This will tell what stood in each stage at the end of a day."""
    return {"as_of": as_of, "rows": on.execute(FUNNEL, [as_of]).fetchall()}


def forecast(on: Connection, *, as_of: str) -> dict[str, Any]:
    """This will tell what was forecast at the end of a day, by category and month."""
    return {"as_of": as_of, "rows": on.execute(FORECAST, [as_of]).fetchall()}
