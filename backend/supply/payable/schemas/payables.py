"""A payable and the ageing of payables as machines see them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, declare
from backend.supply.payable.flow import PayableState
from backend.supply.payable.models import Payable


class PaymentAllocationOut(types.Out):
    """What one payment paid; minus when taken back, or when it came back to us."""

    id: UUID
    payment_id: UUID
    payment_no: str
    amount: types.Money
    on: date
    reverses_id: UUID | None

    @staticmethod
    def resolve_payment_no(row: Any) -> Any:
        """This will give the payment's number."""
        return row.payment.no


class PayableRow(types.Out):
    """A payable in a list; below zero it is owed to us."""

    id: UUID
    no: str
    state: str
    basis: str
    party_id: UUID
    party_name: str
    purchase_id: UUID | None
    source_code: str
    source_id: UUID
    source_no: str
    trigger: str
    currency: str
    amount: types.Money
    paid: types.Money
    open: types.Money
    triggered_on: date | None
    due_on: date | None
    version: int
    created_at: types.Moment


class PayableOut(PayableRow):
    """A payable in full, with what paid it."""

    seq: int | None
    offset_days: int
    allocations: list[PaymentAllocationOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(payable: Payable) -> str:
        """This will give the supplier's name."""
        return payable.party.name

    @staticmethod
    def resolve_allocations(payable: Payable) -> Any:
        """This will give what paid it, oldest first."""
        return sorted(payable.allocations.all(), key=lambda row: row.pk)


class PayableFilters(Filters):
    """What payables can be filtered by; overdue ones were due before a day and are open."""

    state: types.one_of(PayableState) | None = None
    party_id: types.Id | None = None
    purchase_id: types.Id | None = None
    source_id: types.Id | None = None
    currency: types.text(3) | None = None
    due_from: types.Day | None = None
    due_until: types.Day | None = None
    overdue_on: types.Day | None = None


def overdue(day: date) -> Q:
    """This will give what was due before a day and is open."""
    return Q(state=PayableState.ACTIVE, due_on__lt=day, open__gt=0)


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party").prefetch_related("allocations__payment")


PAYABLE = declare(
    Resource(
        model=Payable,
        room="supply",
        name="payable",
        plural="payables",
        label=_("应付款"),
        out=PayableOut,
        row=PayableRow,
        filters=PayableFilters,
        columns={"party_name": "party__name"},
        filter_paths={
            "due_from": "due_on__gte",
            "due_until": "due_on__lte",
            "overdue_on": overdue,
        },
        ordering=("created_at", "amount"),
        load=load,
    )
)

overview.papers("payables", PAYABLE, tab=overview.Tab.MONEY)


class SupplierAgeingQuery(types.In):
    """The day to age on."""

    on: types.Day
    currency: types.text(3, minimum=3) = "CNY"
    limit: types.count(1, 500) = 100


class SupplierAgeingSums(types.Out):
    """Open money by days overdue; what suppliers owe us stands apart."""

    not_due: types.Money
    d1_30: types.Money
    d31_60: types.Money
    d61_90: types.Money
    d91_180: types.Money
    d181_365: types.Money
    over_365: types.Money
    total: types.Money
    overdue: types.Money
    refund_due: types.Money


class SupplierAgeingItem(SupplierAgeingSums):
    """One supplier."""

    key: str
    name: str
    code: str


class SupplierAgeingOut(types.Out):
    """The list and its totals."""

    on: date
    currency: str
    items: list[SupplierAgeingItem]
    totals: SupplierAgeingSums
