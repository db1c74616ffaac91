"""What is given out: opening keys, quotes and awards."""

from typing import Any
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.supply.rfq.flow import AwardState, QuoteState
from backend.supply.rfq.models import (
    Award,
    AwardLine,
    OpeningKey,
    SupplierQuote,
    SupplierQuoteLine,
)
from backend.supply.rfq.schemas.bodies import TaxRate

Percent = types.number(5, 2)


class OpeningKeyRow(types.Out):
    """Whose key, and whether new requests are sealed for it."""

    id: UUID
    user_id: int
    user_name: str
    is_current: bool
    version: int
    created_at: types.Moment


class OpeningKeyOut(OpeningKeyRow):
    """A key with the fingerprint by which its owner knows it again."""

    fingerprint: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_user_name(key: OpeningKey) -> str:
        """This will name whose it is."""
        return key.user.name or key.user.username

    @staticmethod
    def resolve_fingerprint(key: OpeningKey) -> str:
        """This will give the public key in short."""
        return bytes(key.public).hex()[:16]


class OpeningKeyFilters(Filters):
    """What keys can be filtered by."""

    user_id: types.count(1, 2_147_483_647) | None = None
    is_current: types.Flag | None = None


class SupplierQuoteLineOut(types.Out):
    """An offer for a line."""

    id: UUID
    rfq_line_id: UUID
    seq: int
    product_name: str
    pricing: str
    price: types.Price | None
    terms: list[dict[str, str]] | None
    breaks: list[dict[str, str]] | None
    least: types.Weight | None
    most: types.Weight | None
    lead_days: int | None
    substitute_id: UUID | None
    deviation: str
    qualities: list[str]

    @staticmethod
    def resolve_seq(line: SupplierQuoteLine) -> int:
        """This will give the line's number in its request."""
        return line.rfq_line.seq

    @staticmethod
    def resolve_product_name(line: SupplierQuoteLine) -> str:
        """This will name the goods asked for."""
        return line.rfq_line.product.name


class SupplierQuoteRow(types.Out):
    """A quote in a list, without figures."""

    id: UUID
    no: str
    rfq_id: UUID
    rfq_no: str
    supplier_id: UUID
    party_id: UUID
    party_name: str
    state: str
    round: int
    revision: int
    channel: str
    is_sealed: bool
    submitted_at: types.Moment | None
    version: int
    created_at: types.Moment


class SupplierQuoteOut(SupplierQuoteRow):
    """A quote in full; under seal its terms are empty and it has no lines, for everybody."""

    channel_note: str
    currency: str
    tax_mode: str
    tax_rate: TaxRate | None
    incoterm: str
    origin: str
    payment_days: int | None
    valid_until: types.Day | None
    remark: str
    digest: str
    lines: list[SupplierQuoteLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_rfq_no(quote: SupplierQuote) -> str:
        """This will give the request's number."""
        return quote.rfq.no

    @staticmethod
    def resolve_party_name(quote: SupplierQuote) -> str:
        """This will name the supplier."""
        return quote.party.name

    @staticmethod
    def resolve_lines(quote: SupplierQuote) -> Any:
        """This will give the offers."""
        return list(quote.lines.all())

    @staticmethod
    def resolve_digest(quote: SupplierQuote) -> str:
        """This will give the fingerprint of what was sealed."""
        sealed = getattr(quote, "sealed", None)
        return "" if sealed is None else sealed.digest


class SupplierQuoteFilters(Filters):
    """What quotes can be filtered by."""

    rfq_id: types.Id | None = None
    supplier_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(QuoteState) | None = None


class AwardLineOut(types.Out):
    """A supplier's share of a line."""

    id: UUID
    rfq_line_id: UUID
    seq: int
    product_name: str
    supplier_id: UUID
    supplier_name: str
    percent: Percent
    quantity: types.Weight
    pricing: str
    price: types.Price | None
    currency: str
    tax_mode: str
    tax_rate: TaxRate
    incoterm: str
    origin: str
    payment_days: int
    unit_cost: types.Price | None
    amount: types.Money | None
    rank: int
    reason: str
    reason_text: str
    purchase_no: str

    @staticmethod
    def resolve_seq(line: AwardLine) -> int:
        """This will give the line's number in its request."""
        return line.rfq_line.seq

    @staticmethod
    def resolve_product_name(line: AwardLine) -> str:
        """This will name the goods asked for."""
        return line.rfq_line.product.name

    @staticmethod
    def resolve_supplier_name(line: AwardLine) -> str:
        """This will name the supplier."""
        return line.supplier.party.name


class AwardRow(types.Out):
    """An award in a list; costs in the currency of comparison, at our door."""

    id: UUID
    no: str
    rfq_id: UUID
    rfq_no: str
    rfq_title: str
    state: str
    currency: str
    amount: types.Money | None
    lowest_amount: types.Money | None
    version: int
    created_at: types.Moment


class AwardOut(AwardRow):
    """An award in full."""

    left_out: str
    submitted_by_id: int | None
    decided_by_id: int | None
    lines: list[AwardLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_rfq_no(award: Award) -> str:
        """This will give the request's number."""
        return award.rfq.no

    @staticmethod
    def resolve_rfq_title(award: Award) -> str:
        """This will give the request's title."""
        return award.rfq.title

    @staticmethod
    def resolve_currency(award: Award) -> str:
        """This will name the currency of comparison."""
        return award.rfq.currency

    @staticmethod
    def resolve_lines(award: Award) -> Any:
        """This will give the shares by line."""
        return list(award.lines.all())


class AwardFilters(Filters):
    """What awards can be filtered by."""

    rfq_id: types.Id | None = None
    supplier_id: types.Id | None = None
    state: types.one_of(AwardState) | None = None
