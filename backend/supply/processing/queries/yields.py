"""How well a mill works: the yields of its settled orders, product by product."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.supply.processing import calc
from backend.supply.processing.flow import State
from backend.supply.processing.models import ProcessOrder


class YieldRow(NamedTuple):
    """One order's yield beside the mean of its mill and product, in percent."""

    order_id: UUID
    no: str
    on: object
    product_id: UUID
    product_name: str
    processor_id: UUID
    processor_name: str
    yield_percent: Decimal
    standard_percent: Decimal
    lowest_percent: Decimal
    """The least that is allowed."""
    mean: Decimal | None
    two_sigma: Decimal | None
    is_alarm: bool


def yields(
    actor: Actor, *, processor_id: UUID | None = None, product_id: UUID | None = None
) -> list[YieldRow]:
    """This will list the yields an actor may see, oldest first, and mark those out of line.

    Out of line is beyond two standard deviations of the mean, or below what is allowed.
    """
    rows = policy.visible(ProcessOrder, actor).filter(
        state__in=(State.SETTLED, State.CLOSED), processor__isnull=False, consumed__gt=0
    )
    if processor_id is not None:
        rows = rows.filter(processor_id=processor_id)
    if product_id is not None:
        rows = rows.filter(bom__product_id=product_id)
    orders = list(rows.select_related("bom__product", "processor__party").order_by("made_on", "no"))
    values: dict[tuple[UUID, UUID], list[Decimal]] = {}
    for order in orders:
        values.setdefault(_group(order), []).append(_yield(order))
    spreads = {key: calc.spread(found) for key, found in values.items()}
    return [_row(order, spreads[_group(order)]) for order in orders]


def _group(order: ProcessOrder) -> tuple[UUID, UUID]:
    assert order.processor_id is not None
    return (order.processor_id, order.bom.product_id)


def _yield(order: ProcessOrder) -> Decimal:
    metal = calc.metal_in(order.accepted, metal_share=order.bom.metal_share)
    found = calc.yield_percent(metal, order.consumed)
    assert found is not None  # only orders that used material are asked
    return found


def _row(order: ProcessOrder, found: calc.Spread | None) -> YieldRow:
    assert order.processor is not None
    value = _yield(order)
    standard = order.std_yield * 100
    lowest = standard - order.allowed_extra * 100
    is_far = found is not None and abs(value - found.mean) > found.two_sigma
    return YieldRow(
        order.pk,
        order.no,
        order.made_on,
        order.bom.product_id,
        order.bom.product.name,
        order.processor.pk,
        str(order.processor),
        value,
        standard,
        lowest,
        found.mean if found else None,
        found.two_sigma if found else None,
        is_far or value < lowest,
    )
