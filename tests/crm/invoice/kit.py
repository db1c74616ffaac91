"""A contract that was shipped and settled, ready to be invoiced."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import capitals, money
from backend.core.access.actor import system
from backend.core.documents import actions as documents
from backend.crm.contract import actions as contracts
from backend.crm.contract.models import ContractLine
from backend.crm.settlement.models import Settlement, SettlementLine
from tests.house_kit import Door

SYSTEM = system("test")
RATE = Decimal("0.13")
# What the reference deal settles at: tonnes and money of each line.
FINAL = (("99.692", "10430307.04"), ("59.872", "6234653.37"))
NUMBER = "26312000000012345678"


def lines(contract: dict[str, Any]) -> list[ContractLine]:
    """Fetch the contract's lines again."""
    return list(ContractLine.objects.filter(contract_id=contract["id"]).order_by("seq"))


def ship(contract: dict[str, Any], *tonnes: str) -> None:
    """Count tonnes as shipped, line by line."""
    for line, weight in zip(lines(contract), tonnes, strict=True):
        contracts.note_shipped(line.pk, actor=SYSTEM, quantity=Decimal(weight))


def settle(contract: dict[str, Any], *figures: tuple[str, str], issued: bool = True) -> Settlement:
    """Book a settlement statement of these figures."""
    found = [(Decimal(q), Decimal(a)) for q, a in (figures or FINAL)]
    total = money.total(amount for _q, amount in found)
    splits = [money.vat_split(amount, RATE) for _q, amount in found]
    settlement = Settlement(
        no=f"JS-{contract['no']}",
        contract_id=UUID(contract["id"]),
        party_id=UUID(contract["party_id"]),
        settled_on=date(2026, 8, 25),
        amount=total,
        amount_excl=money.total(split.excl for split in splits),
        tax=money.total(split.tax for split in splits),
        received=Decimal("0.00"),
        due=total,
        amount_words=capitals.rmb(total),
    )
    if issued:
        settlement.confirm()
        settlement.issue()
    documents.add(settlement, actor=SYSTEM, event="crm.settlement.created")
    rows = zip(lines(contract), found, splits, strict=True)
    settled = {}
    for line, (tonnes, amount), split in rows:
        price = money.price(amount / tonnes, places=10)
        SettlementLine.objects.create(
            settlement=settlement,
            line=line,
            quantity=tonnes,
            own_weight=tonnes,
            price=price,
            amount=amount,
            amount_excl=split.excl,
            tax=split.tax,
        )
        settled[line.pk] = (price, amount)
    if issued:
        contracts.note_settled(UUID(contract["id"]), actor=SYSTEM, lines=settled)
    return settlement


def draft(boss: Door, settlement: Settlement, **facts: Any) -> dict[str, Any]:
    """Draw up the final invoice of a settlement."""
    body = {"made_on": "2026-08-26", "settlement_id": str(settlement.pk), **facts}
    return boss.do("/crm/invoices", body)


def issued(boss: Door, settlement: Settlement, *, number: str = NUMBER) -> dict[str, Any]:
    """Walk a final invoice to its tax number."""
    path = f"/crm/invoices/{draft(boss, settlement)['id']}"
    boss.do(f"{path}/apply")
    return boss.do(f"{path}/issue", {"tax_number": number, "issued_on": "2026-08-27"})
