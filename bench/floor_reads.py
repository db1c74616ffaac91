"""The floor's questions, as SQL by hand."""

from collections import deque
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg

Connection = psycopg.Connection[dict[str, Any]]
CENT = Decimal("0.01")

CUSTOMER = """
SELECT c.id, c.no, c.party_id, p.name, p.short_name, p.province, p.city, p.phone, c.state,
       c.level, c.segment, c.owner_id, u.name AS owner_name, c.unit_id, c.last_contact_at,
       c.last_deal_on, c.completeness, c.value_group, c.version, c.created_at
FROM crm_customer c JOIN core_party p ON p.id = c.party_id
LEFT JOIN core_user u ON u.id = c.owner_id
"""
NEWEST = " ORDER BY c.created_at DESC, c.id DESC LIMIT %s"
FIRST_PAGE = CUSTOMER + NEWEST
LATER_PAGE = CUSTOMER + "WHERE (c.created_at, c.id) < (%s, %s)" + NEWEST
# Found before they are sorted, else PostgreSQL walks the table in the order of created_at.
SHORT = (
    """
WITH found AS MATERIALIZED (
  SELECT * FROM crm_customer WHERE search_grams @> %s::varchar[] OR search_grams @> %s::varchar[]
)
"""
    + CUSTOMER.replace(
        "FROM crm_customer c",
        "FROM (SELECT * FROM found ORDER BY created_at DESC, id DESC LIMIT %s) c",
    )
    + " ORDER BY c.created_at DESC, c.id DESC"
)
LONG = (
    CUSTOMER
    + """WHERE ((c.search_grams @> %s::varchar[] AND c.search_text LIKE %s)
       OR (c.search_grams @> %s::varchar[] AND c.search_private LIKE %s))"""
    + NEWEST
)
CONTRACT = """
SELECT c.id, c.no, c.their_no, c.party_id, p.name AS party_name, c.seller_id, c.kind, c.state,
       c.made_on, c.signed_on, c.delivery_until, c.currency, c.amount_estimated, c.amount_final,
       c.delivery_axis, c.pricing_axis, c.invoicing_axis, c.payment_axis, c.text_version,
       c.owner_id, c.unit_id, c.version, c.created_at, s.name AS seller_name, c.quote_id,
       c.tax_rate, c.shortage_rule, c.approved_on, c.signed_place, c.ended_on, c.delivery_place,
       c.delivery_mode, c.shipping_terms, c.quality_terms, c.umpire, c.objection_days,
       c.title_terms, c.invoice_terms, c.late_fee, c.breach_terms, c.dispute_terms,
       c.other_terms, c.copies, c.authorised, c.cost_estimated, c.incoterm, c.named_place,
       c.transport_mode, c.updated_at
FROM crm_contract c JOIN core_party p ON p.id = c.party_id JOIN core_party s ON s.id = c.seller_id
WHERE c.id = %s
"""
LINES = """
SELECT l.id, l.seq, l.quote_line_id, l.product_id, g.name AS product_name,
       g.spec AS product_spec, l.brands,
       l.warehouse_id, w.name AS warehouse_name, l.reserves_stock, l.quantity,
       l.quantity - l.quantity * l.tolerance_less AS quantity_min,
       l.quantity + l.quantity * l.tolerance_more AS quantity_max,
       l.tolerance_more, l.tolerance_less, l.tolerance_option, l.pricing, l.fixed_price,
       l.instrument_id, i.code AS instrument_code, l.quote_kind, l.premium, l.pricer,
       l.window_start, l.window_end, l.min_tranche, l.max_tranches, l.cut_off, l.uncalled,
       l.average_missing, l.average_places, l.provisional_on, l.provisional_price,
       l.weight_basis, l.scale_tolerance, l.amount_estimated, l.quantity_priced,
       l.quantity_shipped, l.quantity_signed, l.is_delivered, l.final_price, l.amount_final,
       l.amount_invoiced
FROM crm_contractline l JOIN goods_product g ON g.id = l.product_id
LEFT JOIN goods_warehouse w ON w.id = l.warehouse_id
LEFT JOIN market_instrument i ON i.id = l.instrument_id
WHERE l.contract_id = %s ORDER BY l.seq
"""
TERMS = """
SELECT id, seq, portion, percent, amount, trigger, offset_days, method
FROM crm_paymentterm WHERE contract_id = %s ORDER BY seq
"""
AMENDMENTS = "SELECT id, no, state, made_on, reason FROM crm_amendment WHERE contract_id = %s"
MONTH = """
SELECT round(avg(value), 2) AS value, count(*) AS n FROM (
  SELECT DISTINCT ON (q.trade_date) q.value FROM market_quote q
  JOIN market_tradingday d ON d.code = 'SHFE' AND d.day = q.trade_date AND d.is_open
  WHERE q.instrument_id = %s AND q.kind = 'settle' AND q.trade_date BETWEEN %s AND %s
  ORDER BY q.trade_date, q.version DESC) days
"""
MOVES = "SELECT quantity, value FROM goods_costentry WHERE pool_id = %s ORDER BY at, id"


