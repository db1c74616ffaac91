"""An open request from draft to purchase: phone, questions, more time, a second round."""

from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from backend.core import invariants
from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.supply.rfq import actions, jobs, queries
from backend.supply.rfq.actions.buying import BoughtAlready
from tests.house_kit import Door, door_for, person
from tests.supply import kit as supply
from tests.supply.kit import refused
from tests.supply.rfq import kit

TODAY = "2026-07-05T09:00:00+08:00"


@pytest.fixture
def here(boss: Door) -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield kit.world(boss)


def phone(here: kit.World, rfq: dict[str, Any], name: str, **facts: Any) -> dict[str, Any]:
    """A quote that a buyer writes down."""
    body = kit.offers(rfq)[name] | {
        "supplier_id": here.suppliers[name]["id"],
        "channel": "phone",
        "channel_note": "七月五日上午电话报价",
    }
    made = here.boss.do("/supply/supplier-quotes", body | facts)
    return here.boss.do(f"/supply/supplier-quotes/{made['id']}/submit")


def test_an_open_request_is_asked_about_extended_and_quoted_by_phone(here: kit.World) -> None:
    rfq = kit.rfq(here, kind="open")
    at = f"/supply/rfqs/{rfq['id']}"
    frozen = here.boss.patch(at, {"finance_rate": "0.09"}, match=f'"{rfq["version"]}"')
    assert frozen.status_code == 409

    a, b, c = (here.doors[name] for name in "abc")
    seen = a.see(at)
    assert (seen["invitations"], seen["costs"], seen["finance_rate"]) == (None, None, None)
    assert [row["code"] for row in seen["penalties"]] == ["deviation", "no_brand"]
    assert {row["amount"] for row in seen["penalties"]} == {None}
    assert a.get(f"{at}/comparison").status_code == 404
    a.do(f"{at}/ask", {"text": "可否部分交货？"})
    b.do(f"{at}/ask", {"text": "我方报价可含保险吗？"})
    known = {q["text"]: q["id"] for q in here.boss.see(at)["questions"]}
    here.boss.do(f"{at}/answer", {"question_id": known["可否部分交货？"], "answer": "可分两批"})
    here.boss.do(
        f"{at}/answer",
        {"question_id": known["我方报价可含保险吗？"], "answer": "可以", "is_private": True},
    )
    told = [
        sorted((q["text"], q["answer"]) for q in door.see(f"{at}/conversation")["questions"])
        for door in (a, b)
    ]
    assert told[0] == [("可否部分交货？", "可分两批")]
    assert told[1] == [("可否部分交货？", "可分两批"), ("我方报价可含保险吗？", "可以")]
    c.do(f"{at}/decline", {"reason": "检修停产"})
    refused(here.boss, f"{at}/extend", {"deadline": kit.DEADLINE, "reason": "再等等"}, status=422)
    here.boss.do(f"{at}/extend", {"deadline": "2026-07-05T18:00:00+08:00", "reason": "b 要求延期"})
    here.boss.do(f"{at}/add-addendum", {"text": "铝锭改为 Al99.70"})

    unsaid = kit.offers(rfq)["a"] | {"supplier_id": here.suppliers["a"]["id"], "channel": "phone"}
    refused(here.boss, "/supply/supplier-quotes", unsaid, status=422)
    first = phone(here, rfq, "a")
    better = kit.offers(rfq)["a"]
    better["lines"][0]["price"] = "81247.0000"
    second = a.do("/supply/supplier-quotes", better)
    a.do(f"/supply/supplier-quotes/{second['id']}/submit")
    mine = f"/supply/supplier-quotes/{first['id']}"
    assert (a.see(mine)["state"], second["revision"]) == ("revised", 2)
    assert b.get(mine).status_code == 404
    assert b.post(f"{mine}/withdraw", {"reason": "别人的报价"}).status_code == 404
    assert [x["id"] for x in b.see("/supply/supplier-quotes")["items"]] == []

    matrix = here.boss.see(f"{at}/comparison")
    # 81,247 / 1.13 = 71,900 x 100 + 1,000.
    assert [cell["amount"] for cell in matrix["lines"][0]["cells"]] == ["7191000.00"]
    line = matrix["lines"][0]["cells"][0]["quote_line_id"]
    here.boss.do(
        f"{at}/note-cell",
        {"quote_line_id": line, "text": "样品非注册品牌", "qualities": ["no_brand"]},
    )
    cell = here.boss.see(f"{at}/comparison")["lines"][0]["cells"][0]
    assert (cell["amount"], cell["note"]) == ("7194000.00", "样品非注册品牌")
    refused(here.boss, f"{at}/close")
    with time_machine.travel("2026-07-05T18:00:00+08:00", tick=False):
        refused(a, f"/supply/supplier-quotes/{second['id']}/withdraw", {"reason": "后悔了"})
        assert jobs.close_due().changed == 1
        assert here.boss.see(at)["state"] == "closed"


