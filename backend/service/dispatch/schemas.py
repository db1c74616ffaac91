"""Dispatch as machines see it: weights, suggestions, moves."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.service.dispatch import actions, queries
from backend.service.dispatch.models import DispatchRule

Weight = types.count(0, 100)
Points = types.number(5, 1)
Km = types.number(8, 1)
Factor = types.number(4, 2, minimum="0")


class DispatchRuleIn(types.In):
    """What each part of a suggestion counts, and how travel is reckoned."""

    id: types.Id | None = None
    name: types.text(120, minimum=1)
    travel: Weight = 30
    slot: Weight = 25
    skill: Weight = 10
    load: Weight = 10
    part: Weight = 10
    known: Weight = 5
    territory: Weight = 5
    cost: Weight = 5
    speed_kmh: types.count(5, 200) = 40
    detour: Factor = Decimal("1.30")
    furthest_km: types.count(1, 5000) = 300
    horizon_days: types.count(1, 60) = 7


class DispatchRulePatch(types.In):
    """What may be changed; absent fields stay."""

    name: types.text(120, minimum=1) = ""
    travel: Weight = 30
    slot: Weight = 25
    skill: Weight = 10
    load: Weight = 10
    part: Weight = 10
    known: Weight = 5
    territory: Weight = 5
    cost: Weight = 5
    speed_kmh: types.count(5, 200) = 40
    detour: Factor = Decimal("1.30")
    furthest_km: types.count(1, 5000) = 300
    horizon_days: types.count(1, 60) = 7


class DispatchRuleRow(types.Out):
    """Weights in a list."""

    id: UUID
    name: str
    is_active: bool
    travel: int
    slot: int
    skill: int
    load: int
    part: int
    known: int
    territory: int
    cost: int
    speed_kmh: int
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class DispatchRuleOut(DispatchRuleRow):
    """Weights in full."""

    detour: Factor
    furthest_km: int
    horizon_days: int
    updated_at: types.Moment


class DispatchRuleFilters(Filters):
    """What rules can be filtered by."""

    is_active: types.Flag | None = None


class DispatchPartOut(types.Out):
    """One part of a score: its weight, its points of 100, what it adds, and why in words."""

    name: str
    label: str
    weight: int
    points: Points
    share: Points
    words: str


class DispatchOfferOut(types.Out):
    """An engineer who can be sent, from when to when, and how the score comes about."""

    engineer_id: UUID
    engineer_name: str
    score: Points
    starts_at: types.Moment
    ends_at: types.Moment
    km: Km | None
    travel_minutes: int | None
    is_late: bool
    parts: list[DispatchPartOut]


class DispatchExcludedOut(types.Out):
    """An engineer who cannot be sent, and why."""

    engineer_id: UUID
    engineer_name: str
    why: str
    words: str


class DispatchSuggestionOut(types.Out):
    """What is suggested for one order."""

    work_order_id: UUID
    no: str
    summary: str
    deadline_at: types.Moment | None
    rule: str
    offers: list[DispatchOfferOut]
    excluded: list[DispatchExcludedOut]
    excluded_count: int


class DispatchPlanOut(types.Out):
    """Suggestions for every order that waits, the most pressing first."""

    items: list[DispatchSuggestionOut]
    unserved: int


class DispatchAsk(Filters):
    """From which moment on somebody is wanted."""

    at: types.Moment


class DispatchPlanAsk(Filters):
    """From which moment on, and how many engineers to name for each order."""

    at: types.Moment
    best: types.count(1, 10) = 3


class DispatchMove(types.In):
    """Which order goes to whom and when; nobody means back among those that wait."""

    work_order_id: types.Id
    at: types.Moment
    engineer_id: types.Id | None = None
    starts_at: types.Moment | None = None
    ends_at: types.Moment | None = None


class DispatchUndo(types.In):
    """When the last move is taken back."""

    at: types.Moment


class DispatchPlacedOut(types.Out):
    """Where an order stands after a move."""

    work_order_id: UUID
    no: str
    state: str
    engineer_id: UUID | None
    scheduled_from: types.Moment | None
    scheduled_until: types.Moment | None
    version: int


class BoardAsk(Filters):
    """From which day on, one day or a week."""

    first: types.Day
    days: types.count(1, 7) = 1
    at: types.Moment


class BoardBlockOut(types.Out):
    """A booked time; of an order out of sight only that the time is taken."""

    work_order_id: UUID | None
    no: str
    summary: str
    starts_at: types.Moment
    ends_at: types.Moment
    warnings: list[str]


class BoardRowOut(types.Out):
    """One engineer on the board."""

    engineer_id: UUID
    engineer_name: str
    blocks: list[BoardBlockOut]


class BoardCardOut(types.Out):
    """An order that waits."""

    work_order_id: UUID
    no: str
    summary: str
    deadline_at: types.Moment | None


class DispatchBoardOut(types.Out):
    """Who is booked when, and what waits."""

    first: date
    days: int
    rows: list[BoardRowOut]
    waiting: list[BoardCardOut]
    warnings: list[str]


DISPATCH_RULE = declare(
    Resource(
        model=DispatchRule,
        room="service",
        name="dispatch_rule",
        plural="dispatch-rules",
        label=_("派工规则"),
        out=DispatchRuleOut,
        row=DispatchRuleRow,
        create=Verb(actions.create, _("新建"), DispatchRuleIn),
        change=Verb(actions.change, _("修改"), DispatchRulePatch),
        verbs={
            "activate": Verb(
                actions.activate,
                _("启用"),
                states=ALWAYS,
                when=lambda rule: not rule.is_active,
            ),
        },
        filters=DispatchRuleFilters,
        ordering=("created_at",),
        scoped=False,
    )
)


def suggestion_of(found: queries.Suggestion, *, rule: DispatchRule) -> dict[str, Any]:
    """This will shape one order's suggestions."""
    return {
        "work_order_id": found.order.pk,
        "no": found.order.no,
        "summary": found.order.summary,
        "deadline_at": found.job.deadline,
        "rule": rule.name,
        "offers": found.offers,
        "excluded": found.excluded,
        "excluded_count": found.excluded_count,
    }


