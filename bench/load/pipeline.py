"""A pipeline, sales going through it, and the ledger of their moves."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import search
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage, StageHistory
from bench.copying import bare, copy
from bench.load.customers import owners
from bench.load.rows import NOW, START, filed, key, party_key
from bench.sizes import SIZES

EVENTS = 8
"""Rows of the ledger for each sale."""
EACH = 5
"""Sales of one customer; the first customers have them."""
STAGES = (
    ("contact", "初步接触", "open", "0.10"),
    ("need", "需求确认", "open", "0.25"),
    ("quote", "方案报价", "open", "0.50"),
    ("talk", "商务谈判", "open", "0.75"),
    ("won", "赢单", "won", "1.00"),
    ("lost", "输单", "lost", "0.00"),
)
# What the eight rows of a sale tell, and the stage it is in afterwards.
TOLD = (
    ("opened", 0),
    ("figures", 0),
    ("moved", 1),
    ("figures", 1),
    ("moved", 2),
    ("moved", 3),
    ("figures", 3),
)


def fill() -> None:
    """This will make the pipeline, its sales and every move of theirs."""
    stages = _stages()
    people = owners()
    with bare(Opportunity, StageHistory):
        copy(Opportunity, (_sale(n, stages, people) for n in range(SIZES.sales)))
        copy(StageHistory, _ledger(stages, people))


def opportunity_key(n: int) -> UUID:
    """This will give the id of a sale."""
    return key(8, n, opened(n))


def opened(n: int) -> datetime:
    """This will spread sales over two years, whatever their number."""
    return START + timedelta(seconds=n * (730 * 86_400 // max(SIZES.sales, 1)))


def customer_of(n: int) -> int:
    """This will tell whose sale it is."""
    return n // EACH % SIZES.customers


def _stages() -> list[Stage]:
    pipeline = filed(Pipeline(code="spot", name="现货销售", is_default=True))
    pipeline.save(force_insert=True)
    rows = [
        Stage(
            pipeline=pipeline, code=code, name=name, seq=seq, kind=kind, probability=Decimal(share)
        )
        for seq, (code, name, kind, share) in enumerate(STAGES, 1)
    ]
    return Stage.objects.bulk_create(rows)


def _last(n: int) -> int:
    """Where a sale stands now: of twelve four are won, two lost, the others still run."""
    return (4, 3, 4, 5, 2, 1)[n % 6]


def _figures(n: int) -> tuple[Decimal, Decimal]:
    dice = random.Random(n)
    first = Decimal(dice.randint(10, 900)) * 10_000
    return first, first + Decimal(dice.randint(1, 90)) * 1_000


def _path(n: int) -> list[tuple[str, int]]:
    """What the ledger tells of a sale; figures change again until there are eight rows."""
    last = _last(n)
    if last >= 4:
        return [*TOLD, ("moved", last)]
    path = [step for step in TOLD if step[1] <= last]
    return path + [("figures", last)] * (EVENTS - len(path))


def _sale(n: int, stages: list[Stage], people: list[tuple[int, UUID]]) -> dict[str, Any]:
    at, index, last = opened(n), customer_of(n), _last(n)
    owner, unit = people[index % len(people)]
    stage = stages[last]
    state = stage.kind if stage.kind in ("won", "lost") else "open"
    no, amount = f"SJ-2025-{n:07d}", _figures(n)[1]
    return {
        "id": opportunity_key(n),
        "no": no,
        "name": f"阴极铜 {n}",
        "owner_id": owner,
        "unit_id": unit,
        "created_at": at,
        "updated_at": at,
        "party_id": party_key(index),
        "state": state,
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.pk,
        "stage_since": at + timedelta(days=EVENTS * 5),
        "business": "spot",
        "source": ("web", "referral", "exhibition")[n % 3],
        "amount": amount,
        "amount_cny": amount,
        "probability": stage.probability,
        "forecast": _category(stage),
        "expected_close_on": (at + timedelta(days=60)).date(),
        "closed_on": None if state == "open" else (at + timedelta(days=40)).date(),
        "closed_reason": "" if state == "open" else "价格",
        **search.keys([no], []),
    }


def _category(stage: Stage) -> str:
    return {"won": "closed", "lost": "omitted"}.get(stage.kind, "pipeline")


def _ledger(stages: list[Stage], people: list[tuple[int, UUID]]) -> Iterator[dict[str, Any]]:
    for n in range(SIZES.sales):
        owner, unit = people[customer_of(n) % len(people)]
        head = {"opportunity_id": opportunity_key(n), "owner_id": owner, "unit_id": unit}
        head["source"] = ("web", "referral", "exhibition")[n % 3]
        yield from (head | row for row in _moves(n, stages))


def _moves(n: int, stages: list[Stage]) -> Iterator[dict[str, Any]]:
    first, following = _figures(n)
    before: Stage | None = None
    amount: Decimal | None = None
    close = (opened(n) + timedelta(days=60)).date()
    for seq, (about, place) in enumerate(_path(n)):
        stage, at = stages[place], opened(n) + timedelta(days=seq * 5, minutes=seq)
        known = amount
        amount = following if about == "figures" and amount != following else amount or first
        yield {
            "id": key(9, n * EVENTS + seq, at),
            "at": at,
            "about": about,
            "from_stage_id": before.pk if before else None,
            "to_stage_id": stage.pk,
            "seconds_in_from": 5 * 86_400 if before else 0,
            "amount_before": known,
            "amount_after": amount,
            "amount_cny": amount,
            "probability_before": before.probability if before else None,
            "probability_after": stage.probability,
            "close_before": close if before else None,
            "close_after": close + timedelta(days=seq),
            "forecast": _category(stage),
        }
        before, close = stage, close + timedelta(days=seq)


DAY = min(NOW, datetime(2025, 10, 1, tzinfo=UTC)).date()
"""The day the funnel is asked for: most sales stand somewhere in the middle of their ledger."""