def test_a_second_round_is_for_those_who_quoted_and_sealed_again(here: kit.World) -> None:
    rfq = kit.rfq(here)
    at = f"/supply/rfqs/{rfq['id']}"
    a, b = here.doors["a"], here.doors["b"]
    by_hand = kit.offers(rfq)["a"] | {
        "supplier_id": here.suppliers["a"]["id"],
        "channel": "phone",
        "channel_note": "电话",
    }
    told = refused(here.boss, "/supply/supplier-quotes", by_hand)
    assert told["type"] == "/problems/only-themselves"
    made = a.do("/supply/supplier-quotes", kit.offers(rfq)["a"])
    a.do(f"/supply/supplier-quotes/{made['id']}/submit")
    left = b.do("/supply/supplier-quotes", kit.offers(rfq)["b"])
    with time_machine.travel(kit.AFTER, tick=False):
        kit.open_both(here, rfq)
        assert b.see(f"/supply/supplier-quotes/{left['id']}")["state"] == "expired"
        assert b.see(f"/supply/supplier-quotes/{left['id']}")["is_sealed"] is True
        more = {"deadline": "2026-07-05T19:00:00+08:00", "reason": "请各家再报一次"}
        again = here.boss.do(f"{at}/second-round", more)
        assert (again["round"], again["is_sealed_now"]) == (2, True)
        assert here.boss.get(f"{at}/comparison").status_code == 409
        refused(b, "/supply/supplier-quotes", kit.offers(rfq)["b"])
        last = kit.offers(rfq)["a"]
        last["lines"][0]["price"] = "80230.0000"
        made = a.do("/supply/supplier-quotes", last)
        a.do(f"/supply/supplier-quotes/{made['id']}/submit")
    with time_machine.travel("2026-07-05T19:00:01+08:00", tick=False):
        kit.open_both(here, rfq)
        here.boss.do(f"{at}/evaluate")
        cell = here.boss.see(f"{at}/comparison")["lines"][0]["cells"][0]
        assert cell["unit"] == "71010.0000"  # 80,230 / 1.13 = 71,000, unloading 10
        here.boss.do(f"{at}/cancel", {"reason": "项目取消"})
        assert a.see(f"/supply/supplier-quotes/{made['id']}")["state"] == "expired"


def test_a_swapped_bid_counts_no_more_and_is_told(here: kit.World) -> None:
    rfq = kit.rfq(here)
    quotes = kit.put_in(here, rfq)
    with connection.cursor() as cursor:
        # Whoever owns the tables may take the guard off; the seal shows it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE supply_sealedbid DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE supply_sealedbid SET body = (SELECT body FROM supply_sealedbid "
            "WHERE quote_id = %s) WHERE quote_id = %s",
            [quotes["a"]["id"], quotes["b"]["id"]],
        )
        cursor.execute("ALTER TABLE supply_sealedbid ENABLE TRIGGER USER")
    assert len(invariants.check("supply.rfq.seals_unbroken")) == 1
    with time_machine.travel(kit.AFTER, tick=False):
        kit.open_both(here, rfq)
        states = [
            here.boss.see(f"/supply/supplier-quotes/{quotes[name]['id']}")["state"]
            for name in "abc"
        ]
    assert states == ["submitted", "expired", "submitted"]
    assert Event.objects.filter(name="supply.supplier_quote.spoilt").count() == 1


