"""Customer links as machines see them, and what a customer may see by one: these fields alone."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.link import actions
from backend.service.link.flow import State
from backend.service.link.models import USUAL, CustomerLink, Group

Shown = types.one_of(Group)


class CustomerLinkIn(types.In):
    """Which contract a customer may follow, for how long, and what of it."""

    id: types.Id | None = None
    at: types.Moment
    contract_id: types.Id
    days: types.count(1, 730) = 180
    shows: Annotated[list[Shown], Field(min_length=1, max_length=7)] = USUAL
    language: types.one_of(CustomerLink.Language) = "zh"
    note: types.text(120) = ""


class CustomerLinkExtend(types.In):
    """For how many days from now it opens, and what it shows from now on."""

    at: types.Moment
    days: types.count(1, 730) = 180
    shows: Annotated[list[Shown], Field(min_length=1, max_length=7)] | None = None


class CustomerLinkRevoke(types.In):
    """When and why it is taken back."""

    at: types.Moment
    reason: types.Reason


class CustomerLinkRelease(types.In):
    """Which file the customer may read, and under which title."""

    at: types.Moment
    attachment_id: types.Id
    title: types.text(120) = ""


class CustomerLinkWithdraw(types.In):
    """Which file is taken back, and why."""

    attachment_id: types.Id
    reason: types.Reason


class CustomerLinkRow(types.Out):
    """A link in a list."""

    id: UUID
    no: str
    state: str
    contract_id: UUID
    contract_no: str
    party_id: UUID
    party_name: str
    note: str
    language: str
    expires_at: types.Moment
    views: int
    last_seen_at: types.Moment | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class CustomerLinkOut(CustomerLinkRow):
    """A link in full."""

    shows: list[str]
    revoked_at: types.Moment | None
    first_seen_at: types.Moment | None
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(link: Any) -> str:
        """This will give the number of the contract."""
        return str(link.contract.no)

    @staticmethod
    def resolve_party_name(link: Any) -> str:
        """This will name the customer."""
        return str(link.party.name)


class CustomerLinkAddressOut(types.Out):
    """The address of a link, for whom may hand it out."""

    url: str | None
    is_open: bool


class CustomerLinkFilters(Filters):
    """What links can be filtered by."""

    state: types.one_of(State) | None = None
    contract_id: types.Id | None = None
    party_id: types.Id | None = None


class PublicOrderLineOut(types.Out):
    """A line of the order. Price and amount are told only where the link shows prices."""

    seq: int
    product: str
    quantity: types.Weight
    unit: str
    delivered: types.Weight
    price: types.Price | None
    amount: types.Money | None


class PublicMilestoneOut(types.Out):
    """A step of the making."""

    kind: str
    label: str
    planned_on: date
    expected_on: date
    actual_on: date | None
    percent: int


class PublicProgressOut(types.Out):
    """How far a line is made, when it was promised for and when it is expected."""

    line_seq: int
    product: str
    percent: int
    promised_on: date
    expected_on: date
    milestones: list[PublicMilestoneOut]


class PublicDeliveryOut(types.Out):
    """A delivery, by which truck and waybill."""

    no: str
    line_seq: int
    product: str
    quantity: types.Weight
    unit: str
    state: str
    state_label: str
    plate: str
    waybill: str
    planned_on: date
    departed_at: types.Moment | None
    arrived_at: types.Moment | None
    signed_at: types.Moment | None


class PublicFileOut(types.Out):
    """A file that was released."""

    id: UUID
    title: str
    name: str
    kind: str
    size: int
    released_at: types.Moment


class PublicMachineOut(types.Out):
    """A machine that was delivered."""

    serial: str
    product: str
    state: str
    state_label: str
    warranty_until: date | None


class PublicMatterOut(types.Out):
    """A ticket of the customer."""

    no: str
    summary: str
    serial: str
    state: str
    state_label: str
    opened_at: types.Moment
    resolved_at: types.Moment | None


class PublicOrderOut(types.Out):
    """A contract as its customer sees it by a link. A part that is not shown is null."""

    no: str
    their_no: str
    seller: str
    customer: str
    signed_on: date
    delivery_until: date | None
    expires_at: types.Moment
    currency: str | None
    amount: types.Money | None
    lines: list[PublicOrderLineOut] | None
    progress: list[PublicProgressOut] | None
    deliveries: list[PublicDeliveryOut] | None
    documents: list[PublicFileOut] | None
    assets: list[PublicMachineOut] | None
    tickets: list[PublicMatterOut] | None


class PublicQuestionIn(types.In):
    """What a customer asks; the same client id twice is one question."""

    client_id: types.matching(r"^[A-Za-z0-9-]{8,40}$", maximum=40)
    name: types.text(64, minimum=1)
    phone: types.text(32, minimum=5)
    text: types.text(2000, minimum=2)


class PublicQuestionOut(types.Out):
    """The number under which a question is answered."""

    ticket_no: str


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract", "party")


CUSTOMER_LINK = declare(
    Resource(
        model=CustomerLink,
        room="service",
        name="customer_link",
        plural="customer-links",
        label=_("客户链接"),
        out=CustomerLinkOut,
        row=CustomerLinkRow,
        create=Verb(actions.open_link, _("生成链接"), CustomerLinkIn),
        verbs={
            "extend": Verb(actions.extend, _("延期或调整内容"), CustomerLinkExtend),
            "release_file": Verb(
                actions.release_file,
                _("发布文件给客户"),
                CustomerLinkRelease,
                states=frozenset({State.OPEN}),
            ),
            "withdraw_file": Verb(
                actions.withdraw_file,
                _("撤回文件"),
                CustomerLinkWithdraw,
                states=frozenset(State.values),
            ),
            "revoke": Verb(actions.revoke, _("撤销链接"), CustomerLinkRevoke, danger=True),
        },
        filters=CustomerLinkFilters,
        columns={"contract_no": "contract__no", "party_name": "party__name"},
        ordering=("created_at", "expires_at"),
        load=load,
    )
)

overview.papers("customer_links", CUSTOMER_LINK, tab=overview.Tab.AFTER)
