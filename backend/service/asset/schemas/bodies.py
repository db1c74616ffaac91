"""What is told of machines."""

from decimal import Decimal

from backend.core import types
from backend.goods.product.models import Product
from backend.service.asset.models import Asset, Entitlement

Latitude = types.number(9, 6)
Months = types.count(0, 600)
Hours = types.count(1, 8_760)
Quantity = types.number(16, 6, above="0")
Shown = types.number(16, 3, minimum="0")
Name = types.text(64, minimum=1)
Text = types.text(500)


class AssetIn(types.In):
    """A machine that is written down by hand or from a file."""

    id: types.Id | None = None
    on: types.Day
    product_id: types.Id
    serial: Name
    customer_id: types.Id
    site_name: types.text(120) = ""
    address: types.text(300) = ""
    latitude: Latitude | None = None
    longitude: Latitude | None = None
    access_notes: Text = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    criticality: types.one_of(Asset.Criticality) = Asset.Criticality.NORMAL.value
    firmware: types.text(64) = ""
    produced_on: types.Day | None = None
    delivered_on: types.Day | None = None
    commissioned_on: types.Day | None = None
    warranty_months: Months | None = None
    warranty_from: types.one_of(Product.WarrantyFrom) | None = None
    warranty_cap_months: Months | None = None
    contract_id: types.Id | None = None
    supplier_id: types.Id | None = None
    lot_id: types.Id | None = None
    note: Text = ""


class AssetPatch(types.In):
    """What may be corrected; absent fields stay."""

    site_name: types.text(120) = ""
    address: types.text(300) = ""
    latitude: Latitude | None = None
    longitude: Latitude | None = None
    access_notes: Text = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    criticality: types.one_of(Asset.Criticality) = Asset.Criticality.NORMAL.value
    firmware: types.text(64) = ""
    produced_on: types.Day | None = None
    delivered_on: types.Day | None = None
    warranty_months: Months = 0
    warranty_from: types.one_of(Product.WarrantyFrom) = Product.WarrantyFrom.DELIVERY.value
    warranty_cap_months: Months | None = None
    supplier_id: types.Id | None = None
    note: Text = ""


class AssetPlace(types.In):
    """What a machine is part of, and where in it; no parent frees it."""

    parent_id: types.Id | None = None
    position: types.text(64) = ""
    reason: Text = ""


class AssetInstall(types.In):
    """When it was put up."""

    at: types.Moment
    note: Text = ""


class AssetCommission(types.In):
    """From which day it runs for good."""

    on: types.Day
    note: Text = ""


class AssetGoDown(types.In):
    """Since when it does not run, and why."""

    at: types.Moment
    reason: types.Reason


class AssetComeUp(types.In):
    """Since when it runs again."""

    at: types.Moment
    note: Text = ""


class AssetAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class AssetReplace(types.In):
    """Which machine of the same customer takes its place."""

    at: types.Moment
    by_asset_id: types.Id
    reason: types.Reason


class AssetPartAdd(types.In):
    """A part that was put in."""

    at: types.Moment
    product_id: types.Id
    serial: types.text(64) = ""
    lot_id: types.Id | None = None
    supplier_id: types.Id | None = None
    position: types.text(64) = ""
    quantity: Quantity = Decimal(1)


class AssetPartIdentify(types.In):
    """The number, batch and maker of a part that is there."""

    part_id: types.Id
    serial: types.text(64) = ""
    lot_id: types.Id | None = None
    supplier_id: types.Id | None = None


class AssetPartSwap(types.In):
    """A part that comes out, and the number of the one that goes in."""

    at: types.Moment
    part_id: types.Id
    serial: types.text(64) = ""
    lot_id: types.Id | None = None
    supplier_id: types.Id | None = None
    reason: types.Reason


class AssetPartRemove(types.In):
    """A part that was taken out and not replaced."""

    at: types.Moment
    part_id: types.Id
    reason: types.Reason


class AssetMeterAdd(types.In):
    """Something it counts."""

    name: Name
    unit_name: types.text(16, minimum=1)


class AssetMeterRead(types.In):
    """What a counter shows; a reset starts it again and needs a reason."""

    at: types.Moment
    meter_id: types.Id
    value: Shown
    is_reset: types.Flag = False
    reason: Text = ""


class AssetGrant(types.In):
    """What is promised: by a service contract or out of goodwill; both days are included."""

    kind: types.one_of(Entitlement.Kind)
    starts_on: types.Day
    ends_on: types.Day
    covers_labour: types.Flag = True
    covers_parts: types.Flag = True
    covers_travel: types.Flag = True
    response_hours: Hours | None = None
    onsite_hours: Hours | None = None
    restore_hours: Hours | None = None
    resolve_hours: Hours | None = None
    calendar: types.one_of(Entitlement.Calendar) = Entitlement.Calendar.BUSINESS.value
    visits_left: types.count(0, 1_000) | None = None
    basis_no: Name
    note: Text = ""


class AssetRevoke(types.In):
    """Which promise ends, and why."""

    at: types.Moment
    entitlement_id: types.Id
    reason: types.Reason
