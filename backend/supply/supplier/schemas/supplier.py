"""A supplier as machines see it."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.party.schemas import BankOut
from backend.core.registry import Resource, Verb, declare
from backend.supply.supplier.actions import profile
from backend.supply.supplier.flow import APPROVED, State
from backend.supply.supplier.models import Supplier
from backend.supply.supplier.schemas.bodies import (
    Categories,
    Category,
    Currency,
    Person,
    Points,
    SupplyBecause,
    TaxRate,
)


class SupplierContactBody(types.In):
    """Somebody we talk to at a supplier."""

    name: types.text(64, minimum=1)
    title: types.text(64) = ""
    phone: types.text(32) = ""
    email: types.text(128) = ""


class SupplierIn(types.In):
    """What is needed to put a supplier on file; it begins as a candidate."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    categories: Categories
    grade: types.one_of(Supplier.Grade) = Supplier.Grade.NORMAL.value
    does_processing: types.Flag = False
    payment_days: types.count(0, 365) = 0
    tax_rate: TaxRate = Decimal("0.13")
    currency: Currency = "CNY"
    incoterm: types.text(16) = ""
    lead_days: types.count(0, 365) = 0
    risk_note: types.Note = ""
    note: types.Note = ""
    contacts: Annotated[list[SupplierContactBody], Field(max_length=50)] = []


class SupplierPatch(types.In):
    """The facts of a supplier that may be corrected; absent fields stay."""

    categories: Categories = []
    grade: types.one_of(Supplier.Grade) = Supplier.Grade.NORMAL.value
    does_processing: types.Flag = False
    payment_days: types.count(0, 365) = 0
    tax_rate: TaxRate = Decimal("0.13")
    currency: Currency = "CNY"
    incoterm: types.text(16) = ""
    lead_days: types.count(0, 365) = 0
    risk_note: types.Note = ""
    note: types.Note = ""
    contacts: Annotated[list[SupplierContactBody], Field(max_length=50)] = []


class SupplierAdmit(types.In):
    """Taking over as qualified somebody we have bought from before."""

    on: types.Day
    categories: Categories
    until: types.Day
    reason: types.Reason


class SupplierAssign(types.In):
    """Whose a supplier becomes; the unit is that person's first one unless named."""

    owner_id: Person
    unit_id: types.Id | None = None
    reason: types.text(500) = ""


class CapacityBody(types.In):
    """What can be delivered of one category."""

    category: Category
    per_month: types.WeightNotNegative
    spare: types.WeightNotNegative = Decimal("0")
    lead_days: types.count(0, 365)
    note: types.text(500) = ""


class SupplierReportCapacity(types.In):
    """What a supplier says it can deliver from a day on."""

    on: types.Day
    lines: Annotated[list[CapacityBody], Field(min_length=1, max_length=14)]


class SupplierContactOut(types.Out):
    """Somebody we talk to at a supplier."""

    id: UUID
    name: str
    title: str
    phone: str | None
    email: str | None


class QualifiedCategoryOut(types.Out):
    """What a supplier is qualified for, and until when."""

    category: str
    since: types.Day
    until: types.Day


class CapacityOut(types.Out):
    """What a supplier said it can deliver."""

    category: str
    per_month: types.Weight
    spare: types.Weight
    lead_days: int
    reported_on: types.Day
    note: str


class SupplierRow(types.Out):
    """A supplier in a list."""

    id: UUID
    no: str
    party_id: UUID
    party_name: str
    state: str
    categories: list[str]
    grade: str | None
    does_processing: bool
    payment_days: int
    currency: str
    qualified_until: types.Day | None
    score: Points | None
    band: str | None
    version: int
    created_at: types.Moment


class SupplierOut(SupplierRow):
    """A supplier in full."""

    tax_rate: TaxRate
    incoterm: str
    lead_days: int
    qualified_on: types.Day | None
    conditions: str
    risk_note: str | None
    note: str | None
    scored_until: types.Day | None
    rfq_effect: str | None
    order_effect: str | None
    inspects_more: bool | None
    contacts: list[SupplierContactOut]
    qualified: list[QualifiedCategoryOut]
    capacities: list[CapacityOut]
    banks: list[BankOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(supplier: Any) -> str:
        """This will give the party's name."""
        return str(supplier.party.name)

    @staticmethod
    def resolve_contacts(supplier: Any) -> Any:
        """This will read the contacts."""
        return list(supplier.contacts.all())

    @staticmethod
    def resolve_qualified(supplier: Any) -> Any:
        """This will read the categories it is qualified for."""
        return sorted(supplier.qualified.all(), key=lambda row: row.category)

    @staticmethod
    def resolve_capacities(supplier: Any) -> Any:
        """This will read what it said it can deliver, the newest first."""
        rows = sorted(supplier.capacities.all(), key=lambda row: row.category)
        return sorted(rows, key=lambda row: row.reported_on, reverse=True)[:50]

    @staticmethod
    def resolve_banks(supplier: Any) -> Any:
        """This will read the accounts we pay to."""
        return list(supplier.party.banks.all())


class SupplierFilters(Filters):
    """What suppliers can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    category: Category | None = None
    grade: types.one_of(Supplier.Grade) | None = None
    does_processing: types.Flag | None = None
    is_approved: types.Flag | None = None
    expires_until: types.Day | None = None
    band: types.text(8) | None = None


def _approved(wanted: bool) -> Q:
    is_approved = Q(state__in=APPROVED)
    return is_approved if wanted else ~is_approved


def load(rows: QuerySet[Supplier]) -> QuerySet[Supplier]:
    """This will fetch what the detail shows."""
    return rows.select_related("party").prefetch_related(
        "contacts", "qualified", "capacities", "party__banks"
    )


SUPPLIER = declare(
    Resource(
        model=Supplier,
        room="supply",
        name="supplier",
        plural="suppliers",
        label=_("供应商"),
        out=SupplierOut,
        row=SupplierRow,
        create=Verb(profile.create, _("新建"), SupplierIn),
        change=Verb(profile.change, _("修改"), SupplierPatch),
        verbs={
            "admit": Verb(profile.admit, _("直接登记为合格"), SupplierAdmit),
            "report_capacity": Verb(
                profile.report_capacity,
                _("申报产能"),
                SupplierReportCapacity,
                states=frozenset(set(State) - {State.REMOVED, State.REJECTED}),
            ),
            "assign": Verb(profile.assign, _("分配"), SupplierAssign, states=frozenset(State)),
            "suspend": Verb(profile.suspend, _("暂停"), SupplyBecause, danger=True),
            "resume": Verb(profile.resume, _("恢复"), SupplyBecause),
            "remove": Verb(profile.remove, _("淘汰"), SupplyBecause, danger=True),
        },
        filters=SupplierFilters,
        filter_paths={
            "category": lambda code: Q(categories__contains=[code]),
            "is_approved": _approved,
            "expires_until": "qualified_until__lte",
        },
        columns={"party_name": "party__name"},
        sensitive={
            "grade": policy.mask_all,
            "risk_note": policy.mask_all,
            "note": policy.mask_all,
            "score": policy.mask_all,
            "band": policy.mask_all,
            "scored_until": policy.mask_all,
            "rfq_effect": policy.mask_all,
            "order_effect": policy.mask_all,
            "inspects_more": policy.mask_all,
            "contacts.phone": policy.mask_phone,
            "contacts.email": policy.mask_all,
            "banks.account": policy.mask_account,
        },
        load=load,
        outside="party",
    )
)

overview.papers("suppliers", SUPPLIER, tab=overview.Tab.SUPPLY)
