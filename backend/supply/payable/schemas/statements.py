"""A supplier's statement of account as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.payable import actions
from backend.supply.payable.flow import StatementState
from backend.supply.payable.models import SupplierStatement


class SupplierStatementIn(types.In):
    """Whose account and which period, both ends included."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    since: types.Day
    until: types.Day
    currency: types.matching(r"^[A-Z]{3}$", maximum=3) = "CNY"


class SupplierStatementAt(types.In):
    """A step and its moment."""

    at: types.Moment


class SupplierStatementConfirm(types.In):
    """Who agrees."""

    at: types.Moment
    answered_by: types.text(64, minimum=1)
    answer: types.text(500) = ""


class SupplierStatementDispute(types.In):
    """Who does not agree, and with what."""

    at: types.Moment
    answered_by: types.text(64, minimum=1)
    answer: types.Reason


class SupplierStatementBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class SupplierStatementEntryOut(types.Out):
    """One movement and the balance after it."""

    on: str
    kind: str
    no: str
    purchase_no: str
    weight: str | None
    amount: str
    balance: str


class SupplierStatementRow(types.Out):
    """A statement in a list: opening + supplied - paid = closing, what we owe."""

    id: UUID
    no: str
    state: str
    party_id: UUID
    party_name: str
    since: date
    until: date
    currency: str
    opening: types.Money
    supplied: types.Money
    paid: types.Money
    closing: types.Money
    invoiced: types.Money
    version: int
    created_at: types.Moment


class SupplierStatementOut(SupplierStatementRow):
    """A statement in full."""

    rows: list[SupplierStatementEntryOut]
    sent_at: types.Moment | None
    answered_at: types.Moment | None
    answered_by: str
    answer: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(statement: SupplierStatement) -> str:
        """This will give the supplier's name."""
        return statement.party.name


class SupplierStatementFilters(Filters):
    """What statements can be filtered by."""

    state: types.one_of(StatementState) | None = None
    party_id: types.Id | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party")


SUPPLIER_STATEMENT = declare(
    Resource(
        model=SupplierStatement,
        room="supply",
        name="statement",
        plural="statements",
        label=_("供应商对账单"),
        out=SupplierStatementOut,
        row=SupplierStatementRow,
        create=Verb(actions.create_statement, _("生成对账单"), SupplierStatementIn),
        verbs={
            "send": Verb(actions.send_statement, _("发出"), SupplierStatementAt),
            "confirm": Verb(actions.confirm_statement, _("对方确认"), SupplierStatementConfirm),
            "dispute": Verb(actions.dispute_statement, _("对方异议"), SupplierStatementDispute),
            "void": Verb(actions.void_statement, _("作废"), SupplierStatementBecause, danger=True),
        },
        filters=SupplierStatementFilters,
        columns={"party_name": "party__name"},
        ordering=("created_at", "until"),
        load=load,
        outside="shown_to",
    )
)

overview.papers("supplier_statements", SUPPLIER_STATEMENT, tab=overview.Tab.SUPPLY)
