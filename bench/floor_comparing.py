"""The comparison by hand: one statement, and the same arithmetic without a step written down."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from uuid import UUID

from django.db import connection

CENT, FINE = Decimal("0.01"), Decimal("0.0001")
STATEMENT = """
SELECT l.seq, q.supplier_id, l.quantity, o.price, q.tax_rate, q.payment_days,
    coalesce(r.rate, 1), f.finance_rate, f.reference_days, f.day_count
FROM supply_supplierquoteline o
JOIN supply_supplierquote q ON q.id = o.quote_id
JOIN supply_rfqline l ON l.id = o.rfq_line_id
JOIN supply_rfq f ON f.id = q.rfq_id
LEFT JOIN supply_rfqrate r ON r.rfq_id = f.id AND r.currency = q.currency
WHERE q.rfq_id = %s AND q.state = 'submitted'
"""


def cells(rfq_id: UUID) -> list[tuple[int, UUID, Decimal, int]]:
    """This will give line, supplier, cost a tonne and rank of every cell."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [rfq_id])
        read = cursor.fetchall()
    by_line = defaultdict(list)
    for seq, supplier, tonnes, price, tax, days, rate, finance, reference, year in read:
        unit = (price / (1 + tax) * rate).quantize(FINE, ROUND_HALF_UP)
        goods = (unit * tonnes).quantize(CENT, ROUND_HALF_UP)
        carriage = (tonnes * 80).quantize(CENT, ROUND_HALF_UP)
        duty = ((goods + carriage) * Decimal("0.02")).quantize(CENT, ROUND_HALF_UP)
        money = (goods * finance * (reference - days) / year).quantize(CENT, ROUND_HALF_UP)
        cost = ((goods + carriage + duty + money) / tonnes).quantize(FINE, ROUND_HALF_UP)
        by_line[seq].append((cost, supplier))
    found = []
    for seq, offers in by_line.items():
        units = sorted(cost for cost, _supplier in offers)
        found += [(seq, supplier, cost, units.index(cost) + 1) for cost, supplier in offers]
    return sorted(found)


def split(costs: dict[str, list[int]], most: int) -> int:
    """This will try every choice of so many suppliers."""
    return min(
        sum(map(min, *(costs[name] for name in chosen)))
        for chosen in combinations(sorted(costs), most)
    )
