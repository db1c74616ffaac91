"""A sealed log shows what was done to it behind its back."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backend.core.audit import actions, calc, queries
from backend.core.audit.models import Link
from backend.core.events.models import Event, Seal
from tests.core.party.test_create import cable
from tests.house_kit import Door


@pytest.fixture
def sealed(boss: Door, hear: object) -> list[Event]:
    """Three events in two seals."""
    boss.do("/core/parties", cable(uscc="", name="甲公司"))
    boss.do("/core/parties", cable(uscc="", name="乙公司"))
    assert actions.seal() == 2
    boss.do("/core/parties", cable(uscc="", name="丙公司"))
    assert actions.seal() == 1
    return list(Event.objects.order_by("id"))


def tamper(sql: str, *values: object) -> None:
    """Do what a person with the database's password could do: triggers off, change, on."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("core_event", "core_link", "core_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in ("core_event", "core_link", "core_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_whole_log_is_said_to_be_whole(sealed: list[Event]) -> None:
    said = io.StringIO()

    call_command("verify_audit", stdout=said)

    assert "3 events are as they were sealed" in said.getvalue()
    assert [seal.count for seal in Seal.objects.order_by("id")] == [2, 1]
    assert actions.seal() == 0


def test_an_ordinary_change_is_refused_by_the_database(sealed: list[Event]) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="never changed"):
        Event.objects.filter(pk=sealed[0].pk).update(reason="x")


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE core_event SET reason = 'x' WHERE id = %s", "is not what was sealed"),
        ("UPDATE core_event SET changes = '{}' WHERE id = %s", "is not what was sealed"),
        ("UPDATE core_event SET at = at + interval '1 second' WHERE id = %s", "not what was"),
        ("DELETE FROM core_event WHERE id = %s", "was removed"),
        ("DELETE FROM core_link WHERE event = %s", "slipped in"),
    ],
)
def test_tampering_shows_and_names_the_first_broken_row(
    sealed: list[Event], sql: str, says: str
) -> None:
    tamper(sql, sealed[1].pk)

    verdict = queries.verify()

    assert says in verdict.fault
    assert (verdict.event, verdict.count) == (sealed[1].pk, 1)
    with pytest.raises(CommandError, match=f"event {sealed[1].pk}"):
        call_command("verify_audit")


def test_an_event_slipped_into_the_past_shows(sealed: list[Event]) -> None:
    tamper(
        "INSERT INTO core_event (id, transaction, at, name, document, document_id, document_no,"
        " document_version, actor_label, source, changes, payload, reason, request_id)"
        " SELECT 0, transaction, at, name, document, document_id, 'FORGED', 1, actor_label,"
        " source, changes, payload, reason, request_id FROM core_event WHERE id = %s",
        sealed[1].pk,
    )

    verdict = queries.verify()

    assert verdict.fault.endswith("slipped in after the seal")
    assert "FORGED" in verdict.fault


def test_a_whole_new_chain_shows_against_a_head_noted_before(sealed: list[Event]) -> None:
    noted = queries.verify().head
    tamper("DELETE FROM core_link WHERE true OR event = %s", 0)
    tamper("DELETE FROM core_seal WHERE true OR id = %s", 0)
    tamper("UPDATE core_event SET reason = 'x' WHERE id = %s", sealed[0].pk)
    actions.seal()

    assert queries.verify().is_whole
    assert queries.verify(known_head=noted).fault == "the known head is not in the chain"


def test_equal_rows_have_equal_digests_and_order_matters() -> None:
    one, two = {"a": 1, "b": "铜"}, {"b": "铜", "a": 1}

    assert calc.canonical(one) == calc.canonical(two) == '{"a":1,"b":"铜"}'
    assert calc.digest(calc.GENESIS, one) != calc.digest(calc.digest(calc.GENESIS, two), one)


def test_links_are_counted_with_events(sealed: list[Event]) -> None:
    assert Link.objects.count() == 3
    assert queries.waiting() == 0


def test_the_auditor_reads_how_far_it_is_sealed(
    boss: Door, stranger: Door, nobody: Door, sealed: list[Event]
) -> None:
    answer = boss.see("/core/audit")

    assert (answer["sealed"], answer["waiting"]) == (3, 0)
    assert answer["head"] == queries.verify().head
    names = [row["name"] for row in answer["invariants"]]
    assert "core.audit.log_is_as_sealed" in names
    assert nobody.get("/core/audit").status_code == 401
    assert stranger.get("/core/audit").status_code == 403
