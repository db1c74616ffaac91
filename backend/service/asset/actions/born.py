"""How the company comes to know a machine: by its delivery, or because somebody writes it down."""

import secrets
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, Malformed
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.goods.bom import queries as boms
from backend.goods.product import queries as products
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.service.asset import calc, queries
from backend.service.asset.actions import held, promising
from backend.service.asset.flow import WITH_CUSTOMER
from backend.service.asset.models import Asset, Component

RULE = ("warranty_months", "warranty_from", "warranty_cap_months")
DAYS = ("delivered_on", "commissioned_on")


class AssetExists(Duplicate):
    """A machine of this product with this serial is on file."""

    sentence = _("该产品的这个序列号已有设备档案，请在设备列表中搜索序列号。")


documents.explains("service_asset_serial_once", AssetExists())
documents.explains(
    "service_asset_point",
    Malformed(errors={"latitude": _("经纬度须同时填写：纬度 -90 至 90，经度 -180 至 180")}),
)


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    product_id: UUID,
    serial: str,
    customer_id: UUID,
    contract_id: UUID | None,
    supplier_id: UUID | None,
    lot_id: UUID | None,
    **facts: Any,
) -> Asset:
    """This will write down a machine that stands at a customer already, wherever it came from."""
    product = products.in_use(product_id, actor=actor)
    asset = Asset(
        product=product,
        serial=serial,
        customer=documents.refer(Party, customer_id, actor=actor, field="customer_id"),
        contract=documents.refer(Contract, contract_id, actor=actor, field="contract_id"),
        supplier=documents.refer(Party, supplier_id, actor=actor, field="supplier_id"),
        lot=documents.refer(Lot, lot_id, actor=actor, field="lot_id"),
        **{name: value for name, value in facts.items() if name not in RULE},
    )
    if id is not None:
        asset.id = id
    _take_rule(asset, product, facts)
    _take_shape(asset)
    _add(asset, actor=actor, on=on, permission="service.create_asset")
    if asset.commissioned_on is not None or asset.delivered_on is not None:
        asset.ship()
        held.save(asset, actor=actor, event="shipped")
    if asset.commissioned_on is not None:
        asset.commission()
        held.save(asset, actor=actor, event="commissioned", on=asset.commissioned_on)
    return asset


