"""A receipt as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.receivable import actions
from backend.crm.receivable.flow import OPEN, ReceiptState
from backend.crm.receivable.models import Receipt


class ReceiptIn(types.In):
    """Money that came in; without party and contract it waits in suspense."""

    id: types.Id | None = None
    received_on: types.Day
    amount: types.PositiveMoney
    currency: types.text(3, minimum=3) = "CNY"
    party_id: types.Id | None = None
    contract_id: types.Id | None = None
    method: types.one_of(Receipt.Method) = Receipt.Method.BANK.value
    payer_name: types.Name
    payer_account: types.text(40) = ""
    bank_reference: types.text(64) = ""
    remark: types.Line = ""


class ReceiptIdentify(types.In):
    """Whose money it is: a customer, or a contract that says so."""

    party_id: types.Id | None = None
    contract_id: types.Id | None = None


class ReceiptShare(types.In):
    """How much of a receipt pays one instalment."""

    receivable_id: types.Id
    amount: types.PositiveMoney


class ReceiptAllocate(types.In):
    """What the receipt pays; without rows the oldest due first."""

    at: types.Moment
    rows: Annotated[list[ReceiptShare], Field(max_length=100)] = []


class ReceiptUnallocate(types.In):
    """Which allocations are taken back, all without ids, and why."""

    at: types.Moment
    allocation_ids: Annotated[list[types.Id], Field(max_length=100)] = []
    reason: types.Reason


class ReceiptReverse(types.In):
    """When and why the bank took it back."""

    at: types.Moment
    reason: types.Reason


class AllocationOut(types.Out):
    """What the receipt paid of one instalment; negative when that was taken back."""

    id: UUID
    receivable_id: UUID
    receivable_no: str
    amount: types.Money
    credit: types.Money
    on: date
    at: types.Moment
    reverses_id: UUID | None
    is_live: bool

    @staticmethod
    def resolve_receivable_id(row: Any) -> Any:
        """This will read the instalment's id."""
        return row.plan_line_id

    @staticmethod
    def resolve_receivable_no(row: Any) -> Any:
        """This will read the instalment's number."""
        return row.plan_line.no

    @staticmethod
    def resolve_is_live(row: Any) -> Any:
        """This will tell whether it still counts."""
        return row.reverses_id is None and not hasattr(row, "reversed_by")


class ReceiptRow(types.Out):
    """A receipt in a list."""

    id: UUID
    no: str
    party_id: UUID | None
    party_name: str | None
    contract_id: UUID | None
    contract_no: str | None
    state: str
    received_on: date
    amount: types.Money
    allocated: types.Money
    currency: str
    method: str
    payer_name: str
    bank_reference: str
    version: int
    created_at: types.Moment


class ReceiptOut(ReceiptRow):
    """A receipt in full."""

    payer_account: str | None
    remark: str
    reversed_on: date | None
    left: types.Money
    allocations: list[AllocationOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(receipt: Any) -> Any:
        """This will read the customer's name."""
        return receipt.party.name if receipt.party else None

    @staticmethod
    def resolve_contract_no(receipt: Any) -> Any:
        """This will read the named contract's number."""
        return receipt.contract.no if receipt.contract else None

    @staticmethod
    def resolve_left(receipt: Any) -> Any:
        """This will work out what is on account; nothing of a receipt that was taken back."""
        reversed_ = receipt.state == ReceiptState.REVERSED
        return receipt.amount * 0 if reversed_ else receipt.amount - receipt.allocated

    @staticmethod
    def resolve_allocations(receipt: Any) -> Any:
        """This will read what it paid."""
        return sorted(receipt.allocations.all(), key=lambda row: row.pk)


class SuggestionRow(types.Out):
    """One instalment the receipt would pay, and why."""

    receivable_id: UUID
    no: str
    contract_no: str
    due_on: date | None
    open: types.Money
    amount: types.Money
    left: types.Money
    because: str


class SuggestionOut(types.Out):
    """What a receipt would pay, the oldest due first, and what would stay on account."""

    rows: list[SuggestionRow]
    on_account: types.Money


class ReceiptFilters(Filters):
    """What receipts can be filtered by."""

    party_id: types.Id | None = None
    contract_id: types.Id | None = None
    state: types.one_of(ReceiptState) | None = None
    method: types.one_of(Receipt.Method) | None = None
    bank_reference: types.text(64) | None = None
    received_from: types.Day | None = None
    received_to: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "contract").prefetch_related(
        "allocations__plan_line", "allocations__reversed_by"
    )


UNUSED = frozenset({ReceiptState.UNALLOCATED, ReceiptState.PARTIALLY_ALLOCATED})
USED = frozenset({ReceiptState.PARTIALLY_ALLOCATED, ReceiptState.ALLOCATED})

RECEIPT = declare(
    Resource(
        model=Receipt,
        room="crm",
        name="receipt",
        plural="receipts",
        label=_("回款单"),
        out=ReceiptOut,
        row=ReceiptRow,
        create=Verb(actions.register, _("登记回款"), ReceiptIn),
        verbs={
            "identify": Verb(actions.identify, _("认领"), ReceiptIdentify),
            "allocate": Verb(actions.allocate, _("核销"), ReceiptAllocate, states=UNUSED),
            "unallocate": Verb(
                actions.unallocate, _("取消核销"), ReceiptUnallocate, states=USED, danger=True
            ),
            "reverse": Verb(
                actions.reverse,
                _("冲销"),
                ReceiptReverse,
                states=frozenset({ReceiptState.SUSPENSE, *OPEN}),
                danger=True,
            ),
        },
        filters=ReceiptFilters,
        columns={"party_name": "party__name", "contract_no": "contract__no"},
        filter_paths={"received_from": "received_on__gte", "received_to": "received_on__lte"},
        ordering=("created_at", "received_on", "amount"),
        sensitive={"payer_account": policy.mask_account},
        load=load,
    )
)
