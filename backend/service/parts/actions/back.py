"""Defective parts: announced, awaited, received at no value and looked at."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.serial import actions as serials
from backend.goods.serial import queries as known_serials
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.goods.warehouse import queries as warehouses
from backend.service.asset.models import Asset, Component
from backend.service.parts.models import DefectiveReturn
from backend.service.workorder import queries as orders
from backend.service.workorder.models import PartUsed

CODE = "service.defective_return"
log.declare(
    f"{CODE}.created",
    f"{CODE}.approved",
    f"{CODE}.rejected",
    f"{CODE}.sent",
    f"{CODE}.received",
    f"{CODE}.inspected",
    f"{CODE}.credited",
    f"{CODE}.repaired",
    f"{CODE}.scrapped",
)
documents.explains("service_defectivereturn_part_id_key", Duplicate(_("这一用料已登记旧件返回。")))


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    part_id: UUID | None,
    asset_id: UUID | None,
    product_id: UUID | None,
    serial: str,
    quantity: Decimal,
    fault: str,
    failed_on: date,
) -> DefectiveReturn:
    """This will announce a broken part: one that came out on an order, or out of a machine."""
    back = DefectiveReturn(fault=fault, failed_on=failed_on, quantity=quantity, serial=serial)
    if id is not None:
        back.id = id
    if part_id is not None:
        part = PartUsed.objects.select_related("order").filter(pk=part_id).first()
        seen = part and documents.refer(
            type(part.order), part.order_id, actor=actor, field="part_id"
        )
        if part is None or seen is None:
            raise Malformed(errors={"part_id": _("没有这一用料")})
        _take_over(back, part)
    else:
        _by_hand(back, asset_id=asset_id, product_id=product_id, actor=actor)
    return _open(back, actor=actor, on=on, permission="service.create_defective_return")


@documents.verb
def open_for(part_id: UUID, *, actor: Actor, on: date) -> DefectiveReturn | None:
    """This will announce the part that came out when another went in, once."""
    rows = PartUsed.objects.select_related("order")
    part = rows.get(pk=part_id)
    if not part.is_defective_back or DefectiveReturn.objects.filter(part=part).exists():
        return None
    order = part.order
    fault = order.findings[:500] or order.summary
    back = DefectiveReturn(
        fault=fault,
        failed_on=timezone.localdate(order.started_at or part.at),
        owner_id=order.owner_id,
        unit_id=order.unit_id,
    )
    _take_over(back, part)
    return _open(back, actor=actor, on=on, permission=None)


@documents.verb
def approve(defective_return_id: UUID, *, actor: Actor) -> DefectiveReturn:
    """This will ask for the part."""
    back = lock(defective_return_id, actor=actor, verb="approve")
    back.approve()
    return save(back, actor=actor, event="approved")


@documents.verb
def reject(defective_return_id: UUID, *, actor: Actor, reason: str) -> DefectiveReturn:
    """This will do without the part."""
    back = lock(defective_return_id, actor=actor, verb="reject")
    back.reject()
    back.outcome = reason
    return save(back, actor=actor, event="rejected", reason=reason)


@documents.verb
def send(defective_return_id: UUID, *, actor: Actor, at: datetime, waybill: str) -> DefectiveReturn:
    """This will record that the part is under way to us."""
    back = lock(defective_return_id, actor=actor, verb="send")
    back.send()
    back.waybill = waybill
    return save(back, actor=actor, event="sent", at=at)


@documents.verb
def receive(
    defective_return_id: UUID, *, actor: Actor, at: datetime, warehouse_id: UUID
) -> DefectiveReturn:
    """This will take the part into a place for defective goods: at no value, and held."""
    back = lock(defective_return_id, actor=actor, verb="receive")
    back.receive()
    place = warehouses.in_use(warehouse_id, actor=actor)
    source = Source.of(back)
    lot = stock.receive(
        actor=actor,
        at=at,
        product_id=back.product_id,
        warehouse_id=place.pk,
        owner_party_id=_whose(back),
        weight=back.quantity,
        unit_cost=Decimal("0.0000"),
        source=source,
        line_id=back.pk,
        note=str(_("旧件返回 {no}").format(no=back.no)),
    )
    held = Lot.Quality.HELD
    stock.mark_quality(lot.pk, actor=actor, at=at, quality=held, source=source, reason=back.fault)
    if is_numbered(back):
        serials.take_in(
            actor=actor, at=at, product_id=back.product_id, lot_id=lot.pk,
            warehouse_id=place.pk, nos=[back.serial], source=source,
        )  # fmt: skip
    back.defective_lot_id, back.warehouse, back.received_at = lot.pk, place, at
    return save(back, actor=actor, event="received", at=at, lot_id=lot.pk)


@documents.verb
def inspect(
    defective_return_id: UUID,
    *,
    actor: Actor,
    on: date,
    finding: str,
    is_supplier_fault: bool,
) -> DefectiveReturn:
    """This will record what is wrong with the part, and whether the supplier answers for it."""
    back = lock(defective_return_id, actor=actor, verb="inspect")
    back.inspect()
    back.finding, back.is_supplier_fault, back.inspected_on = finding, is_supplier_fault, on
    return save(back, actor=actor, event="inspected", is_supplier_fault=is_supplier_fault)


def _take_over(back: DefectiveReturn, part: PartUsed) -> None:
    """What came out tells more than what went in: its own number, lot and supplier."""
    order = part.order
    back.part, back.product, back.quantity = part, part.product, part.quantity
    back.customer, back.asset = order.customer, order.asset
    back.serial = part.serial_out
    _origin(back)


def _by_hand(
    back: DefectiveReturn, *, asset_id: UUID | None, product_id: UUID | None, actor: Actor
) -> None:
    asset = documents.refer(Asset, asset_id, actor=actor, field="asset_id")
    if asset is None or product_id is None:
        raise Malformed(errors={"part_id": _("请选择工单用料，或选择设备和备件")})
    back.product = products.in_use(product_id, actor=actor)
    back.asset, back.customer = asset, asset.customer
    products.require_whole(back.product, back.quantity, field="quantity")
    _origin(back)


def _origin(back: DefectiveReturn) -> None:
    """The machine remembers what was in it; else our own stock does."""
    if back.asset is not None and back.serial:
        rows = Component.objects.filter(asset=back.asset, product=back.product, serial=back.serial)
        known = rows.order_by("-installed_at").first()
        if known is not None:
            back.lot, back.supplier = known.lot, known.supplier
            back.installed_on = timezone.localdate(known.installed_at)
    if back.lot is None and back.serial:
        serial = known_serials.of(back.product.pk, back.serial)
        back.lot = None if serial is None else serial.lot
    if back.supplier is None and back.lot is not None:
        bought = orders.bought_from(back.lot.pk)
        back.supplier_id = None if bought is None else bought.supplier_id


def _open(
    back: DefectiveReturn, *, actor: Actor, on: date, permission: str | None
) -> DefectiveReturn:
    back.no = numbering.next_number("FJ", on=on)
    payload = {"asset_id": back.asset_id, "product_id": back.product_id}
    return documents.add(
        back, actor=actor, event=f"{CODE}.created", permission=permission, payload=payload
    )


def is_numbered(back: DefectiveReturn) -> bool:
    """This will tell whether the part is known by its own number."""
    return bool(back.serial) and back.product.tracking == Product.Tracking.SERIAL


def _whose(back: DefectiveReturn) -> UUID:
    """An exchanged part is ours: of the company whose lot it was, else of the first of ours."""
    if back.lot is not None and back.lot.owner_party.is_ours:
        return back.lot.owner_party_id
    ours = Party.objects.filter(is_ours=True).order_by("created_at").first()
    if ours is None:
        raise Malformed(errors={"warehouse_id": _("请先建立本公司主体")})
    return ours.pk


def lock(defective_return_id: UUID, *, actor: Actor, verb: str) -> DefectiveReturn:
    """This will lock a visible return for a verb."""
    return documents.lock(
        DefectiveReturn,
        defective_return_id,
        actor=actor,
        permission=f"service.{verb}_defective_return",
    )


def save(
    back: DefectiveReturn, *, actor: Actor, event: str, reason: str = "", **facts: object
) -> DefectiveReturn:
    """This will write a return and tell."""
    payload = {"asset_id": back.asset_id, "product_id": back.product_id, **facts}
    return documents.save(
        back, actor=actor, event=f"{CODE}.{event}", reason=reason, payload=payload
    )
