"""What was kept of an order's margin, stage by stage, and the bridge between two of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.core.invariants import invariant
from backend.crm.contract.models import Contract
from backend.crm.margin import calc
from backend.crm.margin.models import MarginSnapshot, Stage

ZERO = Decimal("0.00")


class CostUnknown(Refusal):
    """A margin that nobody knows cannot be compared."""

    sentence = _("第 {line} 行在“{stage}”阶段没有成本依据，无法比较毛利。")


class NoSnapshot(Refusal):
    """The order has not come to that stage."""

    sentence = _("合同还没有“{stage}”阶段的毛利。")


class LineBridge(NamedTuple):
    """Why the margin of one line changed; without an earlier one it was not there before."""

    before: MarginSnapshot | None
    after: MarginSnapshot
    parts: dict[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Why the margin of an order changed; the parts add up to the change."""

    contract: Contract
    before_stage: str
    after_stage: str
    before: Decimal
    after: Decimal
    parts: dict[str, Decimal]
    lines: list[LineBridge]

    @property
    def change(self) -> Decimal:
        """The whole change."""
        return self.after - self.before


def snapshots(contract_id: UUID) -> list[MarginSnapshot]:
    """This will give what was kept of a contract, line by line, oldest first."""
    rows = MarginSnapshot.objects.filter(contract_id=contract_id).select_related("line__product")
    return list(rows.order_by("line__seq", "seq"))


def newest(contract_id: UUID, *, stage: str | None = None) -> dict[UUID, MarginSnapshot]:
    """This will give each line's newest snapshot, of a stage if one is named."""
    rows = [row for row in snapshots(contract_id) if stage in (None, row.stage)]
    return {row.line_id: row for row in rows}


def first(contract_id: UUID, *, stage: str) -> dict[UUID, MarginSnapshot]:
    """This will give each line's first snapshot of a stage: the estimate it began with."""
    rows = [row for row in snapshots(contract_id) if row.stage == stage]
    return {row.line_id: row for row in reversed(rows)}


def figures_of(row: MarginSnapshot) -> calc.Figures:
    """This will read a snapshot back; raises CostUnknown when its margin is not known."""
    if row.cost_material is None:
        raise CostUnknown(line=row.line.seq, stage=row.get_stage_display())
    return calc.Figures(
        price=row.margin_price,
        premium=row.margin_premium,
        fx=row.margin_fx,
        weight=row.weight,
        revenue=row.margin_revenue,
        material=row.cost_material,
        freight=row.cost_freight,
        claims=row.cost_claims,
        other=row.cost_other,
        finance=row.cost_finance,
    )


def bridge(contract: Contract, *, before: str, after: str | None) -> Bridge:
    """This will explain the change from a stage's first estimate to a stage, or to the newest.

    Raises NoSnapshot or CostUnknown when either side is missing.
    """
    began = first(contract.pk, stage=before)
    ends = newest(contract.pk, stage=after)
    if not began or not ends:
        wanted = before if not began else (after or Stage.ORDER.value)
        raise NoSnapshot(stage=Stage(wanted).label)
    lines = [_line(began.get(pk), row) for pk, row in ends.items()]
    return Bridge(
        contract=contract,
        before_stage=before,
        after_stage=after or max((row.after.stage for row in lines), key=Stage.values.index),
        before=money.total(row.before.margin_amount or ZERO for row in lines if row.before),
        after=money.total(row.after.margin_amount or ZERO for row in lines),
        parts=calc.total(row.parts for row in lines),
        lines=lines,
    )


def _line(before: MarginSnapshot | None, after: MarginSnapshot) -> LineBridge:
    ended = figures_of(after)
    began = calc.from_nothing(ended) if before is None else figures_of(before)
    return LineBridge(before, after, calc.bridge(began, after=ended))


@invariant("crm.margin.amounts_add_up")
def amounts_add_up() -> list[str]:
    """This will name snapshots whose margin is not revenue less every cost."""
    left = F("margin_revenue") - F("cost_material") - F("cost_freight") - F("cost_claims")
    rows = MarginSnapshot.objects.filter(cost_material__isnull=False)
    wrong = rows.exclude(margin_amount=left - F("cost_other") - F("cost_finance"))
    return [f"{row.contract.no}/{row.stage}" for row in wrong.select_related("contract")[:100]]
