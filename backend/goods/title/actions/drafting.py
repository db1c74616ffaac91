"""Drawing up a transfer of title: who gives which lots to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, NotNow
from backend.core.files import queries as files
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.goods.title.flow import State
from backend.goods.title.models import TitleLine, TitleTransfer
from backend.goods.warehouse import queries as warehouses

documents.explains(
    "goods_title_two_owners", Malformed(errors={"to_party_id": _("转入方必须与转出方不同")})
)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    made_on: date,
    from_party_id: UUID,
    to_party_id: UUID,
    warehouse_id: UUID,
    lines: Sequence[Any],
    **facts: Any,
) -> TitleTransfer:
    """This will draw up a transfer of title."""
    transfer = TitleTransfer(
        made_on=made_on,
        from_party=documents.refer(Party, from_party_id, actor=actor, field="from_party_id"),
        to_party=documents.refer(Party, to_party_id, actor=actor, field="to_party_id"),
        warehouse=warehouses.in_use(warehouse_id, actor=actor),
        **facts,
    )
    if id is not None:
        transfer.id = id
    _check_paper(transfer, actor)
    transfer.no = numbering.next_number("HQ", on=made_on)
    rows = _rows(transfer, lines, actor)
    documents.add(
        transfer,
        actor=actor,
        event="goods.titletransfer.created",
        permission="goods.create_titletransfer",
    )
    TitleLine.objects.bulk_create(rows)
    return transfer


@documents.verb
def change(titletransfer_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> TitleTransfer:
    """This will correct a draft; lines, when given, replace those there were."""
    transfer = documents.lock(
        TitleTransfer, titletransfer_id, actor=actor, permission="goods.change_titletransfer"
    )
    if transfer.state != State.DRAFT:
        raise NotNow(state=documents.state_label(transfer))
    lines = changes.pop("lines", None)
    if "to_party_id" in changes:
        documents.refer(Party, changes["to_party_id"], actor=actor, field="to_party_id")
    for name, value in changes.items():
        setattr(transfer, name, value)
    _check_paper(transfer, actor)
    if lines is not None:
        rows = _rows(transfer, lines, actor)
        transfer.lines.all().delete()
        TitleLine.objects.bulk_create(rows)
    else:
        _check_costs(transfer, list(transfer.lines.all()))
    return documents.save(transfer, actor=actor, event="goods.titletransfer.changed")


@documents.verb
def cancel(titletransfer_id: UUID, *, actor: Actor, reason: str) -> TitleTransfer:
    """This will drop a draft."""
    transfer = documents.lock(
        TitleTransfer, titletransfer_id, actor=actor, permission="goods.cancel_titletransfer"
    )
    transfer.cancel()
    return documents.save(
        transfer, actor=actor, event="goods.titletransfer.cancelled", reason=reason
    )


def _rows(transfer: TitleTransfer, lines: Sequence[Any], actor: Actor) -> list[TitleLine]:
    lots = documents.refer_all(Lot, [line.lot_id for line in lines], actor=actor)
    rows: list[TitleLine] = []
    for index, line in enumerate(lines):
        field = f"lines.{index}.lot_id"
        lot = documents.named(lots, line.lot_id, field=field)
        assert lot is not None
        if lot.owner_party_id != transfer.from_party.pk:
            raise Malformed(errors={field: _("批次 {no} 不属于转出方").format(no=lot.no)})
        if any(row.lot.pk == lot.pk for row in rows):
            raise Malformed(errors={field: _("同一批次只能填写一次")})
        rows.append(
            TitleLine(
                transfer=transfer,
                seq=index + 1,
                lot=lot,
                weight=line.weight,
                pieces=line.pieces,
                unit_cost=line.unit_cost,
            )
        )
    _check_costs(transfer, rows)
    transfer.weight = sum((row.weight for row in rows), Decimal("0.000"))
    return rows


def _check_costs(transfer: TitleTransfer, rows: Sequence[TitleLine]) -> None:
    """What becomes ours needs a cost, nothing else may have one."""
    for row in rows:
        field = f"lines.{row.seq - 1}.unit_cost"
        if transfer.to_party.is_ours and row.unit_cost is None:
            raise Malformed(errors={field: _("转入我方的货物必须填写不含税单位成本")})
        if not transfer.to_party.is_ours and row.unit_cost is not None:
            raise Malformed(errors={field: _("转给他人的货物不计入我方成本，请留空")})


def _check_paper(transfer: TitleTransfer, actor: Actor) -> None:
    """The paper whose cost of sales the goods become must be there for whoever names it."""
    if not transfer.paper_code and transfer.paper_id is None:
        return
    if not transfer.paper_code or transfer.paper_id is None:
        raise Malformed(errors={"paper_id": _("请同时填写销售单据类型和单据")})
    try:
        files.visible_paper(transfer.paper_code, transfer.paper_id, actor=actor)
    except Invisible:
        raise Malformed(errors={"paper_id": Invisible.sentence}) from None
