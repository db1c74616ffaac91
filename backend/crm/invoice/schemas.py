"""An invoice as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.invoice import actions
from backend.crm.invoice.flow import State
from backend.crm.invoice.models import Invoice

TaxNumber = Annotated[str, types.Clean, StringConstraints(pattern=r"^[0-9A-Z]{8,32}$")]
UnitPrice = types.number(24, 10)


class InvoiceLineBody(types.In):
    """Part of a contract line; a correction below zero carries minus signs."""

    line_id: types.Id
    quantity: types.Weight
    amount: types.Money


class InvoiceIn(types.In):
    """A final invoice names a settlement, a provisional one a contract.

    Without lines it asks for all that is left; title and tax number come from the customer.
    """

    id: types.Id | None = None
    made_on: types.Day
    settlement_id: types.Id | None = None
    contract_id: types.Id | None = None
    title: types.text(200) = ""
    tax_no: types.text(32) = ""
    lines: Annotated[list[InvoiceLineBody], Field(max_length=200)] = []


class InvoicePatch(types.In):
    """What may be corrected in a draft; absent fields stay."""

    made_on: types.Day = date(1970, 1, 1)
    title: types.Name = ""
    tax_no: types.text(32) = ""
    lines: Annotated[list[InvoiceLineBody], Field(max_length=200)] = []


class InvoiceIssue(types.In):
    """The number the tax system gave."""

    tax_number: TaxNumber
    issued_on: types.Day


class InvoiceRed(types.In):
    """The red invoice's number, and why the blue one is taken back."""

    tax_number: TaxNumber
    issued_on: types.Day
    reason: types.Reason


class InvoiceBecause(types.In):
    """A verb that needs a reason."""

    reason: types.Reason


class InvoiceLineOut(types.Out):
    """One line of an invoice: amount = excl + tax."""

    id: UUID
    line_id: UUID
    seq: int
    quantity: types.Weight
    price_excl: UnitPrice
    amount: types.Money
    amount_excl: types.Money
    tax_rate: types.Ratio
    tax: types.Money

    @staticmethod
    def resolve_seq(row: Any) -> Any:
        """This will read the contract line's number."""
        return row.line.seq


class InvoiceRow(types.Out):
    """An invoice in a list."""

    id: UUID
    no: str
    contract_id: UUID
    contract_no: str
    party_id: UUID
    party_name: str
    settlement_id: UUID | None
    state: str
    kind: str
    tax_number: str
    made_on: date
    issued_on: date | None
    amount: types.Money
    amount_excl: types.Money
    tax: types.Money
    version: int
    created_at: types.Moment


class InvoiceOut(InvoiceRow):
    """An invoice in full."""

    title: str
    tax_no: str
    reverses_id: UUID | None
    red_invoice_id: UUID | None
    lines: list[InvoiceLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_contract_no(invoice: Any) -> Any:
        """This will read the contract's number."""
        return invoice.contract.no

    @staticmethod
    def resolve_party_name(invoice: Any) -> Any:
        """This will read the customer's name."""
        return invoice.party.name

    @staticmethod
    def resolve_red_invoice_id(invoice: Any) -> Any:
        """This will read which red invoice took it back."""
        mirror = getattr(invoice, "red_invoice", None)
        return mirror.pk if mirror is not None else None

    @staticmethod
    def resolve_lines(invoice: Any) -> Any:
        """This will read the lines in the contract's order."""
        return sorted(invoice.lines.all(), key=lambda row: row.line.seq)


class InvoiceFilters(Filters):
    """What invoices can be filtered by."""

    contract_id: types.Id | None = None
    settlement_id: types.Id | None = None
    party_id: types.Id | None = None
    state: types.one_of(State) | None = None
    kind: types.one_of(Invoice.Kind) | None = None
    tax_number: types.text(32) | None = None
    issued_from: types.Day | None = None
    issued_to: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract", "party", "red_invoice").prefetch_related("lines__line")


def is_blue(invoice: Any) -> bool:
    """This will tell whether the invoice is no red one, which nobody turns red again."""
    return bool(invoice.kind != Invoice.Kind.RED)


INVOICE = declare(
    Resource(
        model=Invoice,
        room="crm",
        name="invoice",
        plural="invoices",
        label=_("发票"),
        out=InvoiceOut,
        row=InvoiceRow,
        create=Verb(actions.create, _("新建开票申请"), InvoiceIn),
        change=Verb(actions.change, _("修改"), InvoicePatch),
        verbs={
            "apply": Verb(actions.apply, _("提交申请")),
            "send_back": Verb(actions.send_back, _("退回"), InvoiceBecause),
            "issue": Verb(actions.issue, _("登记开票"), InvoiceIssue),
            "red": Verb(
                actions.red,
                _("红冲"),
                InvoiceRed,
                transition="turn_red",
                when=is_blue,
                danger=True,
            ),
            "void": Verb(actions.void, _("作废"), InvoiceBecause, danger=True),
        },
        filters=InvoiceFilters,
        columns={"contract_no": "contract__no", "party_name": "party__name"},
        filter_paths={"issued_from": "issued_on__gte", "issued_to": "issued_on__lte"},
        ordering=("created_at", "made_on", "amount"),
        load=load,
    )
)

overview.papers("invoices", INVOICE, tab=overview.Tab.MONEY)
