"""A settlement statement as machines see it."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.settlement import actions
from backend.crm.settlement.flow import State
from backend.crm.settlement.models import Settlement, SettlementLine


class SettlementIn(types.In):
    """Which contract to settle."""

    id: types.Id | None = None
    on: types.Day
    contract_id: types.Id


class SettlementOn(types.In):
    """A step and its day."""

    on: types.Day


class SettlementConfirm(types.In):
    """Who of the customer agreed."""

    on: types.Day
    confirmed_by: types.text(64, minimum=1)


class SettlementBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class SettlementLineOut(types.Out):
    """One line's final figures and the steps that led there."""

    id: UUID
    line_id: UUID
    seq: int
    product_name: str
    quantity: types.Weight
    own_weight: types.Weight
    price: types.number(24, 10)
    amount: types.Money
    amount_excl: types.Money
    tax: types.Money
    cost: types.Money | None
    trace: list[dict[str, Any]]

    @staticmethod
    def resolve_seq(row: SettlementLine) -> int:
        """This will give the contract line's number."""
        return row.line.seq

    @staticmethod
    def resolve_product_name(row: SettlementLine) -> str:
        """This will give the product's name."""
        return row.line.product.name


class SettlementRow(types.Out):
    """A statement in a list."""

    id: UUID
    no: str
    state: str
    contract_id: UUID
    contract_no: str
    party_id: UUID
    party_name: str
    settled_on: types.Day
    amount: types.Money
    amount_excl: types.Money
    tax: types.Money
    received: types.Money
    due: types.Money
    version: int
    created_at: types.Moment


class SettlementOut(SettlementRow):
    """A statement in full."""

    amount_words: str
    confirmed_by: str
    confirmed_on: types.Day | None
    cost: types.Money | None
    margin: types.Money | None
    lines: list[SettlementLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(settlement: Settlement) -> str:
        """This will give the contract's number."""
        return settlement.contract.no

    @staticmethod
    def resolve_party_name(settlement: Settlement) -> str:
        """This will give the customer's name."""
        return settlement.party.name

    @staticmethod
    def resolve_lines(settlement: Settlement) -> list[SettlementLine]:
        """This will read the lines."""
        return list(settlement.lines.all())


class SettlementFilters(Filters):
    """What statements can be filtered by."""

    state: types.one_of(State) | None = None
    contract_id: types.Id | None = None
    party_id: types.Id | None = None
    settled_from: types.Day | None = None
    settled_until: types.Day | None = None


def load(rows: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """This will fetch what the detail shows."""
    lines = SettlementLine.objects.select_related("line__product").order_by("line__seq")
    return rows.select_related("contract", "party").prefetch_related(Prefetch("lines", lines))


SETTLEMENT = declare(
    Resource(
        model=Settlement,
        room="crm",
        name="settlement",
        plural="settlements",
        label=_("结算单"),
        out=SettlementOut,
        row=SettlementRow,
        create=Verb(actions.create, _("新建"), SettlementIn),
        verbs={
            "recompute": Verb(
                actions.recompute, _("重新计算"), SettlementOn, states=frozenset({State.DRAFT})
            ),
            "confirm": Verb(actions.confirm, _("客户确认"), SettlementConfirm),
            "issue": Verb(actions.issue, _("结算入账"), SettlementOn),
            "reverse": Verb(actions.reverse, _("冲回"), SettlementBecause, danger=True),
            "void": Verb(actions.void, _("作废"), SettlementBecause, danger=True),
        },
        filters=SettlementFilters,
        filter_paths={"settled_from": "settled_on__gte", "settled_until": "settled_on__lte"},
        columns={"contract_no": "contract__no", "party_name": "party__name"},
        ordering=("created_at", "settled_on", "amount"),
        sensitive={
            "cost": policy.mask_all,
            "margin": policy.mask_all,
            "lines.cost": policy.mask_all,
        },
        load=load,
    )
)

overview.papers("settlements", SETTLEMENT, tab=overview.Tab.MONEY)
