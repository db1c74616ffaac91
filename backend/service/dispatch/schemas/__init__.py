"""Dispatch as machines see it: weights, suggestions, moves."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.service.dispatch import actions, queries
from backend.service.dispatch.models import DispatchRule
from backend.service.dispatch.schemas.faces import (
    BoardAsk,
    DispatchAsk,
    DispatchBoardOut,
    DispatchMove,
    DispatchPlacedOut,
    DispatchPlanAsk,
    DispatchPlanOut,
    DispatchRuleFilters,
    DispatchRuleIn,
    DispatchRuleOut,
    DispatchRulePatch,
    DispatchRuleRow,
    DispatchSuggestionOut,
    DispatchUndo,
)

__all__ = [
    "DISPATCH_RULE",
    "BoardAsk",
    "DispatchAsk",
    "DispatchBoardOut",
    "DispatchMove",
    "DispatchPlacedOut",
    "DispatchPlanAsk",
    "DispatchPlanOut",
    "DispatchSuggestionOut",
    "DispatchUndo",
    "board_of",
    "placed",
    "plan_of",
    "suggestion_of",
]

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
