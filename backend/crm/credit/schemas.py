"""A credit account as machines see it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.credit import actions
from backend.crm.credit.models import CreditAccount

LATEST = 50


class CreditSet(types.In):
    """A limit, the last day it holds, and why."""

    limit: types.MoneyNotNegative
    valid_until: types.Day | None = None
    reason: types.Reason


class CreditIn(CreditSet):
    """What is needed to open a customer's credit account."""

    id: types.Id | None = None
    party_id: types.Id


class CreditEntryOut(types.Out):
    """One use of credit, or its return."""

    id: UUID
    at: types.Moment
    kind: str
    amount: types.Money
    document: str
    document_id: UUID
    note: str


class CreditRow(types.Out):
    """A credit account in a list; money of its currency."""

    id: UUID
    party_id: UUID
    party_name: str
    limit: types.Money
    exposure: types.Money
    currency: str
    valid_until: types.Day | None
    version: int
    created_at: types.Moment


class CreditOut(CreditRow):
    """A credit account with its room and its latest entries; room below zero is over the limit."""

    room: types.Money
    entries: list[CreditEntryOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(account: CreditAccount) -> str:
        """This will name the customer."""
        return account.party.name

    @staticmethod
    def resolve_room(account: CreditAccount) -> Decimal:
        """This will give the limit less the exposure, whatever the day."""
        return account.limit - account.exposure

    @staticmethod
    def resolve_entries(account: CreditAccount) -> Any:
        """This will read the latest entries."""
        return list(account.entries.order_by("-id")[:LATEST])


class CreditFilters(Filters):
    """What credit accounts can be filtered by."""

    party_id: types.Id | None = None
    is_over: types.Flag | None = None
    expires_before: types.Day | None = None


def over(wanted: bool) -> Q:
    """This will find accounts whose exposure is above their limit, or the others."""
    condition = Q(exposure__gt=F("limit"))
    return condition if wanted else ~condition


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party")


CREDIT = declare(
    Resource(
        model=CreditAccount,
        room="crm",
        name="credit",
        plural="credits",
        label=_("信用账户"),
        out=CreditOut,
        row=CreditRow,
        create=Verb(actions.create, _("开户"), CreditIn),
        verbs={"set": Verb(actions.set_limit, _("调整额度"), CreditSet, states=ALWAYS)},
        filters=CreditFilters,
        columns={"party_name": "party__name"},
        filter_paths={"expires_before": "valid_until__lt", "is_over": over},
        ordering=("created_at", "exposure"),
        load=load,
    )
)

overview.papers("credits", CREDIT, tab=overview.Tab.MONEY)
