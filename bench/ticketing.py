"""Lists of tickets where there are 1,000,000: any page, filtered, against one statement each."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from backend.core.access.actor import system
from backend.core.http import lists, paging
from backend.core.party.models import Party
from backend.service.ticket.models import Ticket
from backend.service.ticket.schemas import TICKET
from bench.drive import Row, in_process
from bench.sizes import SIZES

AT = datetime(2026, 1, 1, tzinfo=UTC)
FILLED = {
    "id": "gen_random_uuid()",
    "no": "'FW-B-' || n",
    "state": "(ARRAY['closed','closed','closed','closed','closed','closed','closed','closed',"
    "'in_progress','new'])[1 + n % 10]",
    "priority": "(ARRAY['p1','p2','p3','p4'])[1 + n % 4]",
    "customer_id": "(SELECT parties[1 + n % cardinality(parties)])",
    "created_at": "t.created_at + n * interval '20 seconds'",
    "opened_at": "t.created_at + n * interval '20 seconds'",
    "due_at": "t.created_at + n * interval '20 seconds' + interval '1 day'",
}
"""What differs from ticket to ticket; the rest is as in the first one."""
SEEN = """
SELECT t.id, t.no, t.state, t.priority, t.kind, t.channel, t.summary, t.customer_id, c.name,
  t.asset_id, t.serial_no, p.name, t.is_covered, t.opened_at, t.due_at, t.due_kind, t.is_paused,
  t.is_late, t.resolved_at, t.symptom_code, t.owner_id, u.name, t.unit_id, t.merged_into_id,
  t.version, t.created_at
FROM service_ticket t JOIN core_party c ON c.id = t.customer_id
LEFT JOIN service_asset a ON a.id = t.asset_id LEFT JOIN goods_product p ON p.id = a.product_id
LEFT JOIN core_user u ON u.id = t.owner_id
WHERE {where} ORDER BY t.created_at DESC, t.id DESC LIMIT 51
"""
OPEN = "t.state IN ('new','triaged','assigned','in_progress','waiting_customer','waiting_parts'," \
    "'waiting_supplier','reopened')"  # fmt: skip


def rows() -> Iterator[Row]:
    """This will measure four lists over all tickets, in a transaction that is taken back."""
    with transaction.atomic():
        middle, customer = fill()
        behind = ("(t.created_at, t.id) < (%s, %s)", list(middle))
        cursor = paging.encode(middle[0].isoformat(), middle[1])
        for name, query, (where, given) in (
            ("first page", {}, ("TRUE", [])),
            ("a page in the middle", {"after": cursor}, behind),
            ("open and urgent", {"is_open": True, "priority": "p1"},
             (f"{OPEN} AND t.priority = 'p1'", [])),
            ("one customer's", {"customer_id": customer}, ("t.customer_id = %s", [customer])),
        ):  # fmt: skip
            yield in_process(
                f"tickets, {name}, of {SIZES.tickets:,} (function)",
                _ours(query),
                _bare(where, given),
                goal=2.5,
                rounds=20,
            )
        transaction.set_rollback(True)


def _ours(query: dict[str, Any]) -> Callable[[], list[str]]:
    asked: Any = lists.list_schema(TICKET)
    actor = system("bench")

    def ask() -> list[str]:
        found = lists.page(TICKET, actor, asked(limit=50, ordering="-created_at", **query))
        return [str(row["id"]) for row in found["items"]]

    return ask


def _bare(where: str, given: list[Any]) -> Callable[[], list[str]]:
    statement = SEEN.format(where=where)

    def ask() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()[:50]]
        return [str(row["id"]) for row in found]

    return ask


def fill() -> tuple[tuple[datetime, Any], Any]:
    """This will make the tickets from one; the place in the middle and a customer come back."""
    parties = list(Party.objects.order_by("pk").values_list("pk", flat=True)[:2_000])
    first = Ticket(
        no="FW-B", customer_id=parties[0], channel="phone", summary="主轴异响", opened_at=AT,
        due_at=AT, created_at=AT, updated_at=AT,
    )  # fmt: skip
    Ticket.objects.bulk_create([first])
    columns = [field.column for field in Ticket._meta.concrete_fields]
    values = ", ".join(FILLED.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO service_ticket ({names}) SELECT {values.replace('%', '%%')} "
            "FROM service_ticket t, "
            "generate_series(1, %s) n, (SELECT %s::uuid[] AS parties) q WHERE t.id = %s",
            [SIZES.tickets - 1, parties, first.pk],
        )
        cursor.execute("ANALYZE service_ticket")
    middle = Ticket.objects.filter(no=f"FW-B-{SIZES.tickets // 2}").values_list("created_at", "id")
    return middle[0], parties[len(parties) // 2]
