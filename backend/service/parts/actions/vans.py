"""What vans should hold, and parts on their way to them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product import queries as products
from backend.goods.warehouse import queries as warehouses
from backend.service.parts import queries
from backend.service.parts.models import PartsLine, PartsRequest, VanLevel
from backend.service.workorder.models import WorkOrder

CODE = "service.parts_request"
log.declare(
    "service.van_level.created",
    "service.van_level.changed",
    f"{CODE}.created",
    f"{CODE}.approved",
    f"{CODE}.rejected",
    f"{CODE}.shipped",
    f"{CODE}.received",
    f"{CODE}.cancelled",
)
documents.explains("service_vanlevel_once", Duplicate(_("该服务车已有这个备件的定额，请修改。")))


class NothingLacks(Refusal):
    """The van is full."""

    sentence = _("“{place}”没有低于最低定额的备件，不需要补货。请逐项填写或先设定定额。")


@documents.verb
def create_level(
    *,
    actor: Actor,
    id: UUID | None,
    warehouse_id: UUID,
    product_id: UUID,
    least: Decimal,
    most: Decimal,
) -> VanLevel:
    """This will say how much of a part a van should hold."""
    _require_range(least, most)
    level = VanLevel(
        warehouse=warehouses.in_use(warehouse_id, actor=actor),
        product=products.in_use(product_id, actor=actor),
        least=least,
        most=most,
    )
    if id is not None:
        level.id = id
    return documents.add(
        level,
        actor=actor,
        event="service.van_level.created",
        permission="service.create_van_level",
    )


@documents.verb
def change_level(van_level_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> VanLevel:
    """This will change how much of a part a van should hold, or that it need not."""
    level = documents.lock(
        VanLevel, van_level_id, actor=actor, permission="service.change_van_level"
    )
    for name, value in changes.items():
        setattr(level, name, value)
    _require_range(level.least, level.most)
    return documents.save(level, actor=actor, event="service.van_level.changed")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    to_warehouse_id: UUID,
    from_warehouse_id: UUID,
    work_order_id: UUID | None,
    needed_on: date | None,
    note: str,
    lines: Sequence[Any],
) -> PartsRequest:
    """This will ask for parts; without lines for what fills the van; raises NothingLacks."""
    place = warehouses.in_use(to_warehouse_id, actor=actor, field="to_warehouse_id")
    depot = warehouses.in_use(from_warehouse_id, actor=actor, field="from_warehouse_id")
    if place.pk == depot.pk:
        raise Malformed(errors={"to_warehouse_id": _("送往与发自不能是同一仓库")})
    request = PartsRequest(
        to_warehouse=place,
        from_warehouse=depot,
        work_order=documents.refer(WorkOrder, work_order_id, actor=actor, field="work_order_id"),
        needed_on=needed_on,
        note=note,
    )
    if id is not None:
        request.id = id
    rows = _lines(request, lines, actor=actor)
    request.no = numbering.next_number("BJ", on=on)
    documents.add(
        request,
        actor=actor,
        event=f"{CODE}.created",
        permission="service.create_parts_request",
    )
    PartsLine.objects.bulk_create(rows)
    return request


@documents.verb
def approve(parts_request_id: UUID, *, actor: Actor, lines: Sequence[Any]) -> PartsRequest:
    """This will allow a request, line by line; a line not named is allowed as asked."""
    request = lock(parts_request_id, actor=actor, verb="approve")
    request.approve()
    given = {body.line_id: body.approved for body in lines}
    rows = list(request.lines.all())
    if unknown := set(given) - {row.pk for row in rows}:
        raise Malformed(errors={"lines": _("没有这一行：{n}").format(n=len(unknown))})
    for row in rows:
        row.approved = given.get(row.pk, row.quantity)
    if not any(row.approved for row in rows):
        raise Malformed(errors={"lines": _("全部为零请改为驳回")})
    PartsLine.objects.bulk_update(rows, ["approved"])
    return save(request, actor=actor, event="approved")


@documents.verb
def reject(parts_request_id: UUID, *, actor: Actor, reason: str) -> PartsRequest:
    """This will say no to a request."""
    request = lock(parts_request_id, actor=actor, verb="reject")
    request.reject()
    return save(request, actor=actor, event="rejected", reason=reason)


@documents.verb
def cancel(parts_request_id: UUID, *, actor: Actor, reason: str) -> PartsRequest:
    """This will drop a request before anything is on the road."""
    request = lock(parts_request_id, actor=actor, verb="cancel")
    request.cancel()
    return save(request, actor=actor, event="cancelled", reason=reason)


def _lines(request: PartsRequest, bodies: Sequence[Any], *, actor: Actor) -> list[PartsLine]:
    wanted: dict[UUID, Decimal] = {}
    for place, body in enumerate(bodies):
        product = products.in_use(body.product_id, actor=actor, field=f"lines.{place}.product_id")
        products.require_whole(product, body.quantity, field=f"lines.{place}.quantity")
        wanted[product.pk] = wanted.get(product.pk, Decimal(0)) + body.quantity
    if not wanted:
        lacks = queries.lacks(request.to_warehouse_id)
        if not lacks:
            raise NothingLacks(place=request.to_warehouse)
        wanted = {row.product_id: row.wanted for row in lacks}
    return [
        PartsLine(request=request, product_id=pk, quantity=quantity)
        for pk, quantity in wanted.items()
    ]


def _require_range(least: Decimal, most: Decimal) -> None:
    if most < least or most <= 0:
        raise Malformed(errors={"most": _("最高必须大于零且不小于最低")})


def lock(parts_request_id: UUID, *, actor: Actor, verb: str) -> PartsRequest:
    """This will lock a visible request for a verb."""
    return documents.lock(
        PartsRequest,
        parts_request_id,
        actor=actor,
        permission=f"service.{verb}_parts_request",
    )


def save(request: PartsRequest, *, actor: Actor, event: str, reason: str = "") -> PartsRequest:
    """This will write a request and tell."""
    payload = {"work_order_id": request.work_order_id, "warehouse_id": request.to_warehouse_id}
    return documents.save(
        request, actor=actor, event=f"{CODE}.{event}", reason=reason, payload=payload
    )
