"""Money that came in: on file, in suspense, identified."""

from collections.abc import Callable

import pytest

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.crm.receivable.models import Receipt
from tests.crm.receivable import kit
from tests.house_kit import Door, door_for, person, unit

Hear = Callable[[], int]


def test_a_receipt_for_a_contract_belongs_to_its_customer(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)

    made = kit.receive(boss, "2459730.00", contract_id=signed["id"])

    assert made["no"] == "SK-2026-0001"
    assert (made["state"], made["party_id"]) == ("unallocated", signed["party_id"])
    assert (made["contract_no"], made["left"]) == (signed["no"], "2459730.00")
    assert made["verbs"] == ["allocate", "reverse"]
    event = Event.objects.get(name="crm.receipt.registered")
    assert str(event.party_id) == signed["party_id"]


def test_money_of_unknown_origin_waits_in_suspense_until_identified(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    made = kit.receive(boss, "100.00", payer_name="某某贸易")
    path = f"/crm/receipts/{made['id']}"

    early = boss.post(f"{path}/allocate", {"at": kit.AT})
    nobodys = boss.post(f"{path}/identify", {})
    known = boss.do(f"{path}/identify", {"contract_id": signed["id"]})

    assert (made["state"], early.status_code, nobodys.status_code) == ("suspense", 409, 422)
    assert early.body["verbs"] == ["identify", "reverse"]
    assert (known["state"], known["party_id"]) == ("unallocated", signed["party_id"])
    assert boss.post(f"{path}/identify", {"contract_id": signed["id"]}).status_code == 409


def test_one_line_of_the_bank_is_one_receipt(boss: Door) -> None:
    body = kit.receipt_body("100.00", party_id=kit.buyer(boss)["id"])
    boss.do("/crm/receipts", body)

    again = boss.post("/crm/receipts", {**body, "amount": "200.00"})

    assert again.status_code == 409
    assert again.body["type"] == "/problems/same-money-twice"
    assert Receipt.objects.count() == 1


def test_a_reference_may_come_again_after_the_bank_took_it_back(boss: Door) -> None:
    body = kit.receipt_body("100.00", party_id=kit.buyer(boss)["id"])
    made = boss.do("/crm/receipts", body)
    path = f"/crm/receipts/{made['id']}/reverse"
    boss.do(path, {"at": kit.AT, "reason": "银行退汇"})

    again = boss.post("/crm/receipts", body)

    assert again.status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0.00"),
        ("amount", "-1.00"),
        ("amount", "NaN"),
        ("amount", "1e5"),
        ("amount", "0.001"),
        ("amount", 100),
        ("amount", "99999999999999999.00"),
        ("received_on", "2026-02-30"),
        ("received_on", "0001-01-01"),
        ("payer_name", ""),
        ("payer_name", "a\u0000b"),
        ("method", "barter"),
        ("bank_reference", ""),
        ("party_id", "00000000-0000-0000-0000-000000000000"),
        ("contract_id", "x"),
        ("colour", "red"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(boss: Door, field: str, value: object) -> None:
    party = kit.buyer(boss)["id"]

    answer = boss.post("/crm/receipts", kit.receipt_body("100.00", party_id=party) | {field: value})

    assert answer.status_code == 422
    assert field in answer.body["errors"], answer.body
    assert Receipt.objects.count() == 0


def test_a_contract_of_another_customer_is_refused(boss: Door, hear: Hear) -> None:
    signed = kit.planned(boss, hear)
    other = kit.buyer(boss, "铜陵某某铜业")

    answer = boss.post(
        "/crm/receipts",
        kit.receipt_body("1.00", party_id=other["id"], contract_id=signed["id"]),
    )

    assert (answer.status_code, list(answer.body["errors"])) == (422, ["contract_id"])


def test_who_may_register_and_see(boss: Door, stranger: Door, nobody: Door) -> None:
    party = kit.buyer(boss)["id"]
    grants = {"crm.create_receipt": Scope.TEAM, "crm.view_receipt": Scope.TEAM}
    east = door_for(
        person("ann", team=unit("华东"), grants={**grants, "core.view_party": Scope.ALL})
    )
    west = door_for(person("bob", team=unit("华西"), grants=grants))
    body = kit.receipt_body("100.00", party_id=party)

    assert nobody.post("/crm/receipts", body).status_code == 401
    assert stranger.post("/crm/receipts", body).status_code == 403
    unseen = west.post("/crm/receipts", body)
    assert (unseen.status_code, list(unseen.body["errors"])) == (422, ["party_id"])
    assert Receipt.objects.count() == 0
    made = east.do("/crm/receipts", body)
    path = f"/crm/receipts/{made['id']}"
    assert made["withheld"] == ["payer_account"]
    assert west.get(path).status_code == 404
    assert west.see("/crm/receipts")["items"] == []
    assert east.post(f"{path}/allocate", {"at": kit.AT}).status_code == 403
    assert west.post(f"{path}/reverse", {"at": kit.AT, "reason": "试试"}).status_code == 403
