"""What is asked of price books and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.crm.pricebook.models import PriceEntry
from backend.market.pricing.calc.trace import Step, chain

KILOGRAMS = {"t": Decimal(1000), "kg": Decimal(1), "lb": Decimal("0.45359237")}
"""What a unit of weight weighs; a piece weighs what it weighs and is not converted."""


class NoPrice(Refusal):
    """No price book has a price for this."""

    sentence = _(
        "没有找到价格：{product}，{quantity} {unit}，{on}，{currency}。已依次查找：{looked}。"
        "请在价格表中补充，或手工定价。"
    )


class PriceWaits(NoPrice):
    """The entry that counts cannot be worked out: something it rests on is missing."""

    sentence = _("价格表“{book}”第 {seq} 行暂时算不出价格：{why}。")


@dataclass(frozen=True, slots=True)
class Ask:
    """Some quantity of a product."""

    product_id: UUID
    quantity: Decimal
    unit: str = "t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A price with its reasons. `price` is for one `unit`; `floor` too, a closed figure."""

    price: Decimal
    currency: str
    tax_included: bool
    tax_rate: Decimal
    unit: str
    weight_basis: str
    floor: Decimal | None
    entry_id: UUID
    book_id: UUID
    book_no: str
    book_name: str
    level: str
    kind: str
    instrument_id: UUID | None
    quote_kind: str
    premium: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product as far as prices depend on it."""

    id: UUID
    code: str
    name: str
    category: str
    metal: str
    sizes: Mapping[str, Decimal]


def converts(unit: str, other: str) -> bool:
    """This will tell whether a price for one unit says what another costs."""
    return unit == other or (unit in KILOGRAMS and other in KILOGRAMS)


def counted(quantity: Decimal, unit: str) -> Decimal:
    """This will bring a quantity to tonnes, or leave pieces as they are; breaks compare so."""
    return quantity * KILOGRAMS[unit] / 1000 if unit in KILOGRAMS else quantity


def fits(entry: PriceEntry, goods: Goods) -> bool:
    """This will tell whether an entry is for a product."""
    if entry.product_id is not None:
        return entry.product_id == goods.id
    if entry.category not in ("", goods.category) or entry.metal not in ("", goods.metal):
        return False
    if not entry.attribute:
        return True
    size = goods.sizes.get(entry.attribute)
    low, high = entry.attribute_from, entry.attribute_to
    return size is not None and (low is None or low <= size) and (high is None or size <= high)


def source_of(entry: PriceEntry) -> dict[str, Any]:
    """This will name the rule that a step follows, with its version."""
    return {
        "book": entry.book.no,
        "book_id": str(entry.book_id),
        "revision": entry.book.revision,
        "entry": entry.seq,
        "entry_id": str(entry.pk),
    }


def open_steps(steps: tuple[Step, ...], *, shows_cost: bool) -> tuple[Step, ...]:
    """This will give the steps for a reader; for one who may not know costs a price that rests
    on one is a single step, because any figure beside it would tell the cost.
    """
    if shows_cost or not any(_rests_on_cost(step) for step in steps):
        return steps
    return chain().set(steps[-1].after, kind="closed", label="closed").steps


def _rests_on_cost(step: Step) -> bool:
    return step.kind == "cost" or any(_rests_on_cost(part) for part in step.parts)
