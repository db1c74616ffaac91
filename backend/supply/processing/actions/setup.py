"""Mills and bills of processing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow
from backend.core.events import log
from backend.core.ids import uuid7
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse import queries as warehouses
from backend.goods.warehouse.models import Warehouse
from backend.supply.processing.flow import BomState
from backend.supply.processing.models import (
    Bom,
    BomByproduct,
    BomElement,
    BomInput,
    Processor,
    ProcessorRate,
)

log.declare(
    "supply.processor.created",
    "supply.processor.changed",
    "supply.bom.created",
    "supply.bom.changed",
    "supply.bom.activated",
    "supply.bom.revised",
    "supply.bom.retired",
)
ONE = Decimal(1)


class AlreadyProcessor(Duplicate):
    """A party is one mill."""

    sentence = _("该单位已登记为加工厂。")


documents.explains("supply_processor_party_id", AlreadyProcessor())
documents.explains("supply_processorrate_once", Duplicate(_("同一加工方式和产品只能有一条费率。")))
documents.explains(
    "supply_bom_one_active", Duplicate(_("该产品已有使用中的加工清单，请先停用或修订。"))
)


@documents.verb
def create_processor(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    warehouse_id: UUID,
    rates: Sequence[Any],
    **facts: Any,
) -> Processor:
    """This will register a mill: what it can do, its place and its standard terms."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    place = _place(warehouse_id, party_id, actor=actor)
    processor = Processor(party=party, warehouse=place, **facts)
    if id is not None:
        processor.id = id
    processor.no = numbering.next_number("JGC", on=on)
    documents.add(
        processor,
        actor=actor,
        event="supply.processor.created",
        permission="supply.create_processor",
    )
    _write_rates(processor, rates, actor=actor)
    return processor


