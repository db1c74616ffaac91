"""What a signed contract says about prices, for the ledger of prices paid."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from backend.crm.contract.models import ContractLine
from backend.crm.customer.models import Customer
from backend.crm.pricebook import actions as pricebook
from backend.crm.pricebook.models import PricePaid

CODE = "crm.contract"
Kind = PricePaid.Kind
BATCH = 500


def note_prices(contract_id: UUID) -> int:
    """This will remember the prices of a signed contract; saying it again adds nothing.

    A fixed price is one row; a price still to be made is two, its premium and its estimate.
    """
    return pricebook.note_paid(_prices(ContractLine.objects.filter(contract_id=contract_id)))


def backfill_prices() -> int:
    """This will remember the prices of every contract ever signed and return how many were new.

    Reads and writes named columns only, so that a migration may call it in any later version.
    """
    batch: list[pricebook.Price] = []
    added = 0
    for price in _prices(ContractLine.objects.exclude(contract__state="void")):
        batch.append(price)
        if len(batch) >= BATCH:
            added += pricebook.note_paid(batch)
            batch.clear()
    return added + pricebook.note_paid(batch)


def _prices(lines: QuerySet[ContractLine]) -> Iterator[pricebook.Price]:
    tier = Customer.objects.filter(party_id=OuterRef("contract__party_id")).values("price_tier")
    rows = lines.filter(contract__signed_on__isnull=False).order_by("contract_id", "seq")
    for row in rows.values(
        "pk",
        "product_id",
        "pricing",
        "fixed_price",
        "premium",
        "provisional_price",
        "quantity",
        "contract_id",
        party_id=F("contract__party_id"),
        currency=F("contract__currency"),
        signed_on=F("contract__signed_on"),
        contract_no=F("contract__no"),
        unit=F("product__unit_of_measure"),
        code=F("instrument__code"),
        tier=Subquery(tier[:1]),
    ).iterator():
        yield from _of_line(row)


def _of_line(row: Mapping[str, Any]) -> Iterator[pricebook.Price]:
    if row["pricing"] == ContractLine.Pricing.FIXED:
        figures = [(Kind.FIXED, row["fixed_price"])]
    else:
        figures = [(Kind.PREMIUM, row["premium"]), (Kind.ESTIMATED, row["provisional_price"])]
    for kind, price in figures:
        yield pricebook.Price(
            party_id=row["party_id"],
            product_id=row["product_id"],
            line_id=row["pk"],
            kind=kind.value,
            price=price,
            currency=row["currency"],
            quantity=row["quantity"],
            on=row["signed_on"],
            document=CODE,
            document_id=row["contract_id"],
            document_no=row["contract_no"],
            unit_of_measure=row["unit"],
            tier=row["tier"] or "",
            instrument_code=row["code"] or "",
        )
