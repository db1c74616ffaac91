"""What is given out: requests, in lists and in full."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.supply.rfq import actions
from backend.supply.rfq.flow import State
from backend.supply.rfq.models import (
    Invitation,
    Question,
    Rfq,
    RfqLine,
    SealOpening,
)
from backend.supply.rfq.schemas.bodies import TaxRate

Percent = types.number(5, 2)


class RfqLineOut(types.Out):
    """Goods that are asked for."""

    id: UUID
    seq: int
    product_id: UUID
    product_name: str
    product_spec: str
    quantity: types.Weight
    needed_on: types.Day | None
    allows_substitute: bool
    requirement: str
    requisition_line_id: UUID | None

    @staticmethod
    def resolve_product_name(line: RfqLine) -> str:
        """This will name the goods."""
        return line.product.name

    @staticmethod
    def resolve_product_spec(line: RfqLine) -> str:
        """This will give the goods' specification."""
        return line.product.spec


class RfqInvitationOut(types.Out):
    """A supplier who was asked, and what became of it."""

    id: UUID
    supplier_id: UUID
    supplier_name: str
    state: str
    contact: str
    score: Percent | None
    declined_reason: str
    invited_at: types.Moment | None
    seen_at: types.Moment | None

    @staticmethod
    def resolve_supplier_name(invitation: Invitation) -> str:
        """This will name the supplier."""
        return invitation.supplier.party.name


class RfqRateOut(types.Out):
    """A rate as frozen."""

    currency: str
    rate: types.Rate


class RfqCostOut(types.Out):
    """A cost of the way."""

    seq: int
    origin: str
    kind: str
    basis: str
    amount: types.number(18, 6)
    currency: str
    only: list[str]


class RfqPenaltyOut(types.Out):
    """A quality; what it costs us is ours to know."""

    code: str
    name: str
    amount: types.Price | None


class RfqBenchmarkOut(types.Out):
    """A market price as frozen."""

    code: str
    name: str
    value: types.Price
    currency: str
    tax_mode: str
    tax_rate: TaxRate
    on: types.Day


class RfqQuestionOut(types.Out):
    """A question and its answer."""

    id: UUID
    supplier_name: str
    text: str
    asked_at: types.Moment
    answer: str
    is_private: bool
    answered_at: types.Moment | None

    @staticmethod
    def resolve_supplier_name(question: Question) -> str:
        """This will name who asked."""
        return question.invitation.supplier.party.name


class RfqAddendumOut(types.Out):
    """What was added, or more time."""

    seq: int
    text: str
    made_at: types.Moment
    deadline: types.Moment | None


class SealOpeningOut(types.Out):
    """One of the two who must open."""

    round: int
    user_id: int
    user_name: str
    opened_at: types.Moment | None

    @staticmethod
    def resolve_user_name(opening: SealOpening) -> str:
        """This will name the opener."""
        return str(opening.user)


class RfqRow(types.Out):
    """A request in a list."""

    id: UUID
    no: str
    title: str
    kind: str
    state: str
    round: int
    made_on: types.Day
    deadline: types.Moment
    deadline_zone: str
    currency: str
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class RfqOut(RfqRow):
    """A request in full; who else was asked and how quotes are compared is for buyers only."""

    buyer_id: UUID | None
    deadline_local: str
    currencies: list[str]
    named_place: str
    terms_asked: str
    fx_on: types.Day
    finance_rate: types.number(9, 6) | None
    reference_days: int | None
    day_count: int
    risk_rate: types.number(9, 6) | None
    published_at: types.Moment | None
    opened_at: types.Moment | None
    is_sealed_now: bool
    cancel_reason: str
    lines: list[RfqLineOut]
    benchmarks: list[RfqBenchmarkOut]
    penalties: list[RfqPenaltyOut]
    addenda: list[RfqAddendumOut]
    invitations: list[RfqInvitationOut] | None
    questions: list[RfqQuestionOut] | None
    rates: list[RfqRateOut] | None
    costs: list[RfqCostOut] | None
    openings: list[SealOpeningOut] | None
    updated_at: types.Moment

    @staticmethod
    def resolve_deadline_local(rfq: Rfq) -> str:
        """This will write the deadline by the clocks of its zone."""
        return actions.local(rfq.deadline, rfq.deadline_zone)

    @staticmethod
    def resolve_lines(rfq: Rfq) -> Any:
        """This will give the lines in order."""
        return list(rfq.lines.all())

    @staticmethod
    def resolve_benchmarks(rfq: Rfq) -> Any:
        """This will give the market prices."""
        return list(rfq.benchmarks.all())

    @staticmethod
    def resolve_penalties(rfq: Rfq) -> Any:
        """This will give the qualities."""
        return list(rfq.penalties.all())

    @staticmethod
    def resolve_addenda(rfq: Rfq) -> Any:
        """This will give what was added."""
        return list(rfq.addenda.all())

    @staticmethod
    def resolve_invitations(rfq: Rfq) -> Any:
        """This will give who was asked."""
        return list(rfq.invitations.all())

    @staticmethod
    def resolve_questions(rfq: Rfq) -> Any:
        """This will give what was asked back."""
        return list(rfq.questions.all())

    @staticmethod
    def resolve_rates(rfq: Rfq) -> Any:
        """This will give the rates."""
        return list(rfq.rates.all())

    @staticmethod
    def resolve_costs(rfq: Rfq) -> Any:
        """This will give the costs of the way."""
        return list(rfq.costs.all())

    @staticmethod
    def resolve_openings(rfq: Rfq) -> Any:
        """This will give who opens."""
        return list(rfq.openings.all())


class RfqFilters(Filters):
    """What requests can be filtered by."""

    state: types.one_of(State) | None = None
    kind: types.one_of(Rfq.Kind) | None = None
    supplier_id: types.Id | None = None
    product_id: types.Id | None = None
    deadline_from: types.Moment | None = None
    deadline_to: types.Moment | None = None
