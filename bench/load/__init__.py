"""The rows both sides serve: people, a million customers and their history, goods, prices."""

from django.db import connection

from bench.load import contracts, customers, history, market, people, pipeline, pricing
from bench.load.people import LEAD, token
from bench.load.rows import (
    HOT,
    LEFT,
    NOW,
    PRODUCTS,
    SCARCE,
    SELLERS,
    START,
    born,
    customer_key,
    key,
    party_key,
    seller_id,
)
from bench.sizes import SIZES

__all__ = [
    "HOT",
    "LEAD",
    "LEFT",
    "NOW",
    "PRODUCTS",
    "SCARCE",
    "SELLERS",
    "START",
    "born",
    "customer_key",
    "key",
    "load",
    "party_key",
    "rewind",
    "seller_id",
    "token",
]


def load() -> None:
    """This will fill an empty database."""
    people.fill()
    market.fill()
    market.goods()
    customers.fill()
    contracts.fill()
    contracts.ledger()
    pipeline.fill()
    history.fill()
    pricing.fill()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def rewind() -> None:
    """This will make signed contracts of a kept database wait for their signature again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM goods_reservation")
        cursor.execute("UPDATE goods_balance SET reserved = 0 WHERE reserved > 0")
        cursor.execute(
            "UPDATE crm_contract SET state = 'pending_sign', signed_on = NULL, version = 1 "
            "WHERE no >= %s AND no LIKE 'HT-2025-%%' AND state = 'effective'",
            [f"HT-2025-{SIZES.contracts:06d}"],
        )
