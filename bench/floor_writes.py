"""The floor's writes: one transaction with the answer's key, the number, the rows, the event."""

import hashlib
import secrets
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.types.json import Jsonb

from bench import floor_reads as reads

Connection = psycopg.Connection[dict[str, Any]]
CENT = Decimal("0.01")

CLAIM = """
INSERT INTO core_answer (caller, key, fingerprint, status, body, headers, at)
VALUES ('floor', %s, %s, 200, '', '{}', now()) RETURNING id
"""
KEEP = "UPDATE core_answer SET body = %s WHERE id = %s"
NUMBER = """
INSERT INTO core_series (code, period, last) VALUES ('HT', '2026', 1)
ON CONFLICT (code, period) DO UPDATE SET last = core_series.last + 1 RETURNING last
"""
PARTIES = "SELECT id, name, is_ours, is_blacklisted FROM core_party WHERE id = ANY(%s::uuid[])"
PRODUCTS = "SELECT id FROM goods_product WHERE id = ANY(%s::uuid[])"
LAYERS = """
SELECT p.product_id, l.remaining, l.remaining_value FROM goods_costpool p
JOIN goods_costlayer l ON l.pool_id = p.id AND l.remaining > 0
WHERE p.product_id = ANY(%s::uuid[]) AND p.owner_party_id = %s AND p.quantity > 0
ORDER BY p.product_id, l.received_at, l.id
"""
EVENT = """
INSERT INTO core_event (at, name, document, document_id, document_no, document_version, party_id,
  actor_id, actor_label, source, changes, payload, reason, request_id)
VALUES (now(), %s, %s, %s, %s, %s, %s, NULL, 'floor', 'api', %s, %s, '', '')
"""
CONTRACT = """
INSERT INTO crm_contract (id, no, owner_id, unit_id, version, ext, created_at, created_by_id,
  updated_at, search_text, search_private, search_grams, party_id, seller_id, kind, their_no,
  state, made_on, signed_place, currency, tax_rate, shortage_rule, delivery_place, delivery_mode,
  shipping_terms, quality_terms, umpire, objection_days, title_terms, invoice_terms, late_fee,
  breach_terms, dispute_terms, copies, authorised, other_terms, amount_estimated, cost_estimated,
  incoterm, named_place, transport_mode,
  text_version, delivery_axis, pricing_axis, invoicing_axis, payment_axis)
VALUES (%s, %s, NULL, NULL, 1, '{}', now(), NULL, now(), %s, '', %s, %s, %s, 'spot', '', 'draft',
  %s, '', 'CNY', 0.13, 'last_tranche', %s, '', '', %s, '', 7, '', '', 0.0005, '', '', 4, '[]',
  '', %s, %s, '', '', '', 1, 'none', 'none', 'none', 'none')
"""
LINE = """(%s, %s, %s, %s, '[]', %s, false, %s, %s, %s, 'seller', 'fixed', %s, 'settle', 0,
  'buyer', 0, 0, 'agree', 'wait', 2, %s, 'seller', 0, %s, 0, 0, 0, false, 0)"""
LINES = """
INSERT INTO crm_contractline (id, contract_id, seq, product_id, brands, warehouse_id,
  reserves_stock, quantity, tolerance_more, tolerance_less, tolerance_option, pricing,
  fixed_price, quote_kind, premium, pricer, min_tranche, max_tranches, uncalled, average_missing,
  average_places, provisional_price, weight_basis, scale_tolerance, amount_estimated,
  quantity_priced, quantity_shipped, quantity_signed, is_delivered, amount_invoiced)
VALUES """
TERMS = """
INSERT INTO crm_paymentterm (id, contract_id, seq, portion, percent, amount, trigger,
  offset_days, method) VALUES """

