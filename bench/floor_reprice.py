"""The floor prices a quote again: one transaction, the market asked once, all lines in one write.

Benchmark plus premium, less the discount, plus the charges of a tonne; each line keeps its steps.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson
import psycopg
from psycopg.types.json import Jsonb

from bench import floor_writes as writes

Connection = psycopg.Connection[dict[str, Any]]
CENT = Decimal("0.01")
ZERO = Decimal(0)
LOCK = """
SELECT id, no, version, state, party_id FROM crm_quote WHERE id = %s FOR NO KEY UPDATE
"""
LINES = """
SELECT l.id, l.seq, l.product_id, g.name AS product_name, l.quantity, l.instrument_id,
       l.quote_kind, l.premium, l.discounts
FROM crm_quoteline l JOIN goods_product g ON g.id = l.product_id
WHERE l.quote_id = %s ORDER BY l.seq
"""
CHARGES = "SELECT id, kind, amount FROM crm_quotecharge WHERE quote_id = %s ORDER BY seq"
COSTS = "SELECT id, kind, basis, amount FROM crm_quotecost WHERE quote_id = %s ORDER BY seq"
MARKET = """
SELECT id, value, trade_date, version FROM market_quote
WHERE instrument_id = %s AND kind = %s AND trade_date < %s
ORDER BY trade_date DESC, version DESC LIMIT 1
"""
PRICE = """
UPDATE crm_quoteline SET fixed_price = %s, provisional_price = %s, amount_estimated = %s,
  list_price = %s, benchmark_price = %s, benchmark_on = %s, cost_estimated = %s,
  margin_estimated = %s, trace = %s
WHERE id = %s
"""
SPREAD = "UPDATE crm_quotecharge SET per_unit = %s WHERE id = %s"
SHEET = "UPDATE crm_quotecost SET per_unit = %s WHERE id = %s"
HEAD = """
UPDATE crm_quote SET amount_estimated = %s, cost_estimated = %s, margin_estimated = %s,
  priced_on = %s, version = version + 1, updated_at = now()
WHERE id = %s
"""
READ = "SELECT * FROM crm_quote WHERE id = %s"
READ_LINES = "SELECT * FROM crm_quoteline WHERE quote_id = %s ORDER BY seq"


def reprice(on: Connection, key: str, pk: str, day: str) -> dict[str, Any]:
    """This will price every line of a draft by the market before a day."""
    with on.transaction():
        answer = writes.claim(on, key)
        quote = on.execute(LOCK, [pk]).fetchone()
        if quote is None or quote["state"] != "draft":
            raise writes.Refused("state")
        lines = on.execute(LINES, [pk]).fetchall()
        charges = on.execute(CHARGES, [pk]).fetchall()
        costs = on.execute(COSTS, [pk]).fetchall()
        tonnes = sum((line["quantity"] for line in lines), ZERO)
        cost = sum((_per_tonne(row, tonnes) for row in costs), ZERO)
        way = sum((row["amount"] for row in charges), ZERO)
        market = on.execute(MARKET, [lines[0]["instrument_id"], "settle", day]).fetchone()
        assert market is not None
        priced = [_price(line, market, way, cost) for line in lines]
        with on.cursor() as cursor:
            cursor.executemany(PRICE, priced)
            cursor.executemany(SPREAD, [(row["amount"], row["id"]) for row in charges])
            cursor.executemany(SHEET, [(_per_tonne(row, tonnes), row["id"]) for row in costs])
        amount, margin = sum(row[2] for row in priced), sum(row[7] for row in priced)
        on.execute(HEAD, [amount, (cost * tonnes).quantize(CENT), margin, day, pk])
        writes.tell(
            on, "crm.quote.repriced", "crm.quote", pk, quote["no"], quote["version"] + 1,
            quote["party_id"], amount=str(amount),
        )  # fmt: skip
        found = on.execute(READ, [pk]).fetchone()
        assert found is not None
        found["lines"] = on.execute(READ_LINES, [pk]).fetchall()
        found["charges"], found["costs"] = charges, costs
        on.execute(writes.KEEP, [orjson.dumps(found, default=str), answer])
        return found


def _per_tonne(row: dict[str, Any], tonnes: Decimal) -> Decimal:
    amount: Decimal = row["amount"]
    return amount / tonnes if row["basis"] == "lump" else amount


def _price(
    line: dict[str, Any], market: dict[str, Any], way: Decimal, cost: Decimal
) -> tuple[Any, ...]:
    base = market["value"] + line["premium"]
    steps = [["set", str(market["value"]), str(market["id"])], ["add", str(line["premium"])]]
    price = base
    for share in line["discounts"]:
        price *= 1 - Decimal(share)
        steps.append(["multiply", share, str(price)])
    price = (price + way).quantize(CENT, ROUND_HALF_UP)
    steps.append(["add", str(way), str(price)])
    amount = (price * line["quantity"]).quantize(CENT, ROUND_HALF_UP)
    margin = (amount / Decimal("1.13") - cost * line["quantity"]).quantize(CENT, ROUND_HALF_UP)
    beside = (base, market["value"], market["trade_date"], cost, margin)
    return (price, price, amount, *beside, Jsonb(steps), line["id"])
