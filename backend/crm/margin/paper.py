"""A bridge laid out: for machines as it is, for eyes as a waterfall."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.crm.margin.models import CostSource, Stage
from backend.crm.margin.queries import Bridge, LineBridge

ZERO = Decimal("0.00")
PART_LABELS = {
    "price": _("基价"),
    "premium": _("升贴水"),
    "fx": _("汇率"),
    "weight": _("数量"),
    "cost": _("材料成本"),
    "freight": _("运费"),
    "claims": _("索赔"),
    "other": _("其他费用"),
    "finance": _("资金成本"),
    "rounding": _("尾差"),
}
SOURCE_LABELS = dict(CostSource.choices)
WIDTH, HEIGHT, TOP, FOOT, SIDE = 960, 320, 24, 48, 12


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall: where it stands and what it says."""

    label: StrOrPromise
    amount: Decimal
    kind: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words are centred."""
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        """Where its figure stands."""
        return max(self.y - 6, 12)


def told(found: Bridge) -> dict[str, Any]:
    """This will write a bridge as plain values."""
    return {
        "contract_id": found.contract.pk,
        "contract_no": found.contract.no,
        "before_stage": found.before_stage,
        "after_stage": found.after_stage,
        "before": found.before,
        "after": found.after,
        "change": found.change,
        "parts": parts(found.parts.items()),
        "lines": [_line(row) for row in found.lines],
    }


def parts(pairs: Iterable[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    """This will name the parts of a change."""
    return [
        {"name": name, "label": str(PART_LABELS[name]), "amount": amount} for name, amount in pairs
    ]


def waterfall(found: Bridge) -> list[Bar]:
    """This will draw a bridge: the earlier margin, what moved it, the later one."""
    moved = [(PART_LABELS[name], amount) for name, amount in found.parts.items() if amount]
    steps = [ZERO, found.before]
    for _label, amount in moved:
        steps.append(steps[-1] + amount)
    high, low = max(*steps, ZERO), min(*steps, ZERO)
    span = high - low or Decimal(1)
    room = HEIGHT - TOP - FOOT

    def place(value: Decimal) -> int:
        return TOP + int((high - value) / span * room)

    wide = (WIDTH - 2 * SIDE) // (len(moved) + 2)
    bars: list[Bar] = []

    def put(label: StrOrPromise, amount: Decimal, kind: str, start: Decimal) -> None:
        one, other = place(start), place(start + amount)
        bars.append(
            Bar(
                label,
                amount,
                kind,
                SIDE + wide * len(bars) + wide // 8,
                min(one, other),
                wide * 3 // 4,
                max(abs(one - other), 1),
            )
        )

    put(_label_of(found.before_stage), found.before, "total", ZERO)
    at = found.before
    for label, amount in moved:
        put(label, amount, "up" if amount > 0 else "down", at)
        at += amount
    put(_label_of(found.after_stage), found.after, "total", ZERO)
    return bars


def _label_of(stage: str) -> StrOrPromise:
    return _("{stage}毛利").format(stage=Stage(stage).label)


def _line(row: LineBridge) -> dict[str, Any]:
    return {
        "line_id": row.after.line_id,
        "line_seq": row.after.line.seq,
        "product_name": row.after.line.product.name,
        "before_id": None if row.before is None else row.before.pk,
        "after_id": row.after.pk,
        "before": ZERO if row.before is None else row.before.margin_amount,
        "after": row.after.margin_amount,
        "before_source": "" if row.before is None else str(SOURCE_LABELS[row.before.cost_source]),
        "after_source": str(SOURCE_LABELS[row.after.cost_source]),
        "parts": parts(row.parts.items()),
    }


def sheet(found: Bridge) -> list[list[Any]]:
    """This will lay a bridge out as the rows of a workbook, the whole order last."""
    names = list(found.parts)
    head: list[Any] = [_("行号"), _("品名"), _label_of(found.before_stage)]
    rows = [[str(word) for word in [*head, *(PART_LABELS[n] for n in names)]]]
    rows[0].append(str(_label_of(found.after_stage)))
    body: list[list[Any]] = [
        [
            row.after.line.seq,
            row.after.line.product.name,
            ZERO if row.before is None else row.before.margin_amount,
            *(row.parts[name] for name in names),
            row.after.margin_amount,
        ]
        for row in found.lines
    ]
    last = [str(_("合计")), "", found.before, *found.parts.values(), found.after]
    return [*rows, *body, last]
