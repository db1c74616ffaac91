"""Draft quotes of twelve lines that can be priced again, and the rules by which customers fall."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import search
from backend.crm.pool.models import Pool, RecycleRule
from backend.crm.quote.models import Quote, QuoteCharge, QuoteCost, QuoteLine, QuoteTerm
from backend.market.instrument.models import Instrument
from bench.copying import copy
from bench.load.customers import owners
from bench.load.rows import NOW, START, born, filed, key, party_key, seller_id
from bench.sizes import SIZES

QUOTES = 40
LINES = 12
DAYS = 45
"""After so many days without a contact a customer falls."""
CHARGES = (("packing", "35"), ("loading", "20"), ("pre_carriage", "110"))
COSTS = (
    ("processing", "tonne", "420"),
    ("freight", "lump", "5600"),
    ("finance", "percent", "0.01"),
)


def fill() -> None:
    """This will write the quotes, and a pool with two rules."""
    numbers = range(min(QUOTES, SIZES.customers))
    copper = Instrument.objects.get().pk
    people = owners()
    copy(Quote, (_quote(n, people) for n in numbers))
    copy(QuoteLine, (_line(n, seq, copper) for n in numbers for seq in range(1, LINES + 1)))
    copy(QuoteTerm, (_rest(n) for n in numbers))
    copy(QuoteCharge, (row for n in numbers for row in _charges(n)))
    copy(QuoteCost, (row for n in numbers for row in _costs(n)))
    _rules()


def quote_key(n: int) -> UUID:
    """This will give the id of a quote that waits to be priced."""
    return key(30, n, NOW)


def _quote(n: int, people: list[tuple[int, UUID]]) -> dict[str, Any]:
    no, (owner, unit) = f"BJ-2026-{n:06d}", people[n % len(people)]
    return {
        "id": quote_key(n),
        "no": no,
        "series": no,
        "owner_id": owner,
        "unit_id": unit,
        "created_at": NOW,
        "updated_at": NOW,
        "party_id": party_key(n),
        "seller_id": seller_id(),
        "state": "draft",
        "made_on": NOW.date(),
        "valid_until": NOW.date() + timedelta(days=7),
        **search.keys([no], []),
    }


def _line(n: int, seq: int, copper: UUID) -> dict[str, Any]:
    price = Decimal(80_000)
    return {
        "id": key(31, n * 16 + seq, NOW),
        "quote_id": quote_key(n),
        "seq": seq,
        "product_id": key(1, 30 + seq),
        "quantity": Decimal("25.000"),
        "pricing": "fixed",
        "price_from": "benchmark",
        "fixed_price": price,
        "instrument_id": copper,
        "premium": Decimal(100 + seq * 10),
        "discounts": ["0.02"],
        "provisional_price": price,
        "amount_estimated": price * 25,
    }


def _rest(n: int) -> dict[str, Any]:
    row = {"id": key(32, n, NOW), "quote_id": quote_key(n), "seq": 1}
    return row | {"portion": "rest", "trigger": "before_release"}


def _charges(n: int) -> list[dict[str, Any]]:
    return [
        {
            "id": key(33, n * 16 + seq, NOW),
            "quote_id": quote_key(n),
            "seq": seq,
            "kind": kind,
            "basis": "tonne",
            "amount": Decimal(amount),
        }
        for seq, (kind, amount) in enumerate(CHARGES, 1)
    ]


def _costs(n: int) -> list[dict[str, Any]]:
    return [
        {
            "id": key(34, n * 16 + seq, NOW),
            "quote_id": quote_key(n),
            "seq": seq,
            "kind": kind,
            "basis": basis,
            "amount": Decimal(amount),
        }
        for seq, (kind, basis, amount) in enumerate(COSTS, 1)
    ]


def _rules() -> None:
    pool = filed(Pool(name="公共客户"))
    pool.save(force_insert=True)
    head = {"pool": pool, "warn_days": [7, 3]}
    quiet = RecycleRule(name="久未跟进", clock="since_last_contact", days=DAYS, priority=1, **head)
    quiet.level_days = [{"level": "A", "days": DAYS * 2}]
    unsold = RecycleRule(name="久未成交", clock="since_no_deal", days=365, priority=2, **head)
    for rule in (quiet, unsold):
        rule.exemptions = ["dealt"]
        filed(rule).save(force_insert=True)


def falling_on() -> date:
    """This will give a day on which about a quarter of the customers of the first rule fall."""
    span = born(SIZES.customers) - START
    return (START + span / 4 + timedelta(days=DAYS)).date()
