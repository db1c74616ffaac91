"""Defective parts, suppliers' promises and claims as machines see them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from backend.core import types
from backend.core.http.doors import Filters
from backend.service.parts.flow import ClaimState, ReturnState
from backend.service.parts.models import DefectiveReturn, SupplierWarranty, WarrantyClaim


class DefectiveReturnIn(types.In):
    """A part used on an order, or a machine and its part."""

    id: types.Id | None = None
    on: types.Day
    part_id: types.Id | None = None
    asset_id: types.Id | None = None
    product_id: types.Id | None = None
    serial: types.text(64) = ""
    quantity: types.PositiveWeight = Decimal(1)
    fault: types.text(500, minimum=2)
    failed_on: types.Day


class DefectiveReturnSend(types.In):
    """The part is under way."""

    at: types.Moment
    waybill: types.text(64) = ""


class DefectiveReturnReceive(types.In):
    """Into which place for defective goods."""

    at: types.Moment
    warehouse_id: types.Id


class DefectiveReturnInspect(types.In):
    """What is wrong with it."""

    on: types.Day
    finding: types.text(500, minimum=2)
    is_supplier_fault: types.Flag


class DefectiveReturnEnd(types.In):
    """What becomes of it."""

    at: types.Moment
    outcome: types.text(500, minimum=2)


class DefectiveReturnRepair(DefectiveReturnEnd):
    """Repaired, and into which place."""

    warehouse_id: types.Id


class DefectiveReturnBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class DefectiveReturnRow(types.Out):
    """A return in a list."""

    id: UUID
    no: str
    state: str
    product_id: UUID
    product_name: str
    serial: str
    quantity: types.Weight
    customer_id: UUID
    customer_name: str
    asset_id: UUID | None
    asset_serial: str | None
    failed_on: types.Day
    version: int
    created_at: types.Moment


class DefectiveReturnOut(DefectiveReturnRow):
    """A return in full; the supplier and its lot are for who buys."""

    part_id: UUID | None
    work_order_id: UUID | None
    work_order_no: str | None
    fault: str
    installed_on: types.Day | None
    supplier_id: UUID | None
    supplier_name: str | None
    lot_id: UUID | None
    lot_no: str | None
    waybill: str
    warehouse_id: UUID | None
    warehouse_name: str | None
    defective_lot_id: UUID | None
    defective_lot_no: str | None
    received_at: types.Moment | None
    finding: str
    is_supplier_fault: bool | None
    inspected_on: types.Day | None
    ended_on: types.Day | None
    outcome: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(back: DefectiveReturn) -> str:
        """This will name the part."""
        return back.product.name

    @staticmethod
    def resolve_customer_name(back: DefectiveReturn) -> str:
        """This will name the customer."""
        return back.customer.name

    @staticmethod
    def resolve_asset_serial(back: DefectiveReturn) -> str | None:
        """This will give the machine's number."""
        return None if back.asset is None else back.asset.serial

    @staticmethod
    def resolve_work_order_id(back: DefectiveReturn) -> UUID | None:
        """This will give the order it came out on."""
        return None if back.part is None else back.part.order_id

    @staticmethod
    def resolve_work_order_no(back: DefectiveReturn) -> str | None:
        """This will give that order's number."""
        return None if back.part is None else back.part.order.no

    @staticmethod
    def resolve_supplier_name(back: DefectiveReturn) -> str | None:
        """This will name who sold it to us."""
        return None if back.supplier is None else back.supplier.name

    @staticmethod
    def resolve_lot_no(back: DefectiveReturn) -> str | None:
        """This will name the lot it came from."""
        return None if back.lot is None else back.lot.no

    @staticmethod
    def resolve_warehouse_name(back: DefectiveReturn) -> str | None:
        """This will say where it lies."""
        return None if back.warehouse is None else back.warehouse.name

    @staticmethod
    def resolve_defective_lot_no(back: DefectiveReturn) -> str | None:
        """This will name the lot it lies in."""
        return None if back.defective_lot is None else back.defective_lot.no


class DefectiveReturnFilters(Filters):
    """What returns may be narrowed by."""

    state: types.one_of(ReturnState) | None = None
    product_id: UUID | None = None
    customer_id: UUID | None = None
    asset_id: UUID | None = None


