"""A payment as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.payable import actions
from backend.supply.payable.flow import PaymentState
from backend.supply.payable.models import Payment


class PaymentUse(types.In):
    """Some of a payment for one payable."""

    payable_id: types.Id
    amount: types.PositiveMoney


PaymentUses = Annotated[list[PaymentUse], Field(max_length=200)]


class SupplierPaymentIn(types.In):
    """A payment that is asked for; without rows it pays the oldest due first."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    payee_id: types.Id | None = None
    purchase_id: types.Id | None = None
    direction: types.one_of(Payment.Direction) = "out"
    method: types.one_of(Payment.Method) = "bank"
    bank_id: types.Id | None = None
    currency: types.matching(r"^[A-Z]{3}$", maximum=3) = "CNY"
    amount: types.PositiveMoney
    note: types.text(500) = ""
    rows: PaymentUses = []


class SupplierPaymentPay(types.In):
    """When the money moved and the bank's number for it."""

    at: types.Moment
    bank_reference: types.text(64, minimum=1)


class SupplierPaymentAllocate(types.In):
    """What the rest is used on; without rows the oldest due first."""

    at: types.Moment
    rows: PaymentUses = []


class SupplierPaymentBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class SupplierPaymentVoid(types.In):
    """When the bank gave it back and why."""

    at: types.Moment
    reason: types.Reason


class PaymentUsedOut(types.Out):
    """What the payment paid."""

    id: UUID
    payable_id: UUID
    payable_no: str
    amount: types.Money
    on: date
    reverses_id: UUID | None

    @staticmethod
    def resolve_payable_no(row: Any) -> Any:
        """This will give the payable's number."""
        return row.payable.no


class SupplierPaymentRow(types.Out):
    """A payment in a list."""

    id: UUID
    no: str
    state: str
    direction: str
    method: str
    party_id: UUID
    party_name: str
    payee_id: UUID
    payee_name: str
    purchase_id: UUID | None
    requested_on: date
    paid_on: date | None
    currency: str
    amount: types.Money
    allocated: types.Money
    version: int
    created_at: types.Moment


class SupplierPaymentOut(SupplierPaymentRow):
    """A payment in full; `on_account` is what nothing took yet."""

    bank: str
    account: str | None
    bank_reference: str
    hold_reason: str
    release_reason: str
    approved_by_id: int | None
    void_on: date | None
    void_reason: str
    note: str
    on_account: types.Money
    allocations: list[PaymentUsedOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(payment: Payment) -> str:
        """This will give the supplier's name."""
        return payment.party.name

    @staticmethod
    def resolve_payee_name(payment: Payment) -> str:
        """This will give who gets the money."""
        return payment.payee.name

    @staticmethod
    def resolve_on_account(payment: Payment) -> Any:
        """This will give what nothing took yet, of money that moved."""
        is_there = payment.state == PaymentState.PAID
        return payment.amount - payment.allocated if is_there else payment.amount * 0

    @staticmethod
    def resolve_allocations(payment: Payment) -> Any:
        """This will give what it paid, oldest first."""
        return sorted(payment.allocations.all(), key=lambda row: row.pk)


class SupplierPaymentFilters(Filters):
    """What payments can be filtered by."""

    state: types.one_of(PaymentState) | None = None
    direction: types.one_of(Payment.Direction) | None = None
    party_id: types.Id | None = None
    purchase_id: types.Id | None = None
    paid_from: types.Day | None = None
    paid_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "payee").prefetch_related("allocations__payable")


def has_rest(payment: Any) -> bool:
    """This will tell whether some of the money is not used yet."""
    return bool(payment.allocated < payment.amount)


PAYMENT = declare(
    Resource(
        model=Payment,
        room="supply",
        name="payment",
        plural="payments",
        label=_("付款单"),
        out=SupplierPaymentOut,
        row=SupplierPaymentRow,
        create=Verb(actions.create_payment, _("申请付款"), SupplierPaymentIn),
        verbs={
            "release": Verb(actions.release_payment, _("三方协议放行"), SupplierPaymentBecause),
            "approve": Verb(actions.approve_payment, _("批准")),
            "pay": Verb(actions.pay_payment, _("登记付款"), SupplierPaymentPay),
            "allocate": Verb(
                actions.allocate_payment,
                _("核销余额"),
                SupplierPaymentAllocate,
                states=frozenset({PaymentState.PAID.value}),
                when=has_rest,
            ),
            "reject": Verb(actions.reject_payment, _("驳回"), SupplierPaymentBecause),
            "void": Verb(actions.void_payment, _("作废"), SupplierPaymentVoid, danger=True),
        },
        filters=SupplierPaymentFilters,
        columns={"party_name": "party__name", "payee_name": "payee__name"},
        filter_paths={"paid_from": "paid_on__gte", "paid_until": "paid_on__lte"},
        ordering=("created_at", "requested_on", "amount"),
        sensitive={"account": policy.mask_account},
        load=load,
    )
)

overview.papers("payments", PAYMENT, tab=overview.Tab.MONEY)
