"""Certificates that run out, and accounts that two people change."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from backend.core.access.models import Mode
from backend.core.party.models import PartyBank
from backend.notify.inbox.models import Message
from backend.supply.supplier import calc, jobs, queries
from tests.house_kit import Door, door_for, grant_all, person
from tests.supply import kit

CALL = {
    "called_at": "2026-07-01T10:00:00+08:00",
    "called_phone": "0510-8888 6666",
    "spoke_with": "财务 陈经理",
    "call_note": "核对新账户无误",
    "reason": "对方更换开户行",
}


def certificate(boss: Door, supplier: kit.Json, number: str, **facts: str) -> str:
    """A verified certificate; its path."""
    body = {"supplier_id": supplier["id"], "kind": "quality", "number": number, **facts}
    path = f"/supply/certificates/{boss.do('/supply/certificates', body)['id']}"
    boss.do(f"{path}/verify", {"on": "2026-07-01", "note": "官网可查"})
    return path


def blocks(supplier: kit.Json, category: str, on: str) -> tuple[str, ...]:
    party_id = UUID(supplier["party_id"])
    return queries.standing(party_id, category=category, on=date.fromisoformat(on)).blocks


def test_an_expired_certificate_blocks_its_category_only(boss: Door) -> None:
    maker = kit.supplier(boss, "双品铜业", categories=["rod", "strip"])
    path = certificate(boss, maker, "Q-ROD", category="rod", expires_on="2026-08-31")
    assert blocks(maker, "rod", "2026-08-31") == ()
    said = "供应商“双品铜业”的质量管理体系 Q-ROD 已于 2026-08-31 过期，请先上传并核验新证书。"
    assert blocks(maker, "rod", "2026-09-01") == (said,)
    assert blocks(maker, "strip", "2026-09-01") == ()
    party_id = UUID(maker["party_id"])
    with pytest.raises(queries.CertificateExpired):
        queries.require(party_id, category="rod", on=date(2026, 9, 1), purpose="rfq")

    body = {"supplier_id": maker["id"], "kind": "quality", "number": "Q-NEW", "category": "rod"}
    fresh = boss.do("/supply/certificates", {**body, "expires_on": "2027-08-31"})
    assert blocks(maker, "rod", "2026-09-01") == (said,)
    boss.do(f"/supply/certificates/{fresh['id']}/verify", {"on": "2026-09-01"})
    assert blocks(maker, "rod", "2026-09-01") == ()

    kit.refused(boss, "/supply/certificates", body)
    match = f'"{boss.see(path)["version"]}"'
    assert boss.patch(path, {"number": "Q-X"}, match=match).status_code == 409
    stale = boss.do("/supply/certificates", {**body, "number": "OLD", "expires_on": "2026-01-01"})
    old = f"/supply/certificates/{stale['id']}"
    assert "过期" in kit.refused(boss, f"{old}/verify", {"on": "2026-07-01"})["detail"]
    assert boss.do(f"{old}/refuse", {"on": "2026-07-01", "reason": "已过期"})["state"] == "refused"
    backwards = {**body, "number": "B", "issued_on": "2026-07-02", "expires_on": "2026-07-01"}
    kit.refused(boss, "/supply/certificates", backwards, status=422)


def test_warnings_come_once_a_step_and_again_when_it_has_expired(
    boss: Door, hear: Callable[[], int]
) -> None:
    maker = kit.supplier(boss, "准时铜业")
    path = certificate(boss, maker, "Q-1", expires_on="2026-09-30")
    certificate(boss, maker, "Q-2", kind="safety", expires_on="2026-12-31")
    hear()
    told = []
    for day in ("07-31", "08-01", "08-02", "08-30", "08-31", "09-23", "09-30", "10-01", "10-02"):
        tally = jobs.warn(on=date.fromisoformat(f"2026-{day}"))
        again = jobs.warn(on=date.fromisoformat(f"2026-{day}"))
        assert again.changed == 0
        if tally.changed:
            told.append(day)
    hear()

    assert told == ["08-01", "08-31", "09-23", "10-01"]
    titles = list(Message.objects.filter(title__contains="Q-1").order_by("id"))
    assert len(titles) == 4
    assert "已于 2026-09-30 过期" in titles[-1].title
    boss.do(f"{path}/withdraw", {"reason": "换证"})
    assert blocks(maker, "cathode", "2026-10-02") == ()
    assert calc.warning_due(date(2026, 7, 1), on=date(2026, 7, 1), told=None) == 7


def test_an_account_changes_by_two_people_who_called_a_known_number(boss: Door) -> None:
    maker = kit.supplier(
        boss,
        "江阴铜业",
        party={
            "phone": "051088886666",
            "banks": [{"bank": "工行江阴支行", "account": "6222000011112222"}],
        },
    )
    kit.party(boss, "马甲公司", banks=[{"bank": "某行", "account": "6222999988887777"}])
    other = door_for(person("checker", superuser=True))
    old = boss.see(f"/supply/suppliers/{maker['id']}")["banks"][0]["id"]
    changes = "/supply/bank-changes"
    body = {
        "supplier_id": maker["id"],
        "kind": "replace",
        "bank_id": old,
        "bank": "农行江阴支行",
        "account": "6222999988887777",
        **CALL,
    }
    stranger = kit.refused(boss, changes, {**body, "called_phone": "13900001111"}, status=422)
    assert list(stranger["errors"]) == ["called_phone"]
    kit.refused(boss, changes, {**body, "bank_id": None}, status=422)
    kit.refused(boss, changes, {**body, "account": "6222000011112222"}, status=422)
    kit.refused(boss, changes, {**body, "called_at": "2199-01-01T00:00:00Z"}, status=422)
    made = boss.do(changes, body)
    path = f"{changes}/{made['id']}"
    assert (made["old_account"], made["is_elsewhere"]) == ("6222000011112222", True)
    assert kit.refused(boss, changes, body)["detail"].startswith("该供应商已有一份待复核")

    for verb in ("confirm", "reject"):
        given = {"reason": "不对"} if verb == "reject" else {}
        problem = kit.refused(boss, f"{path}/{verb}", given)
        assert problem["detail"].startswith("申请人不能复核自己提出的账户变更")
    on_file = PartyBank.objects.filter(party_id=maker["party_id"])
    assert [row.account for row in on_file] == ["6222000011112222"]
    done = other.do(f"{path}/confirm", {"note": "已再次电话核实"})

    assert (done["state"], done["decided_by_id"]) == ("confirmed", other.user.pk)  # type: ignore[union-attr]
    assert [(row.bank, row.account) for row in on_file.all()] == [
        ("农行江阴支行", "6222999988887777")
    ]
    party = f"/core/parties/{maker['party_id']}"
    sly = {"banks": [{"bank": "某行", "account": "6222333344445555"}]}
    answer = boss.patch(party, sly, match=f'"{boss.see(party)["version"]}"')
    assert (answer.status_code, answer.body["detail"][:9]) == (409, "供应商的收款账户须")
    kept = {"banks": [{"bank": "农行江阴支行", "account": "6222999988887777"}]}
    assert boss.patch(party, kept, match=f'"{boss.see(party)["version"]}"').status_code == 200


def test_an_account_is_closed_to_a_buyer_without_the_field(boss: Door) -> None:
    maker = kit.supplier(
        boss,
        "保密铜业",
        party={"phone": "051088886666", "banks": [{"bank": "工行", "account": "6222000011112222"}]},
        contacts=[{"name": "陈经理", "phone": "13812345678"}],
        risk_note="有一起合同纠纷",
    )
    views = grant_all("supply.view_supplier", "supply.view_bank_change", "core.view_party")
    body = {"kind": "add", "bank": "农行", "account": "6222999988887777"}
    made = boss.do("/supply/bank-changes", {"supplier_id": maker["id"], **body, **CALL})
    masked = {("supply.bank_change", "account"): Mode.MASKED}
    buyer = door_for(person("reader", grants=views, fields=masked))

    seen = buyer.see(f"/supply/suppliers/{maker['id']}")
    assert (seen["banks"][0]["account"], seen["contacts"][0]["phone"]) == (None, None)
    assert seen["risk_note"] is None
    change = buyer.see(f"/supply/bank-changes/{made['id']}")
    assert (change["account"], change["called_phone"]) == ("****7777", None)
    assert kit.refused(buyer, f"/supply/bank-changes/{made['id']}/confirm", {}, status=403)
    assert boss.see(f"/supply/bank-changes/{made['id']}")["state"] == "requested"
