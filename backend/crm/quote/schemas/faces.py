"""A quote as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.quote import calc, queries
from backend.crm.quote.flow import State
from backend.crm.quote.models import QuoteRule
from backend.crm.quote.schemas.children import (
    QuoteChargeOut,
    QuoteCostOut,
    QuoteFreightOut,
    QuoteLineCostOut,
    QuoteLineMarginOut,
    QuoteLineOut,
    QuoteTermOut,
    QuoteTriggerOut,
)


class SalesQuoteRow(types.Out):
    """A quote in a list."""

    id: UUID
    no: str
    revision: int
    party_id: UUID
    party_name: str
    opportunity_id: UUID | None
    state: str
    made_on: date
    valid_until: date
    currency: str
    amount_estimated: types.Money
    incoterm: str
    price_stale: bool
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class SalesQuoteOut(SalesQuoteRow):
    """A quote in full. `is_expired` is computed when it is read."""

    seller_id: UUID
    seller_name: str
    is_expired: bool
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    their_no: str
    contact_name: str
    tax_rate: types.Ratio
    delivery_place: str
    delivery_mode: str
    delivery_until: date | None
    quality_terms: str
    other_terms: str
    named_place: str
    transport_mode: str
    language: str
    validity_rule: str
    validity_percent: types.Ratio | None
    price_places: int
    containers: int
    freight: QuoteFreightOut | None
    freight_card_id: UUID | None
    cost_profile_id: UUID | None
    fx_pair: str
    fx_rate: types.number(18, 8) | None
    fx_on: date | None
    fx_source: str
    priced_on: date | None
    stale_reason: str
    stale_now: str
    triggers: list[QuoteTriggerOut]
    submitted_by_id: int | None
    passed_by_id: int | None
    viewed_at: types.Moment | None
    accepted_phone: str | None
    accepted_remark: str
    content_hash: str
    cost_estimated: types.Money | None
    margin_estimated: types.Money | None
    margin_ratio: types.Ratio | None
    charges: list[QuoteChargeOut]
    costs: list[QuoteCostOut] | None
    line_costs: list[QuoteLineCostOut] | None
    line_margins: list[QuoteLineMarginOut] | None
    approved_on: date | None
    sent_on: date | None
    sent_via: str
    accepted_on: date | None
    accepted_by: str
    closed_reason: str
    lines: list[QuoteLineOut]
    terms: list[QuoteTermOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(quote: Any) -> str:
        """This will name the customer."""
        return str(quote.party.name)

    @staticmethod
    def resolve_seller_name(quote: Any) -> str:
        """This will name our company."""
        return str(quote.seller.name)

    @staticmethod
    def resolve_owner_name(quote: Any) -> str | None:
        """This will name the owner."""
        return str(quote.owner) if quote.owner else None

    @staticmethod
    def resolve_is_expired(quote: Any) -> bool:
        """This will tell whether a quote that waits for its customer no longer binds us."""
        return is_over(quote)

    @staticmethod
    def resolve_stale_now(quote: Any) -> str:
        """This will say what moved away from the prices of a waiting quote, or nothing."""
        return queries.why_stale(quote, on=timezone.localdate())

    @staticmethod
    def resolve_freight(quote: Any) -> Any:
        """This will give what its freight is looked up by, when anything is."""
        return quote.freight or None

    @staticmethod
    def resolve_charges(quote: Any) -> Any:
        """This will read what the way costs, in its order."""
        return list(quote.charges.all())

    @staticmethod
    def resolve_costs(quote: Any) -> Any:
        """This will read the cost sheet in its order."""
        return list(quote.costs.all())

    @staticmethod
    def resolve_line_costs(quote: Any) -> Any:
        """This will tell what each line costs."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_line_margins(quote: Any) -> Any:
        """This will tell what is left of each line."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_superseded_by_id(quote: Any) -> UUID | None:
        """This will give the revision that took its place."""
        return queries.successor_of(quote.pk) if quote.state == State.SUPERSEDED else None

    @staticmethod
    def resolve_lines(quote: Any) -> Any:
        """This will read the lines in their order."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_terms(quote: Any) -> Any:
        """This will read the instalments in their order."""
        return list(quote.terms.all())


class QuoteFilters(Filters):
    """What quotes can be filtered by; `series` gives every revision of one."""

    state: types.one_of(State) | None = None
    series: types.text(32) | None = None
    party_id: types.Id | None = None
    opportunity_id: types.Id | None = None
    price_stale: types.Flag | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    valid_from: types.Day | None = None
    valid_until: types.Day | None = None
    made_from: types.Day | None = None
    made_until: types.Day | None = None


def is_over(quote: Any) -> bool:
    """This will tell at the door whether the last day of a waiting quote has passed."""
    waiting = quote.state == State.EXPIRED or quote.state in queries.BINDING
    return waiting and calc.has_passed(quote.valid_until, on=timezone.localdate())


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "seller", "owner").prefetch_related(
        "lines__product", "lines__instrument", "terms", "charges", "costs"
    )


class QuoteRuleRow(types.Out):
    """A rule that asks for another pair of eyes."""

    id: UUID
    name: str
    kind: str
    threshold: types.number(18, 6)
    role: str
    level: str
    is_active: bool
    version: int
    created_at: types.Moment


class QuoteRuleOut(QuoteRuleRow):
    """A rule in full."""

    updated_at: types.Moment


class QuoteRuleFilters(Filters):
    """What rules can be filtered by."""

    kind: types.one_of(QuoteRule.Kind) | None = None
    is_active: types.Flag | None = None