LOCK = """
SELECT id, no, state, version, party_id, seller_id FROM crm_contract WHERE id = %s
FOR NO KEY UPDATE
"""
WANTS = """
SELECT id, product_id, warehouse_id, quantity FROM crm_contractline
WHERE contract_id = %s AND reserves_stock ORDER BY product_id
"""
BALANCES = """
SELECT id, product_id, warehouse_id, lot_id, actual - reserved - pledged - frozen AS free
FROM goods_balance WHERE product_id = ANY(%s) AND owner_party_id = %s
AND actual > reserved + pledged + frozen
ORDER BY product_id, received_at, id FOR NO KEY UPDATE
"""
RESERVE = "UPDATE goods_balance SET reserved = reserved + %s WHERE id = %s"
HOLD = """
INSERT INTO goods_reservation (id, balance_id, product_id, warehouse_id, lot_id, source_code,
  source_id, source_no, line_id, weight, consumed, released, state, created_at)
VALUES (%s, %s, %s, %s, %s, 'crm.contract', %s, %s, %s, %s, 0, 0, 'open', now())
"""
SIGNED = """
UPDATE crm_contract SET state = 'effective', signed_on = %s, version = version + 1,
  pricing_axis = 'complete', updated_at = now() WHERE id = %s
"""
DEALT = """
UPDATE crm_customer SET state = 'active', first_deal_on = coalesce(first_deal_on, %s),
  last_deal_on = greatest(last_deal_on, %s), version = version + 1, updated_at = now()
WHERE party_id = %s RETURNING id, no, version
"""


class Refused(Exception):
    """The floor does not do this."""


def create(on: Connection, key: str, body: dict[str, Any]) -> dict[str, Any]:
    """This will write a contract with lines and instalments and answer with all of it."""
    with on.transaction():
        answer = claim(on, key)
        party, seller = body["party_id"], body["seller_id"]
        found = {str(row["id"]): row for row in on.execute(PARTIES, [[party, seller]])}
        if not found[seller]["is_ours"] or found[party]["is_blacklisted"]:
            raise Refused("parties")
        lines = body["lines"]
        wanted = {line["product_id"] for line in lines}
        if len(on.execute(PRODUCTS, [list(wanted)]).fetchall()) != len(wanted):
            raise Refused("product")
        for line in lines:
            line["amount"] = (Decimal(line["quantity"]) * Decimal(line["fixed_price"])).quantize(
                CENT, ROUND_HALF_UP
            )
        total = sum(line["amount"] for line in lines)
        cost = _cost(on, lines, seller)
        number = on.execute(NUMBER).fetchone()
        assert number is not None
        no = f"HT-2026-{number['last']:04d}"
        pk = uuid7()
        text, grams = found_by(no, found[party]["name"])
        on.execute(
            CONTRACT,
            [
                *(pk, no, text, grams, party, seller),
                *(body["on"], body["delivery_place"], body["quality_terms"], total, cost),
            ],
        )
        tell(on, "crm.contract.created", "crm.contract", pk, no, 1, party, amount=str(total))
        on.execute(
            LINES + ", ".join([LINE] * len(lines)),
            [value for seq, line in enumerate(lines, 1) for value in _line(pk, seq, line)],
        )
        on.execute(
            TERMS + ", ".join(["(%s, %s, %s, %s, %s, NULL, %s, 0, '')"] * len(body["terms"])),
            [value for seq, term in enumerate(body["terms"], 1) for value in _term(pk, seq, term)],
        )
        return _kept(on, answer, pk)


def sign(on: Connection, key: str, pk: str, body: dict[str, Any]) -> dict[str, Any]:
    """This will bind a contract and hold stock for its lines, all or none."""
    day = body["on"]
    with on.transaction():
        answer = claim(on, key)
        contract = on.execute(LOCK, [pk]).fetchone()
        if contract is None or contract["state"] not in ("approved", "pending_sign"):
            raise Refused("state")
        lines = on.execute(WANTS, [pk]).fetchall()
        products = sorted({line["product_id"] for line in lines})
        there = on.execute(BALANCES, [products, contract["seller_id"]]).fetchall()
        holds: list[tuple[Any, ...]] = []
        taken: dict[UUID, Decimal] = {}
        for line in lines:
            _hold(contract, line, there, holds, taken)
        with on.cursor() as cursor:
            cursor.executemany(RESERVE, [(weight, row) for row, weight in taken.items()])
            cursor.executemany(HOLD, holds)
        on.execute(SIGNED, [day, pk])
        no, version, party = contract["no"], contract["version"] + 1, contract["party_id"]
        customer = on.execute(DEALT, [day, day, party]).fetchone()
        if customer is not None:
            tell(on, "crm.customer.dealt", "crm.customer", *customer.values(), party, day=day)
        tell(on, "crm.contract.signed", "crm.contract", pk, no, version, party, day=day)
        return _kept(on, answer, pk)


