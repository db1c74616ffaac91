"""A netting as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.netting import actions
from backend.supply.netting.flow import State
from backend.supply.netting.models import Netting, NettingLine

Currency = types.matching(r"^[A-Z]{3}$", maximum=3)


class NettingRowBody(types.In):
    """Some of one debt: a payable of ours (or theirs, below zero), or a receivable."""

    payable_id: types.Id | None = None
    receivable_id: types.Id | None = None
    amount: types.PositiveMoney


class NettingIn(types.In):
    """With whom and what; without rows all that both sides owe, oldest due first."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    currency: Currency = "CNY"
    rows: Annotated[list[NettingRowBody], Field(max_length=400)] = []
    note: types.text(500) = ""


class NettingConfirm(types.In):
    """Who of the other side agreed, and when it counts."""

    at: types.Moment
    agreed_by: types.text(64, minimum=1)


class NettingBecause(types.In):
    """Why it is dropped."""

    reason: types.Reason


class NettingAtBecause(types.In):
    """When and why it is taken back."""

    at: types.Moment
    reason: types.Reason


class NettingLineOut(types.Out):
    """Some of one debt."""

    id: UUID
    seq: int
    side: str
    payable_id: UUID | None
    receivable_id: UUID | None
    debt_no: str
    due_on: date | None
    amount: types.Money

    @staticmethod
    def resolve_receivable_id(line: NettingLine) -> UUID | None:
        """This will name the receivable."""
        return line.plan_line_id

    @staticmethod
    def resolve_debt_no(line: NettingLine) -> str:
        """This will give the number of the debt."""
        return line.debt.no

    @staticmethod
    def resolve_due_on(line: NettingLine) -> date | None:
        """This will tell since when it is due."""
        return line.debt.due_on


class NettingRow(types.Out):
    """A netting in a list."""

    id: UUID
    no: str
    state: str
    party_id: UUID
    party_name: str
    netted_on: date
    currency: str
    amount: types.Money
    version: int
    created_at: types.Moment


class NettingOut(NettingRow):
    """A netting in full."""

    amount_words: str
    agreed_by: str
    confirmed_by_id: int | None
    confirmed_at: types.Moment | None
    payment_id: UUID | None
    refund_id: UUID | None
    receipt_id: UUID | None
    void_reason: str
    note: str
    lines: list[NettingLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(paper: Netting) -> str:
        """This will give the other side's name."""
        return paper.party.name

    @staticmethod
    def resolve_lines(paper: Netting) -> Any:
        """This will read the lines in order."""
        return sorted(paper.lines.all(), key=lambda line: line.seq)


class NettingFilters(Filters):
    """What nettings can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    netted_from: types.Day | None = None
    netted_until: types.Day | None = None


class NettingDebtsQuery(types.In):
    """Whose debts, in which currency."""

    party_id: types.Id
    currency: Currency = "CNY"


class NettingDebtOut(types.Out):
    """One open amount between a party and us."""

    side: str
    payable_id: UUID | None
    receivable_id: UUID | None
    no: str
    due_on: date | None
    open: types.Money


class NettingDebtsOut(types.Out):
    """What is open on both sides, and how much of it cancels."""

    items: list[NettingDebtOut]
    ours: types.Money
    theirs: types.Money
    common: types.Money


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party").prefetch_related("lines__payable", "lines__plan_line")


NETTING = declare(
    Resource(
        model=Netting,
        room="supply",
        name="netting",
        plural="nettings",
        label=_("抵账单"),
        out=NettingOut,
        row=NettingRow,
        create=Verb(actions.create, _("新建抵账单"), NettingIn),
        verbs={
            "confirm": Verb(actions.confirm, _("复核抵账"), NettingConfirm),
            "reverse": Verb(actions.reverse, _("冲回"), NettingAtBecause, danger=True),
            "void": Verb(actions.void, _("作废"), NettingBecause, danger=True),
        },
        filters=NettingFilters,
        columns={"party_name": "party__name"},
        filter_paths={"netted_from": "netted_on__gte", "netted_until": "netted_on__lte"},
        ordering=("created_at", "netted_on"),
        load=load,
    )
)

overview.papers("nettings", NETTING, tab=overview.Tab.MONEY)