@documents.verb
def change(asset_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Asset:
    """This will correct what is known of a machine; its warranty follows its rule and days."""
    asset = held.lock(asset_id, actor=actor, verb="change")
    if "supplier_id" in changes:
        documents.refer(Party, changes["supplier_id"], actor=actor, field="supplier_id")
    for name, value in changes.items():
        setattr(asset, name, value)
    if (asset.latitude is None) != (asset.longitude is None):
        raise Malformed(errors={"latitude": _("经度和纬度须同时填写")})
    _require_cap(asset)
    promising.settle_warranty(asset)
    held.save(asset, actor=actor, event="changed")
    promising.write_warranty(asset)
    return asset


@documents.verb
def create_for(
    *,
    actor: Actor,
    at: datetime,
    source: Source,
    product_id: UUID,
    serial: str,
    customer_id: UUID,
    contract_id: UUID | None = None,
    contract_line_id: UUID | None = None,
    lot_id: UUID | None = None,
    owner_id: int | None = None,
    unit_id: UUID | None = None,
    address: str = "",
) -> Asset:
    """This will make the machine that a delivery handed over, once for every serial.

    A machine that came back to us and was delivered again goes on under its old name, for its
    new customer; its earlier promises have ended.
    """
    rows = Asset.objects.select_for_update(of=("self",), no_key=True)
    asset = rows.filter(product_id=product_id, serial=serial).first()
    if asset is not None and asset.delivery_id == source.id:
        return asset
    is_new = asset is None
    if asset is None:
        asset = Asset(product=Product.objects.get(pk=product_id), serial=serial)
    else:
        documents.remember(asset)
        _come_home(asset, at=at)
    _hand_over(asset, source=source, at=at, customer_id=customer_id, contract_id=contract_id)
    asset.contract_line_id, asset.address = contract_line_id, address[:300] or asset.address
    asset.lot_id = lot_id or asset.lot_id
    asset.supplier_id = asset.supplier_id or (queries.origin(lot_id) if lot_id else None)
    asset.owner_id, asset.unit_id = owner_id, unit_id
    _take_rule(asset, asset.product, {})
    if is_new:
        _take_shape(asset)
        _add(asset, actor=actor, on=timezone.localdate(at), permission=None)
    else:
        promising.settle_warranty(asset)
    asset.ship()
    held.save(asset, actor=actor, event="shipped", delivery_id=source.id)
    promising.write_warranty(asset)
    return asset


def _come_home(asset: Asset, *, at: datetime) -> None:
    """It is delivered anew, so it was with us whatever the books say of it."""
    if asset.state in WITH_CUSTOMER:
        asset.give_back()
    promising.end_all(asset, at=at)
    asset.commissioned_on = asset.down_since = asset.ended_on = asset.parent_id = None
    for name in ("site_name", "address", "access_notes", "contact_name", "contact_phone"):
        setattr(asset, name, "")
    asset.latitude = asset.longitude = None
    asset.position = ""


def _hand_over(
    asset: Asset, *, source: Source, at: datetime, customer_id: UUID, contract_id: UUID | None
) -> None:
    asset.delivery_code, asset.delivery_id, asset.delivery_no = source
    asset.delivered_on = timezone.localdate(at)
    asset.customer_id, asset.contract_id = customer_id, contract_id


def _take_rule(asset: Asset, product: Product, given: dict[str, Any]) -> None:
    """The warranty rule as it is now, unless another was agreed for this machine."""
    for name in RULE:
        value = given.get(name)
        setattr(asset, name, getattr(product, name) if value is None else value)
    _require_cap(asset)


def _require_cap(asset: Asset) -> None:
    if asset.warranty_from == Product.WarrantyFrom.EARLIEST and asset.warranty_cap_months is None:
        raise Malformed(errors={"warranty_cap_months": _("请填写签收后质保上限（月）")})


def _take_shape(asset: Asset) -> None:
    """The bill of materials that counted when it left is the one it was built by."""
    built = asset.produced_on or asset.delivered_on or asset.commissioned_on
    if built is not None:
        asset.bom = boms.current(asset.product_id, built)


def _add(asset: Asset, *, actor: Actor, on: date, permission: str | None) -> None:
    if (asset.latitude is None) != (asset.longitude is None):
        raise Malformed(errors={"latitude": _("经度和纬度须同时填写")})
    asset.no = numbering.next_number("SB", on=on)
    asset.qr_token = secrets.token_urlsafe(18)
    promising.settle_warranty(asset)
    documents.add(
        asset,
        actor=actor,
        event="service.asset.created",
        permission=permission,
        payload={"asset_id": asset.pk, "customer_id": asset.customer_id},
    )
    promising.write_warranty(asset)
    _seed_parts(asset)


def _seed_parts(asset: Asset) -> None:
    """One row for every part of the bill; lots and suppliers where one lot only went in."""
    if asset.bom is None:
        return
    lots = queries.went_in(asset.lot_id) if asset.lot_id is not None else {}
    built = asset.produced_on or asset.delivered_on or asset.commissioned_on
    assert built is not None  # the bill was found by this day
    moment = timezone.make_aware(datetime.combine(built, time.min))
    rows = []
    for line in asset.bom.lines.all():
        lot_id = lots.get(line.product_id)
        supplier_id = queries.origin(lot_id) if lot_id is not None else None
        rows += [
            Component(
                asset=asset,
                product_id=line.product_id,
                lot_id=lot_id,
                supplier_id=supplier_id,
                position=line.position,
                quantity=quantity,
                installed_at=moment,
            )
            for quantity in calc.per_unit(line.quantity, is_serialised=line.is_serialised)
        ]
    Component.objects.bulk_create(rows)
