"""The parts in a machine: added, given their numbers, swapped and removed."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Invisible, Malformed, Refusal
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.service.asset import queries
from backend.service.asset.actions import held
from backend.service.asset.models import Asset, Component


class PartNotThere(Refusal):
    """The part that should come out is not in the machine."""

    sentence = _("设备 {asset} 中没有序列号为“{serial}”的 {product}；现装：{there}。")


class PartElsewhere(Refusal):
    """The part that should go in sits in another machine."""

    sentence = _("{product} 序列号 {serial} 已装在设备 {asset} 上，请先在那台设备上拆下。")


class TakenOutBefore(Refusal):
    """A part would come out before it went in."""

    sentence = _("拆下时间早于装上时间（{at}），请核对时间。")


@documents.verb
def add_part(
    asset_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    serial: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
    position: str,
    quantity: Decimal,
) -> Asset:
    """This will record a part that was put into a machine."""
    asset = held.lock(asset_id, actor=actor, verb="add_part")
    _refer(actor, product_id=product_id, lot_id=lot_id, supplier_id=supplier_id)
    part = _put_in(
        asset,
        at=at,
        product_id=product_id,
        serial=serial,
        lot_id=lot_id,
        supplier_id=supplier_id,
        position=position,
        quantity=quantity,
        source=None,
    )
    return _tell(asset, actor=actor, event="part_added", now=part)


@documents.verb
def identify_part(
    asset_id: UUID,
    *,
    actor: Actor,
    part_id: UUID,
    serial: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
) -> Asset:
    """This will write down the number, batch and maker of a part that is in a machine."""
    asset = held.lock(asset_id, actor=actor, verb="identify_part")
    part = _there(asset, part_id)
    _refer(actor, product_id=part.product_id, lot_id=lot_id, supplier_id=supplier_id)
    _require_free(part.product_id, serial, but=part.pk)
    part.serial, part.lot_id = serial, lot_id or part.lot_id
    part.supplier_id = _supplier(supplier_id or part.supplier_id, part.lot_id)
    part.save()
    return _tell(asset, actor=actor, event="part_identified", now=part)


@documents.verb
def swap_part(
    asset_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    part_id: UUID,
    serial: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
    reason: str,
) -> Asset:
    """This will put a new part in the place of one that is in a machine."""
    asset = held.lock(asset_id, actor=actor, verb="swap_part")
    old = _there(asset, part_id)
    _refer(actor, product_id=old.product_id, lot_id=lot_id, supplier_id=supplier_id)
    new = _exchange(asset, old, at=at, serial=serial, lot_id=lot_id, supplier_id=supplier_id)
    return _tell(asset, actor=actor, event="part_swapped", now=new, was=old, reason=reason)


@documents.verb
def remove_part(asset_id: UUID, *, actor: Actor, at: datetime, part_id: UUID, reason: str) -> Asset:
    """This will record a part that was taken out of a machine and not replaced."""
    asset = held.lock(asset_id, actor=actor, verb="remove_part")
    part = _there(asset, part_id)
    _take_out(part, at=at)
    return _tell(asset, actor=actor, event="part_removed", was=part, reason=reason)


@documents.verb
def swap_component(
    asset_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    serial_out: str,
    serial_in: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
    position: str,
    source: Source,
    quantity: Decimal = Decimal(1),
) -> Component:
    """This will let a paper above swap a part, once for each paper, place and new number.

    Nothing named to come out and nothing there without a number: the part is added. Raises
    PartNotThere and PartElsewhere with where things are instead.
    """
    asset = held.take(asset_id)
    rows = Component.objects.filter(asset=asset, product_id=product_id, source_id=source.id)
    if (done := rows.filter(serial=serial_in, position=position).first()) is not None:
        return done
    old = _find(asset, product_id=product_id, serial=serial_out, position=position)
    facts: dict[str, Any] = {"lot_id": lot_id, "supplier_id": supplier_id, "source": source}
    if old is None:
        new = _put_in(
            asset,
            at=at,
            product_id=product_id,
            serial=serial_in,
            position=position,
            quantity=quantity,
            **facts,
        )
    else:
        new = _exchange(asset, old, at=at, serial=serial_in, **facts)
    event = "part_added" if old is None else "part_swapped"
    _tell(asset, actor=actor, event=event, now=new, was=old)
    return new


def _find(asset: Asset, *, product_id: UUID, serial: str, position: str) -> Component | None:
    rows = queries.parts(asset.pk).filter(product_id=product_id)
    if serial:
        known = rows.filter(serial=serial).first() or _unnumbered(rows, position)
        if known is None:
            there = "、".join(row.serial or "—" for row in rows) or "—"
            name = Product.objects.get(pk=product_id).name
            raise PartNotThere(asset=asset.no, serial=serial, product=name, there=there)
        return known
    if position:
        return rows.filter(position=position).first()
    return _unnumbered(rows, position)


def _unnumbered(rows: Any, position: str) -> Component | None:
    found = rows.filter(serial="")
    if position:
        found = found.filter(position=position)
    first: Component | None = found.first()
    return first


def _exchange(
    asset: Asset,
    old: Component,
    *,
    at: datetime,
    serial: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
    source: Source | None = None,
) -> Component:
    _take_out(old, at=at)
    return _put_in(
        asset,
        at=at,
        product_id=old.product_id,
        serial=serial,
        lot_id=lot_id,
        supplier_id=supplier_id,
        position=old.position,
        quantity=old.quantity,
        source=source,
    )


def _put_in(
    asset: Asset,
    *,
    at: datetime,
    product_id: UUID,
    serial: str,
    lot_id: UUID | None,
    supplier_id: UUID | None,
    position: str,
    quantity: Decimal,
    source: Source | None,
) -> Component:
    _require_free(product_id, serial)
    return Component.objects.create(
        asset=asset,
        product_id=product_id,
        serial=serial,
        lot_id=lot_id,
        supplier_id=_supplier(supplier_id, lot_id),
        position=position,
        quantity=quantity,
        installed_at=at,
        **held.cause(source),
    )


def _take_out(part: Component, *, at: datetime) -> None:
    if at < part.installed_at:
        raise TakenOutBefore(at=f"{part.installed_at:%F %R}")
    part.removed_at = at
    part.save(update_fields=["removed_at"])


def _there(asset: Asset, part_id: UUID) -> Component:
    found = queries.parts(asset.pk).filter(pk=part_id).first()
    if found is None:
        raise Malformed(errors={"part_id": _("该零部件不在这台设备上，请刷新后重试")})
    return found


def _require_free(product_id: UUID, serial: str, *, but: UUID | None = None) -> None:
    if not serial:
        return
    rows = Component.objects.filter(product_id=product_id, serial=serial, removed_at=None)
    if but is not None:
        rows = rows.exclude(pk=but)
    other = rows.select_related("asset", "product").first()
    if other is not None:
        raise PartElsewhere(product=other.product.name, serial=serial, asset=other.asset.no)


def _supplier(supplier_id: UUID | None, lot_id: UUID | None) -> UUID | None:
    """Who is named, else whoever the batch came from."""
    return supplier_id or (queries.origin(lot_id) if lot_id is not None else None)


def _refer(
    actor: Actor, *, product_id: UUID, lot_id: UUID | None, supplier_id: UUID | None
) -> None:
    documents.refer(Product, product_id, actor=actor, field="product_id")
    documents.refer(Party, supplier_id, actor=actor, field="supplier_id")
    lot = documents.refer(Lot, lot_id, actor=actor, field="lot_id")
    if lot is not None and lot.product_id != product_id:
        raise Malformed(errors={"lot_id": Invisible.sentence})


def _tell(
    asset: Asset,
    *,
    actor: Actor,
    event: str,
    now: Component | None = None,
    was: Component | None = None,
    reason: str = "",
) -> Asset:
    either = now or was
    assert either is not None  # one of both moved
    return held.save(
        asset,
        actor=actor,
        event=event,
        reason=reason,
        product_id=either.product_id,
        position=either.position,
        serial_in=now.serial if now else "",
        serial_out=was.serial if was else "",
        lot_id=now.lot_id if now else None,
        lot_out_id=was.lot_id if was else None,
        supplier_id=either.supplier_id,
    )
