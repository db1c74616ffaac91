"""Questions about invoices."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from backend.core import money
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.invoice.calc import Figures, Room
from backend.crm.invoice.flow import State
from backend.crm.invoice.models import Invoice, InvoiceLine
from backend.crm.settlement.models import Settlement

ZERO_TONNES = Decimal("0.000")
BOOKED = (State.ISSUED, State.RED)


def rooms(
    contract: Contract, *, settlement: Settlement | None, besides: UUID | None
) -> dict[UUID, Room]:
    """This will give what each contract line may still be invoiced for.

    Of a settlement that is its final figures; before it, the tonnes shipped at the provisional
    price (spec 3.3.5). Every invoice counts that is not void, drafts too, so that two
    applications cannot ask for the same money; `besides` names one that does not count.
    """
    invoiced = _invoiced(contract.pk, besides=besides)
    limits = _settled(settlement) if settlement is not None else _shipped(contract)
    nothing = Figures(ZERO_TONNES, money.ZERO)
    return {pk: Room(limit, invoiced.get(pk, nothing)) for pk, limit in limits.items()}


def _settled(settlement: Settlement) -> dict[UUID, Figures]:
    rows = settlement.lines.order_by("line__seq")
    return {row.line_id: Figures(row.quantity, row.amount) for row in rows}


def _shipped(contract: Contract) -> dict[UUID, Figures]:
    rows: QuerySet[ContractLine] = contract.lines.order_by("seq")
    return {
        row.pk: Figures(
            row.quantity_shipped, money.amount(row.quantity_shipped, row.provisional_price)
        )
        for row in rows
    }


def _invoiced(contract_id: UUID, *, besides: UUID | None) -> dict[UUID, Figures]:
    rows = InvoiceLine.objects.filter(~Q(invoice__state=State.VOID), invoice__contract=contract_id)
    if besides is not None:
        rows = rows.exclude(invoice=besides)
    sums = rows.order_by().values("line_id").annotate(tonnes=Sum("quantity"), money=Sum("amount"))
    return {row["line_id"]: Figures(row["tonnes"], row["money"]) for row in sums}


def live(contract_id: UUID) -> QuerySet[Invoice]:
    """This will give a contract's invoices that are applied for or issued and not turned red."""
    rows = Invoice.objects.filter(contract_id=contract_id)
    return rows.exclude(kind=Invoice.Kind.RED).filter(state__in=[State.APPLIED, State.ISSUED])


def invoiced(contract_id: UUID) -> Decimal:
    """This will sum what the tax office saw of a contract: issued less turned red."""
    rows = Invoice.objects.filter(contract_id=contract_id, state__in=BOOKED)
    return money.total([rows.aggregate(sum=Sum("amount"))["sum"] or money.ZERO])
