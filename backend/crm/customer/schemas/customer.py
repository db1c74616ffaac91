"""A customer as machines see it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.overview import TimelineRow
from backend.core.party.schemas import Because
from backend.core.registry import Resource, Verb, declare
from backend.crm.customer import actions
from backend.crm.customer.flow import State
from backend.crm.customer.models import Customer
from backend.crm.customer.schemas.bodies import (
    CustomerAssign,
    CustomerIn,
    CustomerLock,
    CustomerPatch,
)


class RequirementOut(types.Out):
    """Something to be done for this customer every time."""

    kind: str
    text: str
    product_id: UUID | None
    prints_on: list[str]


class CustomerContactOut(types.Out):
    """A person, on the page of the customer."""

    id: UUID
    name: str
    title: str
    role: str
    phone: str | None
    email: str | None
    is_notice_person: bool
    left_on: date | None


class CustomerRow(types.Out):
    """A customer in a list."""

    id: UUID
    no: str
    party_id: UUID
    name: str
    short_name: str
    province: str
    city: str
    phone: str | None
    state: str
    level: str
    segment: str
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    last_contact_at: datetime | None
    last_deal_on: date | None
    completeness: types.Ratio
    value_group: str
    version: int
    created_at: types.Moment


class CustomerOut(CustomerRow):
    """A customer in full, without its papers."""

    uscc: str
    is_blacklisted: bool
    source: str
    price_tier: str
    payment_terms: str
    invoice_title: str
    invoice_tax_no: str
    invoice_bank: str
    invoice_account: str | None
    invoice_address: str
    invoice_phone: str | None
    note: str
    lost_reason: str
    collected_at: datetime | None
    locked_until: date | None
    lock_reason: str
    first_deal_on: date | None
    level_is_pinned: bool
    missing: list[str]
    rfm: str
    deals_year: int
    amount_year: types.Money | None
    valued_on: date | None
    contacts: list[CustomerContactOut]
    requirements: list[RequirementOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_name(customer: Any) -> str:
        """This will read the company's name."""
        return str(customer.party.name)

    @staticmethod
    def resolve_short_name(customer: Any) -> str:
        """This will read the company's short name."""
        return str(customer.party.short_name)

    @staticmethod
    def resolve_province(customer: Any) -> str:
        """This will read the company's province."""
        return str(customer.party.province)

    @staticmethod
    def resolve_city(customer: Any) -> str:
        """This will read the company's city."""
        return str(customer.party.city)

    @staticmethod
    def resolve_phone(customer: Any) -> str:
        """This will read the company's phone."""
        return str(customer.party.phone)

    @staticmethod
    def resolve_uscc(customer: Any) -> str:
        """This will read the company's credit code."""
        return str(customer.party.uscc)

    @staticmethod
    def resolve_is_blacklisted(customer: Any) -> bool:
        """This will tell whether new business is stopped."""
        return bool(customer.party.is_blacklisted)

    @staticmethod
    def resolve_owner_name(customer: Any) -> str | None:
        """This will name the owner."""
        return str(customer.owner) if customer.owner else None

    @staticmethod
    def resolve_contacts(customer: Any) -> Any:
        """This will read the people, those who left last."""
        return sorted(customer.contacts.all(), key=lambda c: (c.left_on is not None, c.created_at))

    @staticmethod
    def resolve_requirements(customer: Any) -> Any:
        """This will read the standing requirements."""
        return list(customer.requirements.all())


class CustomerFilters(Filters):
    """What customers can be filtered by."""

    state: types.one_of(State) | None = None
    level: types.one_of(Customer.Level) | None = None
    segment: types.text(64) | None = None
    source: types.text(64) | None = None
    province: types.text(32) | None = None
    party_id: types.Id | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    no_contact_since: types.Moment | None = None
    value_group: types.one_of(Customer.Value) | None = None
    completeness_below: types.Ratio | None = None


def _quiet_since(at: datetime) -> Q:
    return Q(last_contact_at=None) | Q(last_contact_at__lt=at)


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "owner").prefetch_related("contacts", "requirements")


CUSTOMER = declare(
    Resource(
        model=Customer,
        room="crm",
        name="customer",
        plural="customers",
        label=_("客户"),
        out=CustomerOut,
        row=CustomerRow,
        create=Verb(actions.create, _("新建"), CustomerIn),
        change=Verb(actions.change, _("修改"), CustomerPatch),
        verbs={
            "assign": Verb(
                actions.assign, _("分配"), CustomerAssign, states=frozenset(State.values)
            ),
            "lock": Verb(
                actions.lock,
                _("锁定"),
                CustomerLock,
                states=frozenset(State.values),
                when=lambda customer: customer.owner_id is not None,
            ),
            "unlock": Verb(
                actions.unlock,
                _("解除锁定"),
                states=frozenset(State.values),
                when=lambda customer: customer.locked_until is not None,
            ),
            "develop": Verb(actions.develop, _("开始开发")),
            "rest": Verb(actions.rest, _("转为休眠")),
            "lose": Verb(actions.lose, _("标记流失"), Because, danger=True),
            "revive": Verb(actions.revive, _("重新开发")),
        },
        filters=CustomerFilters,
        columns={
            "name": "party__name",
            "short_name": "party__short_name",
            "province": "party__province",
            "city": "party__city",
            "phone": "party__phone",
            "owner_name": "owner__name",
        },
        filter_paths={
            "province": "party__province",
            "no_contact_since": _quiet_since,
            "completeness_below": "completeness__lt",
        },
        ordering=("created_at", "level", "party__name_pinyin", "completeness"),
        sensitive={
            "phone": policy.mask_phone,
            "invoice_account": policy.mask_account,
            "invoice_phone": policy.mask_phone,
            "contacts.phone": policy.mask_phone,
            "contacts.email": policy.mask_all,
            "amount_year": policy.mask_all,
        },
        search_private=("phone", "invoice_phone", "contacts.phone"),
        load=load,
    )
)


class CustomerTimelineQuery(Filters):
    """Where to go on reading."""

    before: types.count(1, 9_223_372_036_854_775_807) | None = None
    limit: types.count(1, 200) = 50


class CustomerTimelinePage(types.Out):
    """A page of a timeline; `next` is what to send as `before`."""

    items: list[TimelineRow]
    next: int | None
