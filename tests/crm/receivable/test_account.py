"""How late customers are, and the statement of account."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.crm.receivable import actions, queries
from tests.crm.receivable import kit
from tests.house_kit import Door, door_for, grant_all, person, unit

Hear = Callable[[], int]
SYSTEM = system("test")
NAMES = ("not_due", "d1_30", "d31_60", "d61_90", "d91_180", "d181_365", "over_365")
ONE = ({"portion": "percent", "percent": "1", "trigger": "signing"},)
DUE = date(2026, 7, 1)


def small(boss: Door, hear: Hear, price: str, on: str, party: dict | None = None) -> dict:
    """A contract of one tonne that is due on the day it is signed."""
    return kit.planned(boss, hear, party, terms=ONE, lines=(("1.000", price),), on=on, until=None)


def test_a_debt_moves_through_the_buckets_day_by_day(boss: Door, hear: Hear) -> None:
    small(boss, hear, "1000.00", "2026-07-01")

    def bucket(days: int) -> str:
        found = boss.see("/crm/receivables/ageing", on=str(DUE + timedelta(days=days)))
        (name,) = [n for n in NAMES if found["totals"][n] == "1000.00"]
        assert found["totals"]["total"] == "1000.00"
        return name

    assert [bucket(d) for d in (-1, 0, 1, 30, 31, 60, 61, 90, 91, 180, 181, 365, 366)] == [
        "not_due",
        "not_due",
        "d1_30",
        "d1_30",
        "d31_60",
        "d31_60",
        "d61_90",
        "d61_90",
        "d91_180",
        "d91_180",
        "d181_365",
        "d181_365",
        "over_365",
    ]


def test_ageing_by_customer_puts_the_largest_overdue_first(boss: Door, hear: Hear) -> None:
    first, second = kit.buyer(boss, "甲公司"), kit.buyer(boss, "乙公司")
    late = small(boss, hear, "1000.00", "2026-05-01", first)
    small(boss, hear, "500.00", "2026-07-01", first)
    small(boss, hear, "3000.00", "2026-06-25", second)
    kit.pay(boss, late, "400.00")

    found = boss.see("/crm/receivables/ageing", on="2026-07-01")

    rows = [(r["name"], r["not_due"], r["d1_30"], r["d61_90"], r["total"]) for r in found["items"]]
    assert rows == [
        ("乙公司", "0.00", "3000.00", "0.00", "3000.00"),
        ("甲公司", "500.00", "0.00", "600.00", "1100.00"),
    ]
    assert found["totals"]["overdue"] == "3600.00"
    by_owner = boss.see("/crm/receivables/ageing", on="2026-07-01", by="owner")
    assert [(row["code"], row["total"]) for row in by_owner["items"]] == [("boss", "4100.00")]


def test_money_to_be_paid_back_stands_apart(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "15578290.00")
    actions.finalise(
        UUID(signed["id"]), actor=SYSTEM, total=Decimal("15500000.00"), on=date(2026, 7, 1)
    )

    totals = boss.see("/crm/receivables/ageing", on="2026-09-01")["totals"]

    assert (totals["total"], totals["overdue"], totals["refund_due"]) == (
        "0.00",
        "0.00",
        "78290.00",
    )


def test_ageing_shows_only_what_the_reader_may_see(
    boss: Door, stranger: Door, nobody: Door, hear: Hear
) -> None:
    small(boss, hear, "1000.00", "2026-05-01")
    team = grant_all("crm.view_receivable", scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    path = "/crm/receivables/ageing"

    assert nobody.get(path, on="2026-07-01").status_code == 401
    assert stranger.get(path, on="2026-07-01").status_code == 403
    seen = neighbour.see(path, on="2026-07-01")
    assert (seen["items"], seen["totals"]["total"]) == ([], "0.00")
    for query in ({}, {"on": "x"}, {"on": "2026-07-01", "by": "moon"}):
        assert boss.get(path, **query).status_code == 422


def test_ageing_costs_the_same_for_one_customer_and_for_five(boss: Door, hear: Hear) -> None:
    small(boss, hear, "1000.00", "2026-05-01")
    with CaptureQueriesContext(
        connection,
    ) as one:
        boss.see("/crm/receivables/ageing", on="2026-07-01")
    for name in "乙丙丁戊":
        small(boss, hear, "1000.00", "2026-05-01", kit.buyer(boss, f"{name}公司"))
    with CaptureQueriesContext(connection) as five:
        boss.see("/crm/receivables/ageing", on="2026-07-01")

    assert len(one) == len(five)


def test_overdue_and_promised_lists_for_the_home_page(boss: Door, hear: Hear) -> None:
    older = small(boss, hear, "1000.00", "2026-05-01")
    party = {"id": older["party_id"]}
    newer = small(boss, hear, "500.00", "2026-06-01", party)
    path = f"/crm/receivables/{kit.plan(newer)[0].pk}/promise"
    boss.do(path, {"promised_on": "2026-07-03"})

    late = list(queries.overdue(SYSTEM, on=date(2026, 7, 1)))
    promised = list(queries.promised(SYSTEM, until=date(2026, 7, 3)))

    assert [line.no for line in late] == [f"{older['no']}-1", f"{newer['no']}-1"]
    assert [line.no for line in promised] == [f"{newer['no']}-1"]


def test_a_statement_opens_moves_and_closes(boss: Door, hear: Hear) -> None:
    old = small(boss, hear, "1000.00", "2026-05-01")
    party = old["party_id"]
    kit.receive(boss, "300.00", party_id=party, received_on="2026-05-20", bank_reference="A1")
    bounced = kit.receive(boss, "50.00", party_id=party, received_on="2026-06-30")
    small(boss, hear, "500.00", "2026-07-01", {"id": party})
    boss.do(f"/crm/receipts/{bounced['id']}/reverse", {"at": kit.AT, "reason": "银行退汇"})
    kit.receive(boss, "700.00", party_id=party, received_on="2026-07-03", bank_reference="A2")

    query = {"party_id": party, "since": "2026-07-01", "until": "2026-07-31"}
    found = boss.see("/crm/receivables/statement", **query)

    assert found["opening"] == "650.00"
    moved = [
        (m["on"], m["kind"], m["debit"], m["credit"], m["balance"]) for m in found["movements"]
    ]
    assert moved == [
        ("2026-07-01", "instalment", "500.00", "0.00", "1150.00"),
        ("2026-07-02", "reversal", "50.00", "0.00", "1200.00"),
        ("2026-07-03", "receipt", "0.00", "700.00", "500.00"),
    ]
    assert (found["debits"], found["credits"], found["closing"]) == ("550.00", "700.00", "500.00")
    later = boss.see(
        "/crm/receivables/statement", party_id=party, since="2026-08-01", until="2026-08-31"
    )
    assert (later["opening"], later["movements"], later["closing"]) == ("500.00", [], "500.00")


def test_a_statement_prints(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    kit.pay(boss, signed, "2459730.00")
    query = {"party_id": signed["party_id"], "since": "2026-07-01", "until": "2026-07-31"}

    printed = boss.get("/crm/receivables/statement.pdf", **query)

    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF-")


def test_who_may_read_a_statement(boss: Door, stranger: Door, nobody: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    query = {"party_id": signed["party_id"], "since": "2026-07-01", "until": "2026-07-31"}
    rights = ("crm.view_receivable", "crm.view_receipt", "core.view_party")
    team = grant_all(*rights, scope=Scope.TEAM)
    neighbour = door_for(person("neighbour", team=unit("华西"), grants=team))
    holder = door_for(person("holder", grants=grant_all(*rights)))

    for path in ("/crm/receivables/statement", "/crm/receivables/statement.pdf"):
        assert nobody.get(path, **query).status_code == 401
        assert stranger.get(path, **query).status_code == 403
        assert neighbour.get(path, **query).status_code == 404
        assert holder.get(path, **query).status_code == 200
    backwards = {**query, "until": "2026-06-30"}
    answer = boss.get("/crm/receivables/statement", **backwards)
    assert (answer.status_code, list(answer.body["errors"])) == (422, ["until"])
