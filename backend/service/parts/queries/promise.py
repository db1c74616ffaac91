"""Whether a supplier answers for a part that failed."""

from datetime import date
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from backend.service.parts import calc
from backend.service.parts.models import DefectiveReturn, SupplierWarranty
from backend.service.workorder import queries as orders


class Promise(NamedTuple):
    """The rule a supplier answers by, from when, until when, and the receipt the part came on."""

    warranty: SupplierWarranty
    starts_on: date
    until: date
    receipt_no: str


def warranty_for(back: DefectiveReturn) -> SupplierWarranty | None:
    """This will find the rule of a part's supplier: of that product, else of all of its own."""
    rows = SupplierWarranty.objects.filter(supplier=back.supplier, is_active=True)
    own = rows.filter(product=back.product) | rows.filter(product=None)
    return own.order_by(F("product").asc(nulls_last=True)).first()


def promise_of(back: DefectiveReturn) -> Promise | None:
    """This will tell until when the supplier answers for a part; None when nobody says so."""
    rule = None if back.supplier_id is None else warranty_for(back)
    if rule is None:
        return None
    bought = orders.bought_from(back.lot_id)
    received = None if back.lot is None else timezone.localdate(back.lot.received_at)
    is_installed = rule.counted_from == SupplierWarranty.CountedFrom.INSTALL
    starts = (back.installed_on or received) if is_installed else (received or back.installed_on)
    if starts is None:
        return None
    number = "" if bought is None else bought.receipt_no
    return Promise(rule, starts, calc.covered_until(starts, rule.months), number)
