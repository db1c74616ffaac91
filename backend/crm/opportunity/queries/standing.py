"""What stood on a past moment, from the ledger of moves alone.

Every figure of the funnel and the forecast comes from one statement over `crm_stagehistory`: the
last row of each opportunity at the moment asked for. The answers are plain rows.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.people.models import Unit, User
from backend.crm.opportunity.models import LostReason, Opportunity

VIEW = "crm.view_opportunity"
Rows = list[dict[str, Any]]
SERIES = "coalesce(nullif(p.code, ''), p.id::text)"
KEYS = {
    "": "''",
    "pipeline": "''",
    "owner": "coalesce({0}.owner_id::text, '')",
    "unit": "coalesce({0}.unit_id::text, '')",
    "source": "{0}.source",
}
"""By what figures may be told apart; the pipeline always is."""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Which part of the sales: a series of pipelines, a person, a unit, a source."""

    pipeline: str = ""
    owner_id: int | None = None
    unit_id: UUID | None = None
    source: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of a statement with what it is given."""

    sql: str
    params: tuple[Any, ...] = ()


def scoped(actor: Actor, alias: str) -> Part:
    """This will give the condition that keeps rows to the opportunities the actor may see."""
    policy.require(actor, VIEW)
    if not policy.condition(actor, VIEW):
        return Part("")
    rows = policy.visible(Opportunity, actor).order_by().values("pk")
    sql, params = rows.query.sql_with_params()
    return Part(f" AND {alias}.opportunity_id IN ({sql})", tuple(params))


def sliced(part: Slice, alias: str) -> Part:
    """This will give the condition of a slice, on rows beside which `p` is the pipeline."""
    given = {
        f"{SERIES} = %s": part.pipeline,
        f"{alias}.owner_id = %s": part.owner_id,
        f"{alias}.unit_id = %s": part.unit_id,
        f"{alias}.source = %s": part.source,
    }
    asked = {sql: value for sql, value in given.items() if value not in (None, "")}
    return Part("".join(f" AND {sql}" for sql in asked), tuple(asked.values()))


def standing(actor: Actor, *, until: datetime) -> Part:
    """This will give the statement of the last row of every visible opportunity at a moment."""
    scope = scoped(actor, "h")
    return Part(
        "SELECT DISTINCT ON (h.opportunity_id) h.opportunity_id, h.to_stage_id, h.amount_cny, "  # noqa: S608
        "h.probability_after, h.close_after, h.forecast, h.owner_id, h.unit_id, h.source "
        f"FROM crm_stagehistory h WHERE h.at < %s{scope.sql} "
        "ORDER BY h.opportunity_id, h.at DESC",
        (until, *scope.params),
    )


def key(by: str, alias: str) -> str:
    """This will give the column by which figures are told apart."""
    return KEYS[by].format(alias)


def after(day: date) -> datetime:
    """This will give the first moment after a day, as the company's clock has it."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def start(day: date) -> datetime:
    """This will give the first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def fetch(sql: str, params: tuple[Any, ...]) -> Rows:
    """This will ask the database and give its rows by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def labelled(rows: Rows, by: str) -> Rows:
    """This will put the name of the person, unit, source or reason beside each key."""
    keys = {row["key"] for row in rows if row["key"]}
    names = _names(by, keys)
    for row in rows:
        row["label"] = str(names.get(row["key"], row["key"]))
    return rows


def _names(by: str, keys: set[str]) -> dict[str, Any]:
    if by == "owner":
        return {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)}
    if by == "unit":
        return {str(unit.pk): unit.name for unit in Unit.objects.filter(pk__in=keys)}
    if by == "source":
        return dict(Opportunity._meta.get_field("source").flatchoices)
    if by == "reason":
        return dict(LostReason.objects.filter(code__in=keys).values_list("code", "name"))
    return {}
