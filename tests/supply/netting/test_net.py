"""What a mill owes us against what we owe it, on both of its accounts, to the cent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from backend.supply.payable.models import Payable
from tests.crm.receivable import kit as sales
from tests.house_kit import Door, door_for, person
from tests.supply import kit
from tests.supply.processing.kit import DAY, Works, at, works

Json = dict[str, Any]
Hear = Callable[[], int]
NET = "/supply/nettings"


@pytest.fixture
def here(boss: Door) -> Works:
    return works(boss)


@pytest.fixture
def chief(db: None) -> Door:
    return door_for(person("chief", superuser=True))


def worked(here: Works, *, claims: tuple[Json, ...] = ()) -> None:
    """A tonne of cathode is drawn: 0.930 t at 2,260.00 is 2,101.80, less what is claimed."""
    order = here.order(outputs=[{"product_id": here.ids["rod"], "quantity": "0.930"}])
    pk = order["id"]
    here.send(pk, here.lot("1.000", "60000"), "1.000")
    here.do(pk, "receive", here.back(order, accepted="0.930"))
    here.do(pk, "reconcile", {"at": at(9)})
    gone = {"at": at(9), "kind": "process", "weight": "0.070", "reason": "氧化皮"}
    here.do(pk, "record_loss", gone)
    here.settle(pk, claims=list(claims))


def debts(here: Works) -> tuple[list[tuple[str, str]], Json]:
    """What is open, by side and size."""
    found = here.boss.see(f"{NET}/open", party_id=here.ids["mill"])
    return [(row["side"], row["open"]) for row in found["items"]], found


def statement(here: Works) -> Json:
    """The mill's account as its supplier statement shows it."""
    body = {"on": DAY, "party_id": here.ids["mill"], "since": "2026-07-01", "until": "2026-07-31"}
    return here.boss.do("/supply/statements", body)


def test_two_debts_cancel_by_one_paper_that_a_second_person_confirms(
    here: Works, chief: Door, hear: Hear
) -> None:
    mill = here.ids["mill"]
    nothing = kit.refused(here.boss, NET, {"on": DAY, "party_id": mill})
    assert "我方应付 0.00，对方应付 0.00" in nothing["detail"]
    worked(here)
    worked(here, claims=({"text": "表面划伤", "amount": "10000.00"},))
    sold = sales.deal(here.boss, {"id": mill}, lines=[("1.000", "20000.00")], terms=sales.CREDIT)
    hear()
    # A settled order opened what is owed: once for us, once, with the claim, for them.
    assert sorted(str(row.open) for row in Payable.objects.filter(party_id=mill)) == [
        "-7898.20", "2101.80",
    ]  # fmt: skip
    rows, found = debts(here)
    assert rows == [("ours", "2101.80"), ("theirs", "7898.20"), ("theirs", "6000.00")] or (
        rows == [("ours", "2101.80"), ("theirs", "6000.00"), ("theirs", "7898.20")]
    )
    assert (found["ours"], found["theirs"], found["common"]) == ("2101.80", "13898.20", "2101.80")
    claim = next(r for r in found["items"] if r["receivable_id"])
    mine = next(r for r in found["items"] if r["side"] == "ours")
    back = next(r for r in found["items"] if r["side"] == "theirs" and r["payable_id"])
    body = {"on": DAY, "party_id": mill, "rows": [
        {"payable_id": mine["payable_id"], "amount": "2101.80"},
        {"payable_id": back["payable_id"], "amount": "1000.00"},
        {"receivable_id": claim["receivable_id"], "amount": "1101.79"},
    ]}  # fmt: skip

    uneven = kit.refused(here.boss, NET, body, status=422)
    assert "2101.80，抵减对方欠款 2101.79" in uneven["detail"]
    body["rows"][2]["amount"] = "1101.80"  # type: ignore[index]
    made = here.boss.do(NET, body)
    path = f"{NET}/{made['id']}"
    yes = {"at": at(21), "agreed_by": "王厂长"}
    assert kit.refused(here.boss, f"{path}/confirm", yes, status=403)["detail"].startswith("抵账须")
    assert debts(here)[1]["common"] == "2101.80"
    done = chief.do(f"{path}/confirm", yes)

    assert (done["state"], done["amount"], done["amount_words"]) == (
        "confirmed", "2101.80", "人民币贰仟壹佰零壹元捌角",
    )  # fmt: skip
    assert debts(here)[1]["ours"] == "0.00"
    assert here.boss.see(f"/crm/receivables/{claim['receivable_id']}")["open"] == "4898.20"
    assert here.boss.see(f"/supply/payables/{back['payable_id']}")["open"] == "-6898.20"
    told = statement(here)
    assert [(r["kind"], r["amount"]) for r in told["rows"] if r["kind"] == "offset"] == [
        ("offset", "-2101.80"), ("offset", "1000.00"),
    ]  # fmt: skip
    assert (told["supplied"], told["paid"], told["closing"]) == (
        "-5796.40", "1101.80", "-6898.20",
    )  # fmt: skip
    since = {"since": "2026-07-01", "until": "2026-07-31", "party_id": mill}
    money = here.boss.see("/crm/receipts", party_id=mill)["items"]
    assert [(r["amount"], r["method"]) for r in money] == [("1101.80", "offset")], since
    assert here.boss.get(f"{path}/agreement.pdf").content.startswith(b"%PDF")
    call_command("check_invariants")

    # Its payment goes back with it only; taken back on the customer's side, ours follows.
    alone = f"/supply/payments/{done['payment_id']}/void"
    said = kit.refused(here.boss, alone, {"at": at(22), "reason": "误操作"})
    assert f"由抵账单 {made['no']} 生成" in said["detail"]
    back_too = f"/crm/receipts/{done['receipt_id']}/reverse"
    here.boss.do(back_too, {"at": at(22), "reason": "对方反悔"})
    hear()
    assert here.boss.see(path)["state"] == "reversed"
    assert debts(here)[1]["common"] == "2101.80"
    assert statement(here)["closing"] == "-5796.40"
    assert sold["party_id"] == mill
    call_command("check_invariants")


def test_all_that_both_sides_owe_is_taken_oldest_first(
    here: Works, chief: Door, hear: Hear
) -> None:
    worked(here)
    worked(here, claims=({"text": "短少", "amount": "3000.00"},))
    hear()

    made = here.boss.do(NET, {"on": DAY, "party_id": here.ids["mill"]})

    # 2,101.80 are owed to the mill, 898.20 to us.
    assert [(r["side"], r["amount"]) for r in made["lines"]] == [
        ("ours", "898.20"), ("theirs", "898.20"),
    ]  # fmt: skip
    twin = here.boss.do(NET, {"on": DAY, "party_id": here.ids["mill"]})
    yes = {"at": at(21), "agreed_by": "王厂长"}
    done = chief.do(f"{NET}/{made['id']}/confirm", yes)
    assert done["receipt_id"] is None
    gone = kit.refused(chief, f"{NET}/{twin['id']}/confirm", yes)
    assert "不足抵账 898.20" in gone["detail"]
    here.boss.do(f"{NET}/{twin['id']}/void", {"reason": "重复"})
    again = here.boss.do(f"{NET}/{made['id']}/reverse", {"at": at(22), "reason": "改为付款"})
    assert again["state"] == "reversed"
    assert debts(here)[1]["common"] == "898.20"
    call_command("check_invariants")
