"""Keeping what an order earns: after every step of it, and when costs become known later."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.margin import queries
from backend.crm.margin.models import MarginCost, MarginSnapshot, Stage
from backend.crm.margin.queries import Taken
from backend.market.fx.queries import NoRate

log.declare("crm.margin.taken")

KEPT = (
    "stage",
    "weight",
    "issued_weight",
    "currency",
    "margin_fx",
    "margin_price",
    "margin_premium",
    "is_marked",
    "margin_revenue",
    "cost_source",
    "cost_material",
    "cost_freight",
    "cost_claims",
    "cost_other",
    "cost_finance",
)
"""What makes two snapshots of a line different."""


@documents.verb
def take(
    contract_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    cause: str,
    cause_no: str = "",
    event_id: int | None = None,
    stage: Stage | None = None,
    line_id: UUID | None = None,
) -> list[MarginSnapshot]:
    """This will keep what each line, or the one named, earns by now, at the stage it has come to.

    Heard twice, or with nothing changed since, it keeps nothing new. A line in a currency
    without a rate on file waits until it is taken again.
    """
    Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract_id)
    rows = ContractLine.objects.filter(contract_id=contract_id).order_by("seq")
    lines = rows.select_related("contract", "product", "instrument", "quote_line")
    if line_id is not None:
        lines = lines.filter(pk=line_id)
    found = []
    for line in lines:
        taken = _work_out(line, stage=stage, on=timezone.localdate(at))
        kept = (
            None
            if taken is None
            else _keep(line, taken, actor=actor, cause=cause, cause_no=cause_no, event_id=event_id)
        )
        found += [] if kept is None else [kept]
    return found


@documents.verb
def retake(snapshot_id: UUID, *, actor: Actor, at: datetime) -> MarginSnapshot:
    """This will work an order's margin out anew from the weights, prices and costs of now.

    Raises NoRate when its currency has no rate on file.
    """
    row = documents.get(MarginSnapshot, snapshot_id, actor=actor)
    policy.check(actor, "crm.retake_margin", row)
    queries.fx_rate(row.contract.currency, on=timezone.localdate(at))
    take(row.contract_id, actor=actor, at=at, cause="crm.margin.retake")
    return row


@documents.verb
def add_cost(
    line_id: UUID,
    *,
    actor: Actor,
    kind: str,
    amount: Decimal,
    on: date,
    source: Source,
    key: str,
    note: str = "",
) -> MarginCost | None:
    """This will put a direct cost of selling on a contract line, for a paper of any room.

    Amounts exclude VAT; below zero takes back. The key makes it once however often it is told:
    None when it was known already. The line's margin is taken anew.
    """
    line = ContractLine.objects.get(pk=line_id)
    Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=line.contract_id)
    if MarginCost.objects.filter(line=line, key=key).exists():
        return None
    cost = MarginCost.objects.create(
        line=line,
        kind=kind,
        cost_amount=amount,
        on=on,
        source_code=source.code,
        source_id=source.id,
        source_no=source.no,
        key=key,
        note=note,
        created_at=context.now(),
    )
    take(
        line.contract_id,
        actor=actor,
        at=context.now(),
        cause=source.code,
        cause_no=source.no,
        line_id=line.pk,
    )
    return cost


def _work_out(line: ContractLine, *, stage: Stage | None, on: date) -> Taken | None:
    try:
        if stage == Stage.QUOTE:
            return queries.quoted(line, on=on)
        return queries.now(line, stage=stage or queries.stage_of(line), on=on)
    except NoRate:
        return None


def _keep(
    line: ContractLine,
    taken: Taken,
    *,
    actor: Actor,
    cause: str,
    cause_no: str,
    event_id: int | None,
) -> MarginSnapshot | None:
    last = MarginSnapshot.objects.filter(line=line).order_by("-seq").first()
    row = _row(line, taken, seq=1 if last is None else last.seq + 1)
    row.cause, row.cause_no, row.event_id = cause, cause_no, event_id
    if last is not None and all(getattr(last, name) == getattr(row, name) for name in KEPT):
        return None
    heard = MarginSnapshot.objects.filter(line=line, event_id=event_id)
    if event_id is not None and heard.exists():
        return None
    payload = {"contract_id": line.contract_id, "line_id": line.pk, "stage": row.stage}
    return documents.add(row, actor=actor, event="crm.margin.taken", payload=payload)


def _row(line: ContractLine, taken: Taken, *, seq: int) -> MarginSnapshot:
    figures = taken.figures
    return MarginSnapshot(
        contract_id=line.contract_id,
        line=line,
        stage=taken.stage,
        seq=seq,
        created_at=context.now(),
        weight=figures.weight,
        issued_weight=taken.issued,
        currency=line.contract.currency,
        margin_fx=figures.fx,
        margin_price=figures.price,
        margin_premium=figures.premium,
        is_marked=taken.is_marked,
        margin_revenue=figures.revenue,
        cost_source=taken.source,
        cost_unit=figures.cost,
        cost_material=figures.material,
        cost_freight=figures.freight,
        cost_claims=figures.claims,
        cost_other=figures.other,
        cost_finance=figures.finance,
        margin_rounding=figures.rounding if figures.material is not None else Decimal("0.00"),
        margin_amount=figures.margin,
        margin_percent=figures.earned.percent if figures.material is not None else None,
    )


def take_lines(
    lines: Iterable[ContractLine], *, actor: Actor, at: datetime, cause: str, event_id: int
) -> None:
    """This will take the margins of lines whose goods' cost changed later."""
    for line in lines:
        take(
            line.contract_id,
            actor=actor,
            at=at,
            cause=cause,
            event_id=event_id,
            line_id=line.pk,
        )
