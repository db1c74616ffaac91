"""Tracing a lot both ways where the genealogy of all lots has 1,000,000 edges.

Lots stand in families of 20 generations with 50 lots each; every lot came from ten of the
generation before, so a trace from the middle meets its whole family through many ways.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock import queries
from bench.drive import Row, in_process
from bench.sizes import SIZES

GENERATIONS, WIDE, FROM = 20, 50, 10
AT = datetime(2026, 7, 1, tzinfo=UTC)
LOTS = """
INSERT INTO goods_lot (id, no, product_id, owner_party_id, state, brand, grade, spec, heat, origin,
  mill, their_no, certificate, received_at, pieces, theoretical, actual, price_state, landed_cost,
  quality, tax_basis, note, version, ext, created_at, updated_at, search_text, search_private,
  search_grams)
SELECT md5('lot' || n)::uuid, 'TR-' || n, %s, %s, 'open', '', '', '', '', '', '', '', '', %s, 0, 0,
  1, 'priced', 0, 'free', 'cleared', '', 1, '{}', %s, %s, '', '', '{}'
FROM generate_series(0, %s - 1) n
"""
LINKS = """
INSERT INTO goods_lotlink (id, parent_id, child_id, kind, weight)
SELECT gen_random_uuid(),
  md5('lot' || (n - n %% %s - %s + (n + step * 7) %% %s))::uuid,
  md5('lot' || n)::uuid, 'process', 0.1
FROM generate_series(0, %s - 1) n, generate_series(0, %s - 1) step
WHERE (n / %s) %% %s > 0
"""
FAMILY = """
WITH RECURSIVE up(id) AS (SELECT %s::uuid UNION
    SELECT parent_id FROM goods_lotlink JOIN up ON child_id = up.id),
  down(id) AS (SELECT %s::uuid UNION
    SELECT child_id FROM goods_lotlink JOIN down ON parent_id = down.id)
SELECT count(*) FROM (SELECT id FROM up UNION SELECT id FROM down) kin
"""


def rows() -> Iterator[Row]:
    """This will measure a trace from the middle of a family against the same walk in SQL."""
    with transaction.atomic():
        lot_id = fill()
        yield in_process(
            f"trace both ways, {SIZES.edges:,} edges (function; goal: under 2 s)",
            lambda: len(queries.trace(lot_id).lots),
            lambda: _ask(lot_id),
            goal=float("inf"),
            rounds=3,
        )
        transaction.set_rollback(True)


def _ask(lot_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [lot_id, lot_id])
        return int(cursor.fetchone()[0])


def fill() -> UUID:
    """This will make the lots and edges, and return a lot in the middle of a family."""
    family = GENERATIONS * WIDE
    families = max(SIZES.edges // ((GENERATIONS - 1) * WIDE * FROM), 1)
    count = families * family
    product, owner = Product.objects.values_list("pk", flat=True)[0], _owner()
    with connection.cursor() as cursor:
        cursor.execute(LOTS, [product, owner, AT, AT, AT, count])
        cursor.execute(LINKS, [WIDE, WIDE, WIDE, count, FROM, WIDE, GENERATIONS])
        cursor.execute("ANALYZE goods_lotlink")
        middle = families // 2 * family + GENERATIONS // 2 * WIDE
        cursor.execute("SELECT md5('lot' || %s)::uuid", [middle])
        found: Any = cursor.fetchone()[0]
    return UUID(str(found))


def _owner() -> UUID:
    return Party.objects.values_list("pk", flat=True)[0]