class SupplierWarrantyIn(types.In):
    """How long a supplier answers; without a product for all of its own."""

    id: types.Id | None = None
    supplier_id: types.Id
    product_id: types.Id | None = None
    months: types.count(1, 240)
    counted_from: types.one_of(SupplierWarranty.CountedFrom) = "receipt"
    covers_labour: types.Flag = False
    basis_no: types.text(64) = ""


class SupplierWarrantyPatch(types.In):
    """What may be changed; absent fields stay."""

    months: types.count(1, 240) = 12
    counted_from: types.one_of(SupplierWarranty.CountedFrom) = "receipt"
    covers_labour: types.Flag = False
    basis_no: types.text(64) = ""
    is_active: types.Flag = True


class SupplierWarrantyRow(types.Out):
    """A promise among others."""

    id: UUID
    supplier_id: UUID
    supplier_name: str
    product_id: UUID | None
    product_name: str | None
    months: int
    counted_from: str
    covers_labour: bool
    is_active: bool
    version: int
    created_at: types.Moment


class SupplierWarrantyOut(SupplierWarrantyRow):
    """A promise in full."""

    basis_no: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(row: SupplierWarranty) -> str:
        """This will name the supplier."""
        return row.supplier.name

    @staticmethod
    def resolve_product_name(row: SupplierWarranty) -> str | None:
        """This will name the part."""
        return None if row.product is None else row.product.name


class SupplierWarrantyFilters(Filters):
    """What promises may be narrowed by."""

    supplier_id: UUID | None = None
    product_id: UUID | None = None
    is_active: bool | None = None


class WarrantyClaimIn(types.In):
    """A part that came back, and what is claimed for it."""

    id: types.Id | None = None
    on: types.Day
    back_id: types.Id
    amount: types.PositiveMoney


class WarrantyClaimOn(types.In):
    """A step and its day."""

    on: types.Day


class WarrantyClaimAccept(types.In):
    """What the supplier agrees to."""

    on: types.Day
    amount_agreed: types.PositiveMoney
    their_no: types.text(64) = ""


class WarrantyClaimReject(types.In):
    """Why the supplier says no."""

    on: types.Day
    reason: types.Reason


class WarrantyClaimCredit(types.In):
    """How the supplier made good."""

    on: types.Day
    outcome: types.text(500, minimum=2)


class WarrantyClaimRow(types.Out):
    """A claim in a list."""

    id: UUID
    no: str
    state: str
    supplier_id: UUID
    supplier_name: str
    product_id: UUID
    product_name: str
    back_id: UUID
    back_no: str
    made_on: types.Day
    covered_until: types.Day
    amount: types.Money | None
    amount_agreed: types.Money | None
    version: int
    created_at: types.Moment


class WarrantyClaimOut(WarrantyClaimRow):
    """A claim in full."""

    asset_id: UUID | None
    serial: str
    lot_id: UUID | None
    receipt_no: str
    warranty_id: UUID
    sent_on: types.Day | None
    currency: str
    their_no: str
    answered_on: types.Day | None
    credited_on: types.Day | None
    outcome: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(claim: WarrantyClaim) -> str:
        """This will name the supplier."""
        return claim.supplier.name

    @staticmethod
    def resolve_product_name(claim: WarrantyClaim) -> str:
        """This will name the part."""
        return claim.product.name

    @staticmethod
    def resolve_back_no(claim: WarrantyClaim) -> str:
        """This will give the number of the return."""
        return claim.back.no

    @staticmethod
    def resolve_serial(claim: WarrantyClaim) -> str:
        """This will give the part's own number."""
        return claim.back.serial


class WarrantyClaimFilters(Filters):
    """What claims may be narrowed by."""

    state: types.one_of(ClaimState) | None = None
    supplier_id: UUID | None = None
    product_id: UUID | None = None


def load_back(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a return with its names."""
    return rows.select_related(
        "product", "customer", "asset", "part__order", "supplier", "lot", "warehouse",
        "defective_lot",
    )  # fmt: skip


def load_warranty(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a promise with its names."""
    return rows.select_related("supplier", "product")


def load_claim(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will read a claim with its names."""
    return rows.select_related("supplier", "product", "back")
