"""Checklists, pictures and prices of an order."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from backend.core.files.models import Attachment
from backend.core.party.models import Party
from backend.service.asset import queries as assets
from backend.service.workorder import calc
from backend.service.workorder.models import Check, ChecklistTemplate, ServiceRate, WorkOrder

CODE = "service.work_order"


@assets.tells(CODE)
def ids_of_asset(asset_id: UUID) -> list[UUID]:
    """This will name the work orders of a machine, for its history."""
    return list(WorkOrder.objects.filter(asset_id=asset_id).values_list("pk", flat=True))


def checklist_for(order: WorkOrder) -> ChecklistTemplate | None:
    """This will find the list for an order: that of its product, else that of its kind."""
    rows = ChecklistTemplate.objects.filter(kind=order.kind, is_active=True)
    wanted = Q(product=None)
    if order.asset is not None:
        wanted |= Q(product_id=order.asset.product_id)
    return rows.filter(wanted).order_by("product", "created_at").first()


def given(row: Check) -> calc.Given:
    """This will give what was answered to a row."""
    return calc.Given(row.text, row.number, row.photos)


def limits(row: Check) -> calc.Limits:
    """This will give what a row asks for."""
    return calc.Limits(row.kind, row.minimum, row.maximum, row.options)


def missing(order: WorkOrder) -> list[str]:
    """This will name the mandatory rows that have no answer."""
    rows = order.checks.filter(is_mandatory=True)
    return [row.label for row in rows if not calc.is_answered(row.kind, given(row))]


def failed(order: WorkOrder) -> list[str]:
    """This will name the rows whose answer is outside its limits or a no."""
    return list(order.checks.filter(is_passed=False).values_list("label", flat=True))


def pictures(order: WorkOrder, ids: Iterable[UUID]) -> dict[UUID, Attachment]:
    """This will find files of an order that are pictures."""
    rows = Attachment.objects.filter(document=CODE, document_id=order.pk, pk__in=list(ids))
    return {row.pk: row for row in rows.filter(mime__startswith="image/")}


def rates(on: date, *, product_ids: Iterable[UUID]) -> dict[str, calc.Rate]:
    """This will give the prices of a day by kind, parts by `part:<product id>`; the newest wins."""
    wanted = Q(product=None) | Q(product_id__in=list(product_ids))
    found: dict[str, calc.Rate] = {}
    for row in ServiceRate.objects.filter(wanted, valid_from__lte=on).order_by("valid_from", "id"):
        key = row.kind if row.product_id is None else f"{row.kind}:{row.product_id}"
        found[key] = calc.Rate(row.price, row.vat_rate, row.step_minutes)
    return found


def company_name(order: WorkOrder) -> str:
    """This will name the company of ours that did the work: the contract's, else the first."""
    asset = order.asset
    if asset is not None and asset.contract is not None:
        return asset.contract.seller.name
    ours = Party.objects.filter(is_ours=True).order_by("created_at").first()
    return "" if ours is None else ours.name
