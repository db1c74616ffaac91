"""A lead as machines see it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.files import queries as files
from backend.core.http.doors import Filters
from backend.core.party.schemas import AssignTo, Because
from backend.core.registry import Resource, Verb, declare
from backend.crm.customer.models import Customer
from backend.crm.customer.schemas import ContactBody, NewParty, RequirementBody
from backend.crm.lead import actions, queries
from backend.crm.lead.flow import LIVE, State
from backend.crm.lead.models import Lead

REASONS = {
    "known": _("电话是已有客户的"),
    "source": _("来源"),
    "amount": _("预计金额"),
    "company": _("有公司名称"),
    "contact": _("有联系人"),
    "phone": _("有可用电话"),
    "email": _("有邮箱"),
    "content": _("需求描述清楚"),
    "items": _("有具体品名"),
    "quantity": _("有数量"),
}


class LeadItemBody(types.In):
    """One thing they ask for, as they said it."""

    text: types.Name
    quantity: types.PositiveWeight | None = None
    unit: types.text(16) = ""


class LeadIn(types.In):
    """What is needed to take in a lead."""

    id: types.Id | None = None
    on: types.Day
    at: types.Moment | None = None
    title: types.Name
    source: types.one_of(Lead.Source)
    campaign: types.text(64) = ""
    company: types.Line = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    contact_email: types.text(128) = ""
    province: types.text(32) = ""
    city: types.text(32) = ""
    amount: types.MoneyNotNegative | None = None
    content: types.Note = ""
    duplicate_reason: types.text(500) = ""
    items: Annotated[list[LeadItemBody], Field(max_length=100)] = []


class LeadPatch(types.In):
    """The facts of a lead that may be corrected; absent fields stay."""

    title: types.Name = ""
    source: types.one_of(Lead.Source) = Lead.Source.OTHER.value
    campaign: types.text(64) = ""
    company: types.Line = ""
    contact_name: types.text(64) = ""
    contact_phone: types.text(32) = ""
    contact_email: types.text(128) = ""
    province: types.text(32) = ""
    city: types.text(32) = ""
    amount: types.MoneyNotNegative | None = None
    content: types.Note = ""
    duplicate_reason: types.text(500) = ""
    items: Annotated[list[LeadItemBody], Field(max_length=100)] = []


class NewCustomer(types.In):
    """The customer a lead becomes."""

    party: NewParty
    level: types.one_of(Customer.Level) = Customer.Level.C.value
    segment: types.text(64) = ""
    source: types.text(64) = ""
    price_tier: types.text(64) = ""
    payment_terms: types.Line = ""
    note: types.Note = ""
    contacts: Annotated[list[ContactBody], Field(max_length=50)] = []
    requirements: Annotated[list[RequirementBody], Field(max_length=50)] = []


class OpportunityWish(types.In):
    """The opportunity a conversion opens."""

    name: types.Name
    amount: types.MoneyNotNegative
    expected_close_on: types.Day


class LeadConvert(types.In):
    """Which customer a lead becomes: a company on file, or a new one."""

    on: types.Day
    party_id: types.Id | None = None
    customer: NewCustomer | None = None
    opportunity: OpportunityWish | None = None


class LeadMarkDuplicate(types.In):
    """What a lead repeats: another lead, or a company on file."""

    duplicate_of_id: types.Id | None = None
    party_id: types.Id | None = None
    reason: types.text(500) = ""


class LeadItemOut(types.Out):
    """One thing they ask for."""

    text: str
    quantity: types.Weight | None
    unit: str


class LeadRow(types.Out):
    """A lead in a list."""

    id: UUID
    no: str
    title: str
    state: str
    source: str
    company: str
    contact_name: str
    contact_phone: str | None
    province: str
    city: str
    score: int
    party_id: UUID | None
    received_on: date
    sla_due_at: datetime | None
    first_response_at: datetime | None
    response_minutes: int | None
    last_contact_at: datetime | None
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class LeadReasonOut(types.Out):
    """One reason of a score."""

    code: str
    text: str
    points: int


class LeadOut(LeadRow):
    """A lead in full."""

    contact_email: str | None
    campaign: str
    amount: types.Money | None
    content: str
    score_reasons: list[LeadReasonOut]
    received_at: datetime | None
    assigned_at: datetime | None
    is_late: bool
    items: list[LeadItemOut]
    duplicate_of_id: UUID | None
    closed_reason: str
    converted_on: date | None
    updated_at: types.Moment

    @staticmethod
    def resolve_owner_name(lead: Any) -> str | None:
        """This will name the owner."""
        return str(lead.owner) if lead.owner else None

    @staticmethod
    def resolve_score_reasons(lead: Any) -> list[dict[str, Any]]:
        """This will say the reasons of the score in words."""
        return [
            {**row, "text": str(REASONS.get(row["code"], row["code"]))}
            for row in lead.score_reasons
        ]

    @staticmethod
    def resolve_is_late(lead: Any) -> bool:
        """This will tell whether it was, or still is, answered after its time."""
        answered = lead.first_response_at or timezone.now()
        return lead.sla_due_at is not None and answered > lead.sla_due_at

    @staticmethod
    def resolve_items(lead: Any) -> Any:
        """This will read what they ask for."""
        return list(lead.items.all())


class LeadFilters(Filters):
    """What leads can be filtered by."""

    state: types.one_of(State) | None = None
    source: types.one_of(Lead.Source) | None = None
    party_id: types.Id | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    received_from: types.Day | None = None
    received_until: types.Day | None = None
    unanswered: types.Flag | None = None
    late: types.Flag | None = None
    province: types.text(32) | None = None
    campaign: types.text(64) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("owner").prefetch_related("items")


LEAD = declare(
    Resource(
        model=Lead,
        room="crm",
        name="lead",
        plural="leads",
        label=_("线索"),
        out=LeadOut,
        row=LeadRow,
        create=Verb(actions.create, _("新建"), LeadIn),
        change=Verb(actions.change, _("修改"), LeadPatch),
        verbs={
            "assign": Verb(actions.assign, _("分配"), AssignTo, states=frozenset(LIVE)),
            "start": Verb(actions.start, _("开始跟进")),
            "nurture": Verb(actions.nurture, _("转入培育"), Because),
            "release": Verb(actions.release, _("放入线索池"), Because),
            "claim": Verb(actions.claim, _("领取")),
            "qualify": Verb(actions.qualify, _("确认有效")),
            "convert": Verb(actions.convert, _("转为客户"), LeadConvert),
            "invalidate": Verb(actions.invalidate, _("标记无效"), Because, danger=True),
            "mark_duplicate": Verb(
                actions.mark_duplicate, _("标记重复"), LeadMarkDuplicate, danger=True
            ),
        },
        filters=LeadFilters,
        columns={"owner_name": "owner__name"},
        filter_paths={
            "received_from": "received_on__gte",
            "received_until": "received_on__lte",
            "unanswered": "first_response_at__isnull",
            "late": queries.is_late,
        },
        ordering=("created_at", "received_on", "score"),
        sensitive={"contact_phone": policy.mask_phone, "contact_email": policy.mask_all},
        search_private=("contact_phone", "contact_email"),
        load=load,
    )
)


@files.carries("crm.customer")
def of_their_leads(customer: Customer) -> list[tuple[str, UUID]]:
    """The files of the leads a customer came from."""
    return [("crm.lead", pk) for pk in queries.of_party(customer.party_id)]


overview.papers("leads", LEAD, tab=overview.Tab.SALES)
overview.also("crm.lead")(queries.of_party)