def _hold(
    contract: dict[str, Any],
    line: dict[str, Any],
    there: list[dict[str, Any]],
    holds: list[tuple[Any, ...]],
    taken: dict[UUID, Decimal],
) -> None:
    missing = line["quantity"]
    for row in there:
        if row["product_id"] != line["product_id"] or row["warehouse_id"] != line["warehouse_id"]:
            continue
        part = min(row["free"], missing)
        if part <= 0:
            continue
        row["free"] -= part
        missing -= part
        taken[row["id"]] = taken.get(row["id"], Decimal(0)) + part
        place = (row["id"], row["product_id"], row["warehouse_id"], row["lot_id"])
        holds.append((uuid7(), *place, contract["id"], contract["no"], line["id"], part))
    if missing:
        raise Refused("stock")


def found_by(no: str, name: str) -> tuple[str, list[str]]:
    """This will give what the search box finds it by; without pinyin, which only Heng does."""
    words = [no.lower().replace("-", ""), name]
    pieces = {word[i : i + size] for word in words for size in (1, 2) for i in range(len(word))}
    return "\n".join(words), sorted(pieces)


def claim(on: Connection, key: str) -> int:
    """This will take the key of a request; a second one of the same key is refused."""
    row = on.execute(CLAIM, [key, hashlib.sha256(key.encode()).hexdigest()]).fetchone()
    assert row is not None
    answer: int = row["id"]
    return answer


def _kept(on: Connection, answer: int, pk: Any) -> dict[str, Any]:
    found = reads.contract(on, pk)
    on.execute(KEEP, [orjson.dumps(found, default=str), answer])
    return found


def _cost(on: Connection, lines: list[dict[str, Any]], seller: str) -> Decimal | None:
    """What the goods would cost out of the oldest layers; None when some are not there."""
    products = list({line["product_id"] for line in lines})
    layers: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for row in on.execute(LAYERS, [products, seller]):
        layer = (row["remaining"], row["remaining_value"])
        layers.setdefault(str(row["product_id"]), []).append(layer)
    cost = Decimal(0)
    for product in products:
        missing = sum(Decimal(ln["quantity"]) for ln in lines if ln["product_id"] == product)
        for tonnes, value in layers.get(product, []):
            part = min(tonnes, missing)
            cost += (value * part / tonnes).quantize(CENT, ROUND_HALF_UP)
            missing -= part
            if not missing:
                break
        if missing:
            return None
    return cost


def _line(contract: UUID, seq: int, line: dict[str, Any]) -> tuple[Any, ...]:
    return (
        *(uuid7(), contract, seq, line["product_id"], line["warehouse_id"], line["quantity"]),
        *(line["tolerance_more"], line["tolerance_less"], line["fixed_price"]),
        *(line["fixed_price"], line["amount"]),
    )


def _term(contract: UUID, seq: int, term: dict[str, Any]) -> tuple[Any, ...]:
    return (uuid7(), contract, seq, term["portion"], term.get("percent"), term["trigger"])


def tell(
    on: Connection,
    name: str,
    document: str,
    pk: Any,
    no: str,
    version: int,
    party: Any,
    **facts: Any,
) -> None:
    """This will write one event."""
    on.execute(EVENT, [name, document, pk, no, version, party, Jsonb({}), Jsonb(facts)])


def uuid7() -> UUID:
    """This will make an id in the order of time."""
    stamp = time.time_ns() // 1_000_000
    return UUID(int=(stamp << 80) | (7 << 76) | (2 << 62) | secrets.randbits(60))
