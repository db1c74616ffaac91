"""How machines, their parts, promises and counters are shown."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.overview import TimelineRow
from backend.service.asset import queries
from backend.service.asset.models import Asset, Component, Reading

Exact = types.number(16, 6)
Point = types.number(9, 6)
Shown = types.number(16, 3)


class ComponentOut(types.Out):
    """A part: in the machine while `removed_at` is empty."""

    id: UUID
    product_id: UUID
    product_code: str
    product_name: str
    serial: str
    lot_id: UUID | None
    lot_no: str
    supplier_id: UUID | None
    supplier_name: str
    position: str
    quantity: Exact
    installed_at: types.Moment
    removed_at: types.Moment | None
    source_no: str

    @staticmethod
    def resolve_product_code(part: Component) -> str:
        """This will give the product's code."""
        return part.product.code

    @staticmethod
    def resolve_product_name(part: Component) -> str:
        """This will name the product."""
        return part.product.name

    @staticmethod
    def resolve_lot_no(part: Component) -> str:
        """This will give the batch's number."""
        return part.lot.no if part.lot is not None else ""

    @staticmethod
    def resolve_supplier_name(part: Component) -> str:
        """This will name whom it came from."""
        return part.supplier.name if part.supplier is not None else ""


class EntitlementOut(types.Out):
    """What is promised, from the first day to the last; no number of visits means no limit."""

    id: UUID
    kind: str
    starts_on: types.Day
    ends_on: types.Day
    covers_labour: bool
    covers_parts: bool
    covers_travel: bool
    response_hours: int | None
    onsite_hours: int | None
    restore_hours: int | None
    resolve_hours: int | None
    calendar: str
    visits_left: int | None
    basis_no: str
    note: str


class MeterOut(types.Out):
    """A counter and what it showed last."""

    id: UUID
    name: str
    unit_name: str
    value: Shown | None
    read_at: types.Moment | None


class AssetReadingOut(types.Out):
    """What a counter showed."""

    id: UUID
    meter_id: UUID
    meter_name: str
    unit_name: str
    at: types.Moment
    value: Shown
    is_reset: bool
    reason: str
    source_no: str

    @staticmethod
    def resolve_meter_name(reading: Reading) -> str:
        """This will name the counter."""
        return reading.meter.name

    @staticmethod
    def resolve_unit_name(reading: Reading) -> str:
        """This will give what it counts in."""
        return reading.meter.unit_name


class AssetChildOut(types.Out):
    """A machine that is part of another."""

    id: UUID
    no: str
    serial: str
    product_name: str
    position: str
    state: str

    @staticmethod
    def resolve_product_name(asset: Asset) -> str:
        """This will name the product."""
        return asset.product.name


class AssetTreeOut(types.Out):
    """A machine, the parts in it and the machines that are part of it, down to the last."""

    id: UUID
    no: str
    serial: str
    product_name: str
    position: str
    state: str
    parts: list[ComponentOut]
    children: list["AssetTreeOut"]


class AssetRow(types.Out):
    """A machine in a list."""

    id: UUID
    no: str
    serial: str
    product_id: UUID
    product_code: str
    product_name: str
    customer_id: UUID
    customer_name: str
    state: str
    site_name: str
    criticality: str
    commissioned_on: types.Day | None
    warranty_start: types.Day | None
    warranty_end: types.Day | None
    parent_id: UUID | None
    version: int
    created_at: types.Moment


class AssetOut(AssetRow):
    """A machine in full, with what is in it and what is promised for it."""

    address: str
    latitude: Point | None
    longitude: Point | None
    access_notes: str
    contact_name: str
    contact_phone: str | None
    parent_no: str
    position: str
    firmware: str
    produced_on: types.Day | None
    delivered_on: types.Day | None
    warranty_months: int
    warranty_from: str
    warranty_cap_months: int | None
    down_since: types.Moment | None
    ended_on: types.Day | None
    delivery_code: str
    delivery_id: UUID | None
    delivery_no: str
    contract_id: UUID | None
    contract_no: str
    supplier_id: UUID | None
    supplier_name: str
    lot_id: UUID | None
    lot_no: str
    bom_id: UUID | None
    bom_no: str
    replaces_id: UUID | None
    replaced_by_id: UUID | None
    qr_token: str
    note: str
    parts: list[ComponentOut]
    former_parts: list[ComponentOut]
    entitlements: list[EntitlementOut]
    meters: list[MeterOut]
    children: list[AssetChildOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(asset: Asset) -> str:
        """This will give the product's code."""
        return asset.product.code

    @staticmethod
    def resolve_product_name(asset: Asset) -> str:
        """This will name the product."""
        return asset.product.name

    @staticmethod
    def resolve_customer_name(asset: Asset) -> str:
        """This will name the customer."""
        return asset.customer.name

    @staticmethod
    def resolve_parent_no(asset: Asset) -> str:
        """This will give the number of the machine it is part of."""
        return asset.parent.no if asset.parent is not None else ""

    @staticmethod
    def resolve_contract_no(asset: Asset) -> str:
        """This will give the contract's number."""
        return asset.contract.no if asset.contract is not None else ""

    @staticmethod
    def resolve_supplier_name(asset: Asset) -> str:
        """This will name whom we had it from."""
        return asset.supplier.name if asset.supplier is not None else ""

    @staticmethod
    def resolve_lot_no(asset: Asset) -> str:
        """This will give the batch's number."""
        return asset.lot.no if asset.lot is not None else ""

    @staticmethod
    def resolve_bom_no(asset: Asset) -> str:
        """This will give the number of the bill of materials it was built by."""
        return asset.bom.no if asset.bom is not None else ""

    @staticmethod
    def resolve_replaced_by_id(asset: Asset) -> UUID | None:
        """This will name the machine that took its place."""
        rows = Asset.objects.filter(replaces=asset)
        return rows.values_list("pk", flat=True).first()

    @staticmethod
    def resolve_parts(asset: Asset) -> Any:
        """This will read the parts in it."""
        return list(queries.parts(asset.pk))

    @staticmethod
    def resolve_former_parts(asset: Asset) -> Any:
        """This will read the parts that were in it."""
        return list(queries.former_parts(asset.pk))

    @staticmethod
    def resolve_entitlements(asset: Asset) -> Any:
        """This will read what stands promised."""
        return list(queries.promises(asset.pk))

    @staticmethod
    def resolve_meters(asset: Asset) -> Any:
        """This will read its counters."""
        return list(asset.meters.order_by("name"))

    @staticmethod
    def resolve_children(asset: Asset) -> Any:
        """This will read the machines that are part of it."""
        return list(asset.children.select_related("product").order_by("position", "no"))


class AssetHistoryPage(types.Out):
    """What happened to a machine, newest first; `next` goes on below."""

    items: list[TimelineRow]
    next: int | None
