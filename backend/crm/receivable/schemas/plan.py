"""An instalment as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.contract.models import PaymentTerm
from backend.crm.receivable import actions
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine


class ReceivablePromise(types.In):
    """The day a customer promises to pay."""

    promised_on: types.Day
    note: types.Line = ""


class ReceivableRefund(types.In):
    """Money paid back."""

    amount: types.PositiveMoney
    at: types.Moment
    bank_reference: types.Code
    note: types.Line = ""


class ReceivableUndoRefund(types.In):
    """Which refund the bank returned, and why."""

    refund_id: types.Id
    at: types.Moment
    reason: types.Reason


class PaidOut(types.Out):
    """What a receipt paid of an instalment; negative when that was taken back."""

    id: UUID
    receipt_id: UUID
    receipt_no: str
    amount: types.Money
    on: date
    reverses_id: UUID | None

    @staticmethod
    def resolve_receipt_no(row: Any) -> Any:
        """This will read the receipt's number."""
        return row.receipt.no


class RefundOut(types.Out):
    """Money paid back on an instalment; negative when that was taken back."""

    id: UUID
    amount: types.Money
    on: date
    bank_reference: str
    note: str
    reverses_id: UUID | None


class ReceivableRow(types.Out):
    """An instalment in a list."""

    id: UUID
    no: str
    contract_id: UUID
    contract_no: str
    party_id: UUID
    party_name: str
    trigger: str
    state: str
    basis: str
    currency: str
    amount: types.Money
    paid: types.Money
    refunded: types.Money
    open: types.Money
    triggered_on: date | None
    due_on: date | None
    promised_on: date | None
    version: int
    created_at: types.Moment


class ReceivableOut(ReceivableRow):
    """An instalment in full."""

    method: str
    promise_note: str
    allocations: list[PaidOut]
    refunds: list[RefundOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(line: Any) -> Any:
        """This will read the contract's number."""
        return line.contract.no

    @staticmethod
    def resolve_party_name(line: Any) -> Any:
        """This will read the customer's name."""
        return line.party.name

    @staticmethod
    def resolve_trigger(line: Any) -> Any:
        """This will read what makes it due."""
        return line.term.trigger

    @staticmethod
    def resolve_method(line: Any) -> Any:
        """This will read how it is to be paid."""
        return line.term.method

    @staticmethod
    def resolve_allocations(line: Any) -> Any:
        """This will read what paid it."""
        return list(line.allocations.all())

    @staticmethod
    def resolve_refunds(line: Any) -> Any:
        """This will read what was paid back."""
        return list(line.refunds.all())


class ReceivableFilters(Filters):
    """What instalments can be filtered by."""

    contract_id: types.Id | None = None
    party_id: types.Id | None = None
    owner_id: types.Count | None = None
    state: types.one_of(PlanState) | None = None
    trigger: types.one_of(PaymentTerm.Trigger) | None = None
    currency: types.text(3, minimum=3) | None = None
    due_before: types.Day | None = None
    promised_before: types.Day | None = None
    overdue_on: types.Day | None = None


def late_on(day: date) -> Q:
    """This will give the condition of being open after the due day."""
    return Q(state=PlanState.ACTIVE, open__gt=0, due_on__lt=day)


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract", "party", "term").prefetch_related(
        "allocations__receipt", "refunds"
    )


ACTIVE = frozenset({PlanState.ACTIVE})

RECEIVABLE = declare(
    Resource(
        model=PlanLine,
        room="crm",
        name="receivable",
        plural="receivables",
        label=_("应收计划"),
        out=ReceivableOut,
        row=ReceivableRow,
        verbs={
            "promise": Verb(actions.promise, _("登记承诺"), ReceivablePromise, states=ACTIVE),
            "refund": Verb(
                actions.refund,
                _("登记退款"),
                ReceivableRefund,
                states=ACTIVE,
                when=lambda line: line.open < 0,
                danger=True,
            ),
            "undo_refund": Verb(
                actions.undo_refund,
                _("撤销退款"),
                ReceivableUndoRefund,
                states=frozenset({PlanState.ACTIVE, PlanState.SETTLED}),
                when=lambda line: line.refunded > 0,
                danger=True,
            ),
        },
        filters=ReceivableFilters,
        columns={
            "contract_no": "contract__no",
            "party_name": "party__name",
            "trigger": "term__trigger",
        },
        filter_paths={
            "trigger": "term__trigger",
            "due_before": "due_on__lt",
            "promised_before": "promised_on__lt",
            "overdue_on": late_on,
        },
        ordering=("created_at", "no", "open"),
        load=load,
    )
)
