"""A price book as machines see it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.pricebook.flow import State
from backend.crm.pricebook.models import PriceEntry, Scope


class PriceEntryOut(types.Out):
    """A price."""

    id: UUID
    seq: int
    product_id: UUID | None
    product_code: str
    product_name: str
    category: str
    metal: str
    attribute: str
    attribute_from: types.Price | None
    attribute_to: types.Price | None
    break_basis: str
    break_from: types.Weight
    kind: str
    price: types.Price | None
    discount: types.SignedRatio | None
    cost_markup: types.SignedRatio | None
    instrument_id: UUID | None
    instrument_code: str
    quote_kind: str
    premium: types.Price
    formula: str
    floor_price: types.Price | None
    valid_from: date | None
    valid_until: date | None
    note: str

    @staticmethod
    def resolve_product_code(entry: Any) -> str:
        """This will give the goods' code."""
        return str(entry.product.code) if entry.product else ""

    @staticmethod
    def resolve_product_name(entry: Any) -> str:
        """This will name the goods."""
        return str(entry.product) if entry.product else ""

    @staticmethod
    def resolve_instrument_code(entry: Any) -> str:
        """This will name what the price follows."""
        return str(entry.instrument.code) if entry.instrument else ""


class PriceBookRow(types.Out):
    """A price book in a list."""

    id: UUID
    no: str
    name: str
    scope: str
    party_id: UUID | None
    party_name: str | None
    contract_no: str
    tier: str
    region: str
    channel: str
    currency: str
    tax_included: bool
    valid_from: date
    valid_until: date | None
    priority: int
    state: str
    revision: int
    version: int
    created_at: types.Moment


class PriceBookOut(PriceBookRow):
    """A price book in full."""

    contract_id: UUID | None
    tax_rate: types.Ratio
    unit_of_measure: str
    weight_basis: str
    places: int
    supersedes_id: UUID | None
    successor_id: UUID | None
    approved_on: date | None
    retired_on: date | None
    note: str
    entries: list[PriceEntryOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(book: Any) -> str | None:
        """This will name the customer."""
        return None if book.party is None else str(book.party.name)

    @staticmethod
    def resolve_successor_id(book: Any) -> UUID | None:
        """This will name the revision that follows, written or already counting."""
        following = [one for one in book.successors.all() if one.state != State.RETIRED]
        return following[0].pk if following else None

    @staticmethod
    def resolve_entries(book: Any) -> Any:
        """This will read the prices."""
        return list(book.entries.all())


class PriceBookFilters(Filters):
    """What price books can be filtered by."""

    scope: types.one_of(Scope) | None = None
    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    tier: types.text(64) | None = None
    region: types.text(32) | None = None
    channel: types.text(32) | None = None
    currency: types.text(3) | None = None
    valid_on: types.Day | None = None
    product_id: types.Id | None = None


class PriceStepOut(types.Out):
    """One step of a price: in words, in figures, and where its figure comes from."""

    kind: str
    label: str
    op: str
    sum: str
    operand: str
    before: str
    after: str
    result: str
    reason: str
    source: dict[str, Any]
    parts: list["PriceStepOut"]


class PricePaidOut(types.Out):
    """What was paid before, of one kind of price."""

    kind: str
    last_price: types.Price | None
    last_on: date | None
    last_document: str | None
    last_document_id: UUID | None
    last_document_no: str | None
    low_12m: types.Price | None
    tier_average: types.Price | None


class PriceOut(types.Out):
    """A price with its reasons; the floor is withheld from whom it does not concern."""

    price: types.Price
    currency: str
    unit: str
    tax_included: bool
    tax_rate: types.Ratio
    weight_basis: str
    floor: types.Price | None
    level: str
    kind: str
    book_id: UUID
    book_no: str
    book_name: str
    entry_id: UUID
    instrument_id: UUID | None
    quote_kind: str
    premium: types.Price
    steps: list[PriceStepOut]
    history: list[PricePaidOut]
    withheld: list[str]


class PriceChangeOut(types.Out):
    """One price before and after a revision."""

    goods: str
    break_from: types.Weight
    kind: str
    before: types.Price | None
    after: types.Price | None
    ratio: types.SignedRatio | None


class PriceChangesOut(types.Out):
    """What a revision changed."""

    items: list[PriceChangeOut]


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    entries = PriceEntry.objects.select_related("product", "instrument").order_by("seq")
    return rows.select_related("party", "supersedes").prefetch_related(
        Prefetch("entries", queryset=entries), "successors"
    )


def paid_rows(found: dict[tuple[UUID, str], Any]) -> list[dict[str, Any]]:
    """This will write histories as plain rows, one a kind of price."""
    rows = []
    for (_product, kind), one in sorted(found.items(), key=lambda pair: pair[0][1]):
        last = one.last
        rows.append(
            {
                "kind": kind,
                "last_price": None if last is None else last.price,
                "last_on": None if last is None else last.on,
                "last_document": None if last is None else last.document,
                "last_document_id": None if last is None else last.document_id,
                "last_document_no": None if last is None else last.document_no,
                "low_12m": one.low_12m,
                "tier_average": one.tier_average,
            }
        )
    return rows


def change_rows(found: list[Any]) -> list[dict[str, Any]]:
    """This will write changes of prices as plain rows."""
    rows = []
    for one in found:
        entry = one.after or one.before
        before, after = one.figures
        rows.append(
            {
                "entry": entry,
                "break_from": Decimal(entry.break_from),
                "kind": entry.kind,
                "before": before,
                "after": after,
                "ratio": one.ratio,
            }
        )
    return rows
