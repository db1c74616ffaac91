"""A supplier's invoice as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.payable import actions
from backend.supply.payable.flow import InvoiceState
from backend.supply.payable.models import SupplierInvoice


class SupplierInvoiceLineBody(types.In):
    """One line as printed: amount = excl + tax; a red one carries minus signs."""

    purchase_line_id: types.Id
    quantity: types.Weight
    price: types.PositivePrice
    tax_rate: types.Ratio
    amount_excl: types.Money
    tax: types.Money
    amount: types.Money


class SupplierInvoiceIn(types.In):
    """An invoice that came in; it is tied to order and receipts at once."""

    id: types.Id | None = None
    on: types.Day
    purchase_id: types.Id
    party_id: types.Id | None = None
    reverses_id: types.Id | None = None
    invoice_no: types.matching(r"^[0-9A-Z]{8,32}$", maximum=32)
    invoiced_on: types.Day
    note: types.text(500) = ""
    lines: Annotated[list[SupplierInvoiceLineBody], Field(min_length=1, max_length=200)]


class SupplierInvoiceBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class InvoiceDifferenceOut(types.Out):
    """One thing that does not tie: quantity, order, price, tax, sum, rounding or red."""

    kind: str
    sentence: str


class SupplierInvoiceLineOut(types.Out):
    """One line and what does not tie."""

    id: UUID
    seq: int
    purchase_line_id: UUID
    product_name: str
    quantity: types.Weight
    price: types.Price
    tax_rate: types.Ratio
    amount_excl: types.Money
    tax: types.Money
    amount: types.Money
    differences: list[InvoiceDifferenceOut]

    @staticmethod
    def resolve_product_name(line: Any) -> Any:
        """This will give the product's name."""
        return line.purchase_line.product.name


class SupplierInvoiceRow(types.Out):
    """An invoice in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    invoice_no: str
    invoiced_on: date
    purchase_id: UUID
    purchase_no: str
    party_id: UUID
    party_name: str
    currency: str
    amount_excl: types.Money
    tax: types.Money
    amount: types.Money
    version: int
    created_at: types.Moment


class SupplierInvoiceOut(SupplierInvoiceRow):
    """An invoice in full."""

    reverses_id: UUID | None
    accepted_by_id: int | None
    accepted_reason: str
    void_reason: str
    note: str
    lines: list[SupplierInvoiceLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_purchase_no(invoice: SupplierInvoice) -> str:
        """This will give the purchase's number."""
        return invoice.purchase.no

    @staticmethod
    def resolve_party_name(invoice: SupplierInvoice) -> str:
        """This will give who invoices."""
        return invoice.party.name

    @staticmethod
    def resolve_lines(invoice: SupplierInvoice) -> Any:
        """This will give the lines in their order."""
        return list(invoice.lines.all())


class SupplierInvoiceFilters(Filters):
    """What invoices can be filtered by."""

    state: types.one_of(InvoiceState) | None = None
    kind: types.one_of(SupplierInvoice.Kind) | None = None
    purchase_id: types.Id | None = None
    party_id: types.Id | None = None
    invoice_no: types.text(32) | None = None
    invoiced_from: types.Day | None = None
    invoiced_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("purchase", "party").prefetch_related(
        "lines__purchase_line__product"
    )


SUPPLIER_INVOICE = declare(
    Resource(
        model=SupplierInvoice,
        room="supply",
        name="invoice",
        plural="invoices",
        label=_("供应商发票"),
        out=SupplierInvoiceOut,
        row=SupplierInvoiceRow,
        create=Verb(actions.create_invoice, _("登记发票"), SupplierInvoiceIn),
        verbs={
            "match": Verb(
                actions.match_invoice,
                _("重新匹配"),
                states=frozenset({InvoiceState.DIFFERENCES.value}),
            ),
            "accept": Verb(actions.accept_invoice, _("接受差异"), SupplierInvoiceBecause),
            "void": Verb(actions.void_invoice, _("作废"), SupplierInvoiceBecause, danger=True),
        },
        filters=SupplierInvoiceFilters,
        columns={"purchase_no": "purchase__no", "party_name": "party__name"},
        filter_paths={
            "invoiced_from": "invoiced_on__gte",
            "invoiced_until": "invoiced_on__lte",
        },
        ordering=("created_at", "invoiced_on", "amount"),
        load=load,
        outside="party",
    )
)

overview.papers("supplier_invoices", SUPPLIER_INVOICE, tab=overview.Tab.SUPPLY)