def customers(
    on: Connection, *, limit: int, after: tuple[str, str] | None, typed: str | None
) -> list[dict[str, Any]]:
    """This will read a page of customers, or those found by what was typed."""
    if typed:
        return _found(on, typed, limit)
    if after is None:
        return on.execute(FIRST_PAGE, [limit + 1]).fetchall()
    return on.execute(LATER_PAGE, [*after, limit + 1]).fetchall()


def _found(on: Connection, typed: str, limit: int) -> list[dict[str, Any]]:
    pieces = [typed[i : i + 2] for i in range(len(typed) - 1)]
    marked = ["~" + piece for piece in pieces]
    if len(typed) == 2:
        return on.execute(SHORT, [pieces, marked, limit + 1], prepare=False).fetchall()
    like = f"%{typed}%"
    return on.execute(LONG, [pieces, like, marked, like, limit + 1], prepare=False).fetchall()


def contract(on: Connection, pk: Any) -> dict[str, Any]:
    """This will read a contract in full."""
    head = on.execute(CONTRACT, [pk]).fetchone()
    assert head is not None
    head["lines"] = on.execute(LINES, [pk]).fetchall()
    head["terms"] = on.execute(TERMS, [pk]).fetchall()
    head["amendments"] = on.execute(AMENDMENTS, [pk]).fetchall()
    total = head["amount_estimated"] if head["amount_final"] is None else head["amount_final"]
    share_out(head["terms"], total)
    head["margin_estimated"] = None
    if head["cost_estimated"] is not None:
        net = (total / (1 + head["tax_rate"])).quantize(CENT, ROUND_HALF_UP)
        head["margin_estimated"] = net - head["cost_estimated"]
    return head


def share_out(terms: list[dict[str, Any]], total: Decimal) -> None:
    """This will add what each instalment comes to; the last closes the sum."""
    rest = total
    for term in terms[:-1]:
        term["share"] = term["amount"] or (total * term["percent"]).quantize(CENT, ROUND_HALF_UP)
        rest -= term["share"]
    if terms:
        terms[-1]["share"] = rest


def month(on: Connection, instrument: Any, first: date, last: date) -> Decimal:
    """This will strike the mean of a month."""
    row = on.execute(MONTH, [instrument, first, last]).fetchone()
    assert row is not None
    value: Decimal = row["value"]
    return value


def average(on: Connection, pool: Any) -> tuple[Decimal, Decimal]:
    """This will issue at the moving average over a ledger: the cost of what left, what is left."""
    tonnes = worth = cost = Decimal(0)
    with on.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        for quantity, value in cursor.execute(MOVES, [pool]):
            if quantity < 0:
                whole = -quantity == tonnes
                part = (worth * -quantity / tonnes).quantize(CENT, ROUND_HALF_UP)
                value = -worth if whole else -part
                cost -= value
            tonnes += quantity
            worth += value
    return cost, worth


def fifo(on: Connection, pool: Any) -> tuple[Decimal, Decimal]:
    """This will issue first in, first out over a ledger: the cost of what left, what is left."""
    layers: deque[tuple[Decimal, Decimal]] = deque()
    cost = Decimal(0)
    with on.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        for quantity, value in cursor.execute(MOVES, [pool]):
            if quantity > 0:
                layers.append((quantity, value))
                continue
            wanted = -quantity
            while wanted:
                there, worth = layers[0]
                if there <= wanted:
                    layers.popleft()
                    wanted -= there
                    cost += worth
                else:
                    part = (worth * wanted / there).quantize(CENT, ROUND_HALF_UP)
                    layers[0] = (there - wanted, worth - part)
                    cost += part
                    wanted = Decimal(0)
    return cost, sum((worth for _, worth in layers), Decimal(0))
