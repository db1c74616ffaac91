"""Figures as they are shown, to machines and on the board."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed
from backend.core.registry import resource_of
from backend.service.figures import calc, queries
from backend.service.figures.queries import FIGURES, Cut, Figure, Group

USUAL_DAYS = 90
MOST_DAYS = 3700


def cut(
    *,
    since: date | None,
    until: date | None,
    product_id: UUID | None,
    unit_id: UUID | None,
    today: date,
) -> Cut:
    """This will read what is asked about; without days it is the last ninety up to today."""
    last = until or today
    first = since or last - timedelta(days=USUAL_DAYS - 1)
    if first > last or (last - first).days > MOST_DAYS:
        raise Malformed(errors={"until": _("结束日期须不早于开始日期，跨度不超过十年")})
    zone = timezone.get_current_timezone()
    return Cut(calc.span(first, last, zone=zone), product_id=product_id, unit_id=unit_id)


def shown(name: str, asked: Cut) -> dict[str, Any]:
    """This will work a figure out and say what it means."""
    spec, goal = FIGURES[name], queries.goals()[name]
    found: Figure = spec.ask(asked)
    return {
        "name": name,
        "label": str(spec.label),
        "unit": str(spec.unit),
        "formula": str(spec.formula),
        "value": found.value,
        "numerator": found.numerator.quantize(calc.CENT),
        "denominator": found.denominator.quantize(calc.CENT),
        "sample": found.sample,
        "least": goal.least,
        "is_small": found.sample < goal.least,
        "goal": goal.goal,
        "groups": list(spec.groups),
    }


def papers(rows: list[Any]) -> list[dict[str, Any]]:
    """This will tell of each paper behind a figure what one needs to find it."""
    return [
        {
            "document": resource_of(type(row)).code,
            "id": row.pk,
            "no": row.no,
            "summary": row.summary,
            "state": row.state,
            "customer": row.customer.name,
            "serial": row.asset.serial if row.asset else "",
            "created_at": row.created_at,
        }
        for row in rows
    ]


def apart(groups: list[Group]) -> list[dict[str, Any]]:
    """This will tell a figure taken apart, to the hundredth."""
    return [
        {
            **vars(one),
            "numerator": one.numerator.quantize(calc.CENT),
            "denominator": one.denominator.quantize(calc.CENT),
        }
        for one in groups
    ]
