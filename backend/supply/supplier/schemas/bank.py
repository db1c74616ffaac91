"""A change of account as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.supplier.actions import banks
from backend.supply.supplier.flow import BankState
from backend.supply.supplier.models import BankChange
from backend.supply.supplier.schemas.bodies import SupplyBecause, SupplyNote


class BankChangeIn(types.In):
    """The account wanted, and who confirmed it on a number we knew before."""

    id: types.Id | None = None
    supplier_id: types.Id
    kind: types.one_of(BankChange.Kind)
    bank_id: types.Id | None = None
    bank: types.text(120) = ""
    account: types.matching(r"^([0-9A-Za-z -]{4,40})?$", maximum=40) = ""
    reason: types.Reason
    called_at: types.Moment
    called_phone: types.text(32, minimum=5)
    spoke_with: types.text(64, minimum=1)
    call_note: types.text(500, minimum=2)


class BankChangeRow(types.Out):
    """A change of account in a list."""

    id: UUID
    no: str
    supplier_id: UUID
    supplier_name: str
    state: str
    kind: str
    bank: str
    account: str | None
    is_elsewhere: bool
    created_by_id: int | None
    decided_by_id: int | None
    decided_at: types.Moment | None
    version: int
    created_at: types.Moment


class BankChangeOut(BankChangeRow):
    """A change of account in full."""

    old_account: str | None
    reason: str
    called_at: types.Moment
    called_phone: str | None
    spoke_with: str
    call_note: str
    decision_note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(change: Any) -> str:
        """This will give the supplier's name."""
        return str(change.supplier.party.name)


class BankChangeFilters(Filters):
    """What changes of account can be filtered by."""

    state: types.one_of(BankState) | None = None
    supplier_id: types.Id | None = None
    kind: types.one_of(BankChange.Kind) | None = None


def load(rows: QuerySet[BankChange]) -> QuerySet[BankChange]:
    """This will fetch what the detail shows."""
    return rows.select_related("supplier__party")


BANK_CHANGE = declare(
    Resource(
        model=BankChange,
        room="supply",
        name="bank_change",
        plural="bank-changes",
        label=_("供应商账户变更"),
        out=BankChangeOut,
        row=BankChangeRow,
        create=Verb(banks.request, _("申请"), BankChangeIn),
        verbs={
            "confirm": Verb(banks.confirm, _("复核通过"), SupplyNote),
            "reject": Verb(
                banks.reject,
                _("驳回"),
                SupplyBecause,
                permission="supply.confirm_bank_change",
                danger=True,
            ),
            "withdraw": Verb(banks.withdraw, _("撤回"), SupplyBecause),
        },
        filters=BankChangeFilters,
        columns={"supplier_name": "supplier__party__name"},
        sensitive={
            "account": policy.mask_account,
            "old_account": policy.mask_account,
            "called_phone": policy.mask_phone,
        },
        load=load,
    )
)

overview.papers("bank_changes", BANK_CHANGE, path="supplier__party_id", tab=overview.Tab.SUPPLY)