def plan_of(facts: queries.Facts, found: list[queries.Suggestion]) -> dict[str, Any]:
    """This will shape the suggestions for all orders."""
    return {
        "items": [suggestion_of(one, rule=facts.rule) for one in found],
        "unserved": sum(not one.offers for one in found),
    }


def placed(order: Any) -> dict[str, Any]:
    """This will say where an order stands."""
    return {
        "work_order_id": order.pk,
        "no": order.no,
        "state": order.state,
        "engineer_id": order.engineer_id,
        "scheduled_from": order.scheduled_from,
        "scheduled_until": order.scheduled_until,
        "version": order.version,
    }


def board_of(found: queries.Board) -> dict[str, Any]:
    """This will shape the board."""
    return {
        "first": found.first,
        "days": len(found.days),
        "rows": [
            {
                "engineer_id": row.engineer.pk,
                "engineer_name": row.engineer.name,
                "blocks": list(_blocks(row)),
            }
            for row in found.rows
        ],
        "waiting": [
            {
                "work_order_id": card.order.pk,
                "no": card.order.no,
                "summary": card.order.summary,
                "deadline_at": card.deadline,
            }
            for card in found.cards
        ],
        "warnings": found.warnings,
    }


def _blocks(row: Any) -> Iterator[dict[str, Any]]:
    """A block that runs past midnight is in two lanes, and said once."""
    told = set()
    for block in (block for lane in row.lanes for block in lane.blocks):
        if block.start not in told:
            told.add(block.start)
            yield _block(block)


def _block(block: Any) -> dict[str, Any]:
    order = block.order
    return {
        "work_order_id": None if order is None else order.pk,
        "no": "" if order is None else order.no,
        "summary": "" if order is None else order.summary,
        "starts_at": block.start,
        "ends_at": block.end,
        "warnings": block.warnings,
    }
