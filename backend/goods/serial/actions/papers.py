"""Taking serials in, giving them out and moving them; the papers above call these.

Their verbs were allowed already, so nothing is asked of the actor here. Every action locks the
serials it is about in key order, so that one serial can never leave twice.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.goods.product.models import Product
from backend.goods.serial import calc
from backend.goods.serial.flow import State
from backend.goods.serial.models import Serial

log.declare(
    "goods.serial.taken_in",
    "goods.serial.given_out",
    "goods.serial.moved",
    "goods.serial.returned",
    "goods.serial.scrapped",
)


class SerialNotHere(Refusal):
    """The serial is not in stock where it is asked for."""

    sentence = _("序列号 {no} 不能出库：{where}。")


class SerialHere(Refusal):
    """The serial is in stock already."""

    sentence = _("序列号 {no} 已在库：{where}。请核对铭牌，同一序列号不能入库两次。")


UNKNOWN = _("没有这个序列号，请核对铭牌")

documents.explains("goods_serial_once", SerialHere(no="", where=_("该产品已有此序列号")))


def checked(
    product: Product, nos: Sequence[str], *, quantity: Decimal, field: str = "serials"
) -> list[str]:
    """This will give the serials for a number of pieces; raises Malformed naming what is wrong.

    Goods that are not known one by one need none, and take none.
    """
    if product.tracking != Product.Tracking.SERIAL:
        if calc.cleaned(nos):
            raise Malformed(errors={field: _("该产品不按序列号管理，请不要填写序列号")})
        return []
    found = calc.cleaned(nos)
    if double := calc.twice(found):
        raise Malformed(
            errors={field: _("序列号重复：{nos}").format(nos=_listed(double))},
        )
    if not calc.matches(found, quantity):
        said = _("需要 {wanted} 个序列号，填写了 {given} 个")
        raise Malformed(errors={field: said.format(wanted=f"{quantity:.0f}", given=len(found))})
    return found


@documents.verb
def take_in(
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    lot_id: UUID,
    warehouse_id: UUID,
    nos: Sequence[str],
    source: Source,
) -> list[Serial]:
    """This will put serials in stock; one that had left comes back, one in stock is refused."""
    held = _held(product_id, nos)
    taken = []
    for no in calc.cleaned(nos):
        serial = held.get(no)
        if serial is None:
            serial = Serial(no=no, product_id=product_id, lot_id=lot_id)
            _put(serial, at=at, source=source, warehouse_id=warehouse_id)
            payload = facts(serial, source)
            documents.add(serial, actor=actor, event="goods.serial.taken_in", payload=payload)
        else:
            if serial.state not in (State.OUT, State.RETURNED):
                raise SerialHere(no=no, where=where(serial))
            serial.take_in()
            serial.lot_id = lot_id
            _put(serial, at=at, source=source, warehouse_id=warehouse_id)
            _save(serial, actor=actor, event="taken_in", source=source)
        taken.append(serial)
    return taken


@documents.verb
def give_out(
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    nos: Sequence[str],
    source: Source,
    warehouse_id: UUID | None = None,
) -> list[Serial]:
    """This will hand serials over; raises SerialNotHere saying where one is instead."""
    held = _held(product_id, nos)
    given = []
    for no in calc.cleaned(nos):
        serial = held.get(no)
        if serial is None:
            raise SerialNotHere(no=no, where=UNKNOWN)
        is_elsewhere = warehouse_id is not None and serial.warehouse_id != warehouse_id
        if serial.state != State.IN_STOCK or is_elsewhere:
            raise SerialNotHere(no=no, where=where(serial))
        serial.give_out()
        _put(serial, at=at, source=source, warehouse_id=None)
        given.append(_save(serial, actor=actor, event="given_out", source=source))
    return given


@documents.verb
def move(
    *,
    actor: Actor,
    at: datetime,
    product_id: UUID,
    nos: Sequence[str],
    warehouse_id: UUID,
    source: Source,
    lot_id: UUID | None = None,
) -> list[Serial]:
    """This will record that serials lie in another warehouse, or in another lot."""
    moved = []
    for serial in _each(product_id, nos):
        if serial.state != State.IN_STOCK:
            raise SerialNotHere(no=serial.no, where=where(serial))
        serial.lot_id = lot_id or serial.lot_id
        _put(serial, at=at, source=source, warehouse_id=warehouse_id)
        moved.append(_save(serial, actor=actor, event="moved", source=source))
    return moved


@documents.verb
def give_back(
    *, actor: Actor, at: datetime, product_id: UUID, nos: Sequence[str], source: Source
) -> list[Serial]:
    """This will record that serials came back from a customer and wait to be looked at."""
    returned = []
    for serial in _each(product_id, nos):
        serial.give_back()
        _put(serial, at=at, source=source, warehouse_id=None)
        returned.append(_save(serial, actor=actor, event="returned", source=source))
    return returned


@documents.verb
def discard(
    *, actor: Actor, at: datetime, product_id: UUID, nos: Sequence[str], source: Source
) -> list[Serial]:
    """This will write serials off for good, for a paper that scraps the goods."""
    gone = []
    for serial in _each(product_id, nos):
        serial.scrap()
        _put(serial, at=at, source=source, warehouse_id=None)
        gone.append(_save(serial, actor=actor, event="scrapped", source=source))
    return gone


@documents.verb
def undo(*, actor: Actor, at: datetime, source: Source, back_to: UUID) -> list[Serial]:
    """This will put what a paper handed over back in a warehouse, for the paper was taken back."""
    rows = Serial.objects.select_for_update(of=("self",)).filter(source_id=source.id)
    found = []
    for serial in rows.filter(state=State.OUT).order_by("pk"):
        documents.remember(serial)
        serial.take_in()
        _put(serial, at=at, source=source, warehouse_id=back_to)
        found.append(_save(serial, actor=actor, event="taken_in", source=source))
    return found


def where(serial: Serial) -> str:
    """This will say where a serial is, in words."""
    if serial.warehouse_id is not None and serial.warehouse is not None:
        said = _("它在仓库“{warehouse}”，批次 {lot}")
        return str(said.format(warehouse=serial.warehouse.name, lot=serial.lot.no))
    said = _("{state}（{source}，{day}）")
    day = f"{serial.moved_at:%F}"
    label = documents.state_label(serial)
    return str(said.format(state=label, source=serial.source_no or "—", day=day))


def _held(product_id: UUID, nos: Sequence[str]) -> dict[str, Serial]:
    wanted = calc.cleaned(nos)
    rows = Serial.objects.select_for_update(of=("self",)).select_related("lot", "warehouse")
    found = {}
    for serial in rows.filter(product_id=product_id, no__in=wanted).order_by("pk"):
        documents.remember(serial)
        found[serial.no] = serial
    return found


def _each(product_id: UUID, nos: Sequence[str]) -> list[Serial]:
    held = _held(product_id, nos)
    wanted = calc.cleaned(nos)
    if missing := [no for no in wanted if no not in held]:
        raise SerialNotHere(no=missing[0], where=UNKNOWN)
    return [held[no] for no in wanted]


def _put(serial: Serial, *, at: datetime, source: Source, warehouse_id: UUID | None) -> None:
    serial.warehouse_id, serial.moved_at = warehouse_id, at
    serial.source_code, serial.source_id, serial.source_no = source


def facts(serial: Serial, source: Source) -> dict[str, str]:
    """This will say of a serial which product, lot and paper its news is about."""
    return {
        "product_id": str(serial.product_id),
        "lot_id": str(serial.lot_id),
        "source": source.code,
        "source_id": str(source.id),
        "source_no": source.no,
    }


def _save(serial: Serial, *, actor: Actor, event: str, source: Source) -> Serial:
    payload = facts(serial, source)
    return documents.save(serial, actor=actor, event=f"goods.serial.{event}", payload=payload)


def _listed(nos: Sequence[str]) -> str:
    return "、".join(nos[:10])