@documents.verb
def change_processor(processor_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Processor:
    """This will correct what is known of a mill; rates given replace all it had."""
    processor = documents.lock(
        Processor, processor_id, actor=actor, permission="supply.change_processor"
    )
    rates = changes.pop("rates", None)
    if "warehouse_id" in changes:
        _place(changes["warehouse_id"], processor.party_id, actor=actor)
    for name, value in changes.items():
        setattr(processor, name, value)
    documents.save(processor, actor=actor, event="supply.processor.changed")
    if rates is not None:
        processor.rates.all().delete()
        _write_rates(processor, rates, actor=actor)
    return processor


def _place(warehouse_id: UUID, party_id: UUID, *, actor: Actor) -> Warehouse:
    place = warehouses.in_use(warehouse_id, actor=actor)
    if place.kind != Warehouse.Kind.PROCESSOR or place.operator_id != party_id:
        raise Malformed(errors={"warehouse_id": _("请选择由该单位经营的加工厂仓库")})
    return place


def _write_rates(processor: Processor, rates: Sequence[Any], *, actor: Actor) -> None:
    rows = [dict(row) for row in rates]
    for row in rows:
        documents.refer(Product, row["product_id"], actor=actor, field="rates.product_id")
        _require_yield(row)
    for row in rows:
        ProcessorRate.objects.create(processor=processor, **row)


@documents.verb
def create_bom(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID,
    processor_id: UUID | None,
    inputs: Sequence[Any],
    byproducts: Sequence[Any],
    elements: Sequence[Any],
    **facts: Any,
) -> Bom:
    """This will write a bill of processing; its inputs' shares must add up to one."""
    documents.refer(Product, product_id, actor=actor, field="product_id")
    documents.refer(Processor, processor_id, actor=actor, field="processor_id")
    _require_yield(facts)
    bom = Bom(product_id=product_id, processor_id=processor_id, **facts)
    if id is not None:
        bom.id = id
    bom.revision = _next_revision(bom)
    bom.no = numbering.next_number("BOM", on=on)
    documents.add(bom, actor=actor, event="supply.bom.created", permission="supply.create_bom")
    _write_parts(bom, actor=actor, inputs=inputs, byproducts=byproducts, elements=elements)
    return bom


@documents.verb
def change_bom(bom_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Bom:
    """This will correct a draft; parts given replace those it had."""
    bom = documents.lock(Bom, bom_id, actor=actor, permission="supply.change_bom")
    if bom.state != BomState.DRAFT:
        raise NotNow(
            _("使用中的加工清单不能修改，请先修订出新版次。"),
            verbs=documents.verbs_now(bom, actor),
        )
    parts = {name: changes.pop(name, None) for name in ("inputs", "byproducts", "elements")}
    for name, value in changes.items():
        setattr(bom, name, value)
    _require_yield({"std_yield": bom.std_yield, "allowed_extra": bom.allowed_extra})
    documents.save(bom, actor=actor, event="supply.bom.changed")
    _write_parts(bom, actor=actor, **parts)
    return bom


@documents.verb
def activate_bom(bom_id: UUID, *, actor: Actor) -> Bom:
    """This will let orders use a bill; the version used so far retires."""
    bom = documents.lock(Bom, bom_id, actor=actor, permission="supply.activate_bom")
    bom.activate()
    before = _alike(bom).select_for_update(no_key=True).filter(state=BomState.ACTIVE)
    for old in before.order_by("pk"):
        documents.remember(old)
        old.retire()
        documents.save(old, actor=actor, event="supply.bom.retired")
    return documents.save(bom, actor=actor, event="supply.bom.activated")


@documents.verb
def revise_bom(bom_id: UUID, *, actor: Actor, on: date) -> Bom:
    """This will copy a bill into a new draft version, and return that one's original."""
    bom = documents.lock(Bom, bom_id, actor=actor, permission="supply.revise_bom")
    if bom.state == BomState.DRAFT:
        raise NotNow(verbs=documents.verbs_now(bom, actor), state=documents.state_label(bom))
    names = ("capability", "std_yield", "std_loss", "allowed_extra", "metal_share", "note")
    copy = Bom(
        product_id=bom.product_id,
        processor_id=bom.processor_id,
        owner_id=bom.owner_id,
        unit_id=bom.unit_id,
        **{name: getattr(bom, name) for name in names},
    )
    copy.revision = _next_revision(bom)
    copy.no = numbering.next_number("BOM", on=on)
    documents.add(copy, actor=actor, event="supply.bom.created")
    for rows in (bom.inputs, bom.byproducts, bom.elements):
        for row in rows.order_by("id"):
            row.pk, row.bom = uuid7(), copy
            row.save(force_insert=True)
    payload = {"revision_id": copy.pk, "revision": copy.revision}
    return documents.save(bom, actor=actor, event="supply.bom.revised", payload=payload)


@documents.verb
def retire_bom(bom_id: UUID, *, actor: Actor, reason: str) -> Bom:
    """This will keep new orders from using a bill."""
    bom = documents.lock(Bom, bom_id, actor=actor, permission="supply.retire_bom")
    bom.retire()
    return documents.save(bom, actor=actor, event="supply.bom.retired", reason=reason)


def _alike(bom: Bom) -> QuerySet[Bom]:
    """The versions of one bill."""
    rows = Bom.objects.filter(product_id=bom.product_id, capability=bom.capability)
    if bom.processor_id is None:
        return rows.filter(processor=None)
    return rows.filter(processor_id=bom.processor_id)


def _next_revision(bom: Bom) -> int:
    return (_alike(bom).aggregate(last=Max("revision"))["last"] or 0) + 1


def _require_yield(facts: dict[str, Any]) -> None:
    if not 0 < facts["std_yield"] <= 1:
        raise Malformed(errors={"std_yield": _("成材率必须大于 0 且不超过 1，例如 0.93")})
    if facts["allowed_extra"] >= facts["std_yield"]:
        raise Malformed(errors={"allowed_extra": _("允许超耗率必须小于成材率")})


def _write_parts(bom: Bom, *, actor: Actor, **parts: Sequence[Any] | None) -> None:
    for name, model in (
        ("inputs", BomInput),
        ("byproducts", BomByproduct),
        ("elements", BomElement),
    ):
        given = parts[name]
        if given is None:
            continue
        rows = [dict(row) for row in given]
        for row in rows:
            documents.refer(Product, row["product_id"], actor=actor, field=f"{name}.product_id")
        _require_once(name, rows)
        model._default_manager.filter(bom=bom).delete()
        for row in rows:
            model._default_manager.create(bom=bom, **row)
    shares = sum((row.share for row in bom.inputs.all()), Decimal(0))
    if shares != ONE:
        raise Malformed(errors={"inputs": _("各投料的配料比例之和必须为 1")})


def _require_once(name: str, rows: Sequence[dict[str, Any]]) -> None:
    keys = [(row["product_id"], row.get("element")) for row in rows]
    if len(set(keys)) != len(keys):
        raise Malformed(errors={name: _("同一产品（元素）不能出现两次")})