def test_what_was_awarded_is_bought_once_and_finishes_the_request(here: kit.World) -> None:
    rfq = kit.rfq(here, kind="open")
    at = f"/supply/rfqs/{rfq['id']}"
    copper, _aluminium = (line["id"] for line in rfq["lines"])
    a, b = here.suppliers["a"]["id"], here.suppliers["b"]["id"]
    phone(here, rfq, "a")
    scarce = kit.offers(rfq)["b"]["lines"]
    scarce[0] |= {"most": "30.000"}
    phone(here, rfq, "b", lines=scarce)
    with time_machine.travel(kit.AFTER, tick=False):
        here.boss.do(f"{at}/close")
        here.boss.do(f"{at}/evaluate")
        matrix = here.boss.see(f"{at}/comparison")
        flags = {c["supplier_id"]: c["flags"] for c in matrix["lines"][0]["cells"]}
        assert (flags[b], matrix["single"]["suppliers"]) == (["short"], [a])
        lines = [
            {"rfq_line_id": copper, "supplier_id": a, "percent": "60"},
            {"rfq_line_id": copper, "supplier_id": b, "percent": "40", "reason": "dual_source"},
        ]
        body = {"rfq_id": rfq["id"], "on": "2026-07-05", "lines": lines, "left_out": "下期再采"}
        over = refused(here.boss, "/supply/awards", body)
        assert over["type"] == "/problems/out-of-offer"
        lines[0]["percent"], lines[1]["percent"] = "70", "30"
        late = refused(here.boss, "/supply/awards", body | {"on": "2026-08-01"})
        assert late["type"] == "/problems/offer-expired"
        award = here.boss.do("/supply/awards", body)
        here.boss.do(f"/supply/awards/{award['id']}/submit")
        chief = door_for(person("chief", superuser=True))
        chief.do(f"/supply/awards/{award['id']}/reject", {"reason": "再谈"})
        award = here.boss.do("/supply/awards", body)
        here.boss.do(f"/supply/awards/{award['id']}/submit")
        assert queries.awarded(award["id"]) == []
        chief.do(f"/supply/awards/{award['id']}/approve")

        rows = queries.awarded(award["id"])
        assert [(str(r.supplier_id), str(r.quantity), r.currency) for r in rows] == [
            (a, "70.000", "CNY"),
            (b, "30.000", "USD"),
        ]
        actor = system("采购")
        actions.note_bought(rows[0].award_line_id, "CG-1", actor=actor)
        with pytest.raises(BoughtAlready), transaction.atomic():
            actions.note_bought(rows[0].award_line_id, "CG-2", actor=actor)
        assert here.boss.see(at)["state"] == "awarded"
        actions.note_bought(rows[1].award_line_id, "CG-3", actor=actor)
        assert here.boss.see(at)["state"] == "done"
    assert not [f for n in invariants.names() if ".rfq." in n for f in invariants.check(n)]


def test_bad_input_is_named_and_a_category_without_standing_is_not_quoted(here: kit.World) -> None:
    openers = [door.user.pk for door in here.openers.values() if door.user]
    alone = kit.rfq(here, kind="open", publish=False, lines=[])
    told = refused(here.boss, f"/supply/rfqs/{alone['id']}/publish", status=422)
    assert told["type"] == "/problems/nothing-asked"
    poor = kit.rfq(here, kind="open", publish=False, rates=[])
    told = refused(here.boss, f"/supply/rfqs/{poor['id']}/publish", status=422)
    assert "EUR" in told["detail"]
    base = {"title": "x", "made_on": kit.DAY, "deadline": kit.DEADLINE, "fx_on": kit.DAY}
    for bad in (
        {"deadline": "2026-07-05T17:00:00"},
        {"deadline_zone": "Asia/Nowhere"},
        {"currencies": []},
        {"kind": "sealed", "openers": [openers[0], openers[0]]},
        {"lines": [{"product_id": here.copper, "quantity": "-1"}]},
    ):
        assert here.boss.post("/supply/rfqs", base | bad).status_code == 422, bad
    one = kit.rfq(here, kind="open")
    past = here.boss.post(
        f"/supply/rfqs/{one['id']}/extend", {"deadline": "2026-07-01T00:00:00Z", "reason": "早些"}
    )
    assert past.status_code == 422

    offer = kit.offers(one)["c"]
    line = offer["lines"][0]
    for field, wrong in (
        ("currency", {"currency": "GBP"}),
        ("lines.0.benchmark", {"lines": [line | {"benchmark": "shfe"}]}),
        ("lines.0.price", {"lines": [line | {"pricing": "price", "price": "0.0000"}]}),
        ("lines.0.substitute_id", {"lines": [line | {"substitute_id": here.aluminium}]}),
        ("lines.0.qualities", {"lines": [line | {"qualities": ["gold"]}]}),
        ("lines.1.rfq_line_id", {"lines": [line, line]}),
    ):
        answer = here.doors["c"].post("/supply/supplier-quotes", offer | wrong)
        assert (answer.status_code, list(answer.body["errors"])) == (422, [field])
    assert here.boss.see("/supply/supplier-quotes")["items"] == []

    # Who is qualified for copper only is asked, and may quote copper only.
    half = supply.supplier(here.boss, "只供铜的工厂", categories=("cathode",))
    door = kit.outsider("seller-d", half["party_id"])
    two = kit.rfq(here, kind="open", invitations=[{"supplier_id": half["id"]}])
    body = kit.offers(two)["a"]
    told = refused(door, "/supply/supplier-quotes", body)
    assert told["type"] == "/problems/not-qualified"
    copper = door.do("/supply/supplier-quotes", body | {"lines": body["lines"][:1]})
    assert len(copper["lines"]) == 1
