"""Ageing and the statement of account as machines see them."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class AgeingQuery(Filters):
    """The day ageing is asked for, and whether by customer or by person."""

    on: types.Day
    by: Literal["party", "owner"] = "party"
    currency: types.text(3, minimum=3) = "CNY"
    limit: types.count(1, 200) = 50


class AgeingSums(types.Out):
    """Open money by days overdue."""

    not_due: types.Money
    d1_30: types.Money
    d31_60: types.Money
    d61_90: types.Money
    d91_180: types.Money
    d181_365: types.Money
    over_365: types.Money
    total: types.Money
    overdue: types.Money
    refund_due: types.Money


class AgeingRow(AgeingSums):
    """One customer or person; the key is the customer's or the person's id."""

    key: str
    code: str | None
    name: str | None


class AgeingOut(types.Out):
    """Ageing on a day, the largest overdue first; the totals are over all rows."""

    on: date
    by: str
    currency: str
    items: list[AgeingRow]
    totals: AgeingSums


class BalanceRow(types.Out):
    """What a customer owes now in one currency, and money received that pays nothing yet."""

    currency: str
    owed: types.Money
    overdue: types.Money
    refund_due: types.Money
    not_triggered: types.Money
    on_account: types.Money


class StatementQuery(Filters):
    """Whose account, and its period with both ends."""

    party_id: types.Id
    since: types.Day
    until: types.Day
    currency: types.text(3, minimum=3) = "CNY"


class StatementRow(types.Out):
    """One movement and the balance after it."""

    on: date
    kind: str
    no: str
    contract_no: str
    due_on: date | None
    note: str
    debit: types.Money
    credit: types.Money
    balance: types.Money


class StatementOut(types.Out):
    """A statement of account: opening + debits - credits = closing."""

    party_id: UUID
    party_no: str
    party_name: str
    since: date
    until: date
    currency: str
    opening: types.Money
    movements: list[StatementRow]
    debits: types.Money
    credits: types.Money
    closing: types.Money


def statement_of(account: Any) -> dict[str, Any]:
    """This will write an account as the fields of a statement."""
    return {
        "party_id": account.party.pk,
        "party_no": account.party.no,
        "party_name": account.party.name,
        "since": account.since,
        "until": account.until,
        "currency": account.currency,
        "opening": account.opening,
        "movements": [
            {**entry.movement._asdict(), "balance": entry.balance} for entry in account.entries
        ],
        "debits": account.debits,
        "credits": account.credits,
        "closing": account.closing,
    }
