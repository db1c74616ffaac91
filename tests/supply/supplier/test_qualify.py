"""From a candidate to a qualified supplier: questions, knock-outs, site, trial, decision."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.supply.supplier import calc, queries
from tests.house_kit import Door
from tests.supply import kit

ITEMS = [
    {"question": "有有效的质量管理体系", "weight": "40.00"},
    {"question": "近两年无环保处罚", "weight": "30.00", "is_knock_out": True, "minimum": "60.00"},
    {"question": "过磅设备经检定", "weight": "30.00"},
]
CASES = "/supply/qualifications"


@pytest.fixture
def asked(boss: Door) -> kit.Json:
    """A questionnaire for rod that wants a certificate, a visit and a trial."""
    body = {
        "name": "铜杆供应商准入",
        "categories": ["rod", "cathode"],
        "certificates": ["quality"],
        "needs_audit": True,
        "needs_trial": True,
        "items": ITEMS,
    }
    return boss.do("/supply/questionnaires", body)


def opened(boss: Door, supplier: kit.Json, asked: kit.Json, *scores: str) -> str:
    """A case with its answers; its path."""
    case = boss.do(
        CASES,
        {
            "on": "2026-07-02",
            "supplier_id": supplier["id"],
            "questionnaire_id": asked["id"],
            "categories": ["rod"],
        },
    )
    path = f"{CASES}/{case['id']}"
    answers = [{"seq": n, "score": s} for n, s in enumerate(scores, start=1)]
    if answers:
        boss.do(f"{path}/answer", {"answers": answers})
    return path


def certified(boss: Door, supplier: kit.Json) -> None:
    body = {"supplier_id": supplier["id"], "kind": "quality", "number": "Q-1"}
    made = boss.do("/supply/certificates", {**body, "expires_on": "2027-12-31"})
    boss.do(f"/supply/certificates/{made['id']}/verify", {"on": "2026-07-03"})


def said(party_id: str, category: str, on: str, purpose: str = "order") -> queries.Standing:
    day = date.fromisoformat(on)
    return queries.standing(UUID(party_id), category=category, on=day, purpose=purpose)


def test_a_supplier_is_qualified_for_a_category_and_for_a_year(boss: Door, asked: kit.Json) -> None:
    maker = kit.candidate(boss, "常州铜杆厂", categories=["rod", "wire"])
    assert said(maker["party_id"], "rod", "2026-07-02").blocks == (
        "供应商“常州铜杆厂”当前为“候选”，不能询价或下单，请先完成准入。",
    )
    path = opened(boss, maker, asked, "90.00", "80.00")
    half = boss.see(path)
    assert (half["score"], half["answers"][2]["score"]) == (None, None)
    problem = kit.refused(boss, f"{path}/submit", {"on": "2026-07-05"})
    assert problem["detail"] == (
        "准入资料不完整：问卷未答完、缺现场审核、缺试单结果、缺已核验且有效的质量管理体系。"
    )
    assert said(maker["party_id"], "rod", "2026-07-02", "rfq").blocks == ()
    assert len(said(maker["party_id"], "rod", "2026-07-02").blocks) == 1

    boss.do(f"{path}/answer", {"answers": [{"seq": 3, "score": "70.00"}]})
    boss.do(f"{path}/allow-trial", {"limit": "20.000", "until": "2026-07-31"})
    trial = said(maker["party_id"], "rod", "2026-07-20")
    assert (trial.blocks, trial.warnings) == (
        (),
        ("供应商“常州铜杆厂”处于试单期：至 2026-07-31，每单限 20.000 吨。",),
    )
    with pytest.raises(queries.NotQualified, match="每单限"):
        queries.require(
            UUID(maker["party_id"]),
            category="rod",
            on=date(2026, 7, 20),
            purpose="order",
            quantity=Decimal("20.001"),
        )
    assert len(said(maker["party_id"], "rod", "2026-08-01").blocks) == 1
    boss.do(f"{path}/record-trial", {"passed": True, "note": "20 吨，检验合格"})
    audit = {"on": "2026-07-06", "auditors": "王工", "score": "88.00", "passed": True}
    boss.do(f"{path}/audit", audit)
    certified(boss, maker)
    done = boss.do(f"{path}/submit", {"on": "2026-07-10"})
    assert (done["state"], done["score"]) == ("submitted", "81.00")
    kit.refused(boss, f"{path}/answer", {"answers": [{"seq": 1, "score": "100.00"}]})
    done = boss.do(f"{path}/decide", {"on": "2026-07-12", "decision": "qualified"})

    assert (done["state"], done["valid_until"]) == ("qualified", "2027-07-11")
    after = boss.see(f"/supply/suppliers/{maker['id']}")
    assert (after["state"], after["categories"]) == ("qualified", ["rod", "wire"])
    assert after["qualified"] == [{"category": "rod", "since": "2026-07-12", "until": "2027-07-11"}]
    assert said(maker["party_id"], "rod", "2026-08-01") == queries.Standing()
    assert said(maker["party_id"], "wire", "2026-08-01").blocks == (
        "供应商“常州铜杆厂”未获“线”品类准入，请先完成该品类的准入。",
    )
    assert len(said(maker["party_id"], "rod", "2027-06-01").warnings) == 1
    assert said(maker["party_id"], "rod", "2027-07-12").blocks == (
        "供应商“常州铜杆厂”的“杆”准入已于 2027-07-11 到期，请先重新准入。",
    )


def test_a_failed_knock_out_is_decided_one_way_only(boss: Door, asked: kit.Json) -> None:
    plain = {**asked, "needs_audit": False}
    body = {"needs_audit": False, "needs_trial": False, "certificates": []}
    boss.patch(f"/supply/questionnaires/{plain['id']}", body, match=f'"{plain["version"]}"')
    maker = kit.candidate(boss, "靖江铜业", categories=["rod"])
    path = opened(boss, maker, asked, "100.00", "59.99", "100.00")
    assert boss.do(f"{path}/submit", {"on": "2026-07-10"})["score"] == "88.00"

    for decision in ("qualified", "conditional"):
        body = {"on": "2026-07-12", "decision": decision, "conditions": "限期整改"}
        problem = kit.refused(boss, f"{path}/decide", body)
        assert problem["detail"] == "一票否决项未通过（近两年无环保处罚），只能评定为不合格。"
    assert boss.see(path)["state"] == "submitted"
    boss.do(f"{path}/decide", {"on": "2026-07-12", "decision": "rejected", "note": "环保处罚"})

    assert boss.see(f"/supply/suppliers/{maker['id']}")["state"] == "rejected"
    again = opened(boss, maker, asked, "70.00", "60.00", "60.00")
    boss.do(f"{again}/submit", {"on": "2026-09-10"})
    low = kit.refused(boss, f"{again}/decide", {"on": "2026-09-11", "decision": "qualified"})
    assert low["detail"] == "得分 64.00 低于合格线 75.00，不能这样评定。"
    bare = {"on": "2026-09-11", "decision": "conditional"}
    kit.refused(boss, f"{again}/decide", bare, status=422)
    boss.do(f"{again}/decide", {**bare, "conditions": "逐批复检", "valid_until": "2026-12-31"})
    held = said(maker["party_id"], "rod", "2026-09-20")
    assert held == queries.Standing(warnings=("供应商“靖江铜业”为有条件合格：逐批复检",))

    boss.do(f"/supply/suppliers/{maker['id']}/suspend", {"reason": "交货短重"})
    assert len(said(maker["party_id"], "rod", "2026-09-20").blocks) == 1
    back = boss.do(f"/supply/suppliers/{maker['id']}/resume", {"reason": "已整改"})
    assert back["state"] == "conditional"


def test_a_lost_review_suspends_and_a_given_up_case_changes_nothing(
    boss: Door, asked: kit.Json
) -> None:
    known = kit.supplier(boss, "老伙伴铜业", categories=["rod"])
    path = opened(boss, known, asked, "50.00", "90.00", "50.00")
    assert boss.see(f"/supply/suppliers/{known['id']}")["state"] == "qualified"
    twice = {"on": "2026-07-02", "supplier_id": known["id"], "questionnaire_id": asked["id"]}
    kit.refused(boss, CASES, {**twice, "categories": ["rod"]})
    kit.refused(boss, CASES, {**twice, "categories": ["plate"]}, status=422)
    boss.do(f"{path}/cancel", {"reason": "改期"})
    assert boss.see(f"/supply/suppliers/{known['id']}")["state"] == "qualified"
    fresh = kit.candidate(boss, "新来铜业", categories=["rod"])
    case = opened(boss, fresh, asked)
    boss.do(f"{case}/cancel", {"reason": "对方放弃"})
    assert boss.see(f"/supply/suppliers/{fresh['id']}")["state"] == "candidate"
    body = {"on": kit.DAY, "categories": ["rod"], "until": kit.UNTIL, "reason": "直接登记"}
    problem = kit.refused(boss, f"/supply/suppliers/{fresh['id']}/admit", body)
    assert problem["detail"].startswith("该供应商已有准入记录")


def test_bad_questionnaires_and_profiles_are_refused(boss: Door) -> None:
    knock = {"question": "环保", "weight": "10.00", "is_knock_out": True}
    for items in ([{"question": "甲", "weight": "0.00"}], [knock]):
        kit.refused(boss, "/supply/questionnaires", {"name": "问卷", "items": items}, status=422)
    body = {"name": "问卷", "full_score": "50.00", "items": ITEMS}
    kit.refused(boss, "/supply/questionnaires", body, status=422)
    own = kit.ours(boss)
    body = {"on": kit.DAY, "party_id": own["id"], "categories": ["rod"]}
    kit.refused(boss, "/supply/suppliers", body, status=422)
    kit.refused(boss, "/supply/suppliers", {**body, "categories": []}, status=422)
    made = kit.candidate(boss, "唯一铜业")
    body = {"on": kit.DAY, "party_id": made["party_id"], "categories": ["rod"]}
    assert kit.refused(boss, "/supply/suppliers", body)["detail"] == "该往来单位已有供应商档案。"
    late = {"on": kit.DAY, "categories": ["rod"], "until": "2026-06-30", "reason": "历史"}
    kit.refused(boss, f"/supply/suppliers/{made['id']}/admit", late, status=422)


def test_who_can_deliver_an_urgent_order_is_answered_from_the_latest_statements(
    boss: Door,
) -> None:
    fast = kit.supplier(boss, "快交铜业")
    slow = kit.supplier(boss, "大产能铜业")
    for maker, on, line in (
        (fast, "2026-06-01", {"per_month": "10.000", "spare": "90.000", "lead_days": 2}),
        (fast, "2026-07-01", {"per_month": "60.000", "spare": "25.000", "lead_days": 5}),
        (slow, "2026-07-01", {"per_month": "300.000", "spare": "0.000", "lead_days": 10}),
    ):
        body = {"on": on, "lines": [{"category": "cathode", **line}]}
        boss.do(f"/supply/suppliers/{maker['id']}/report-capacity", body)

    asked = {"category": "cathode", "quantity": "50.000", "on": "2026-07-01", "by": "2026-07-16"}
    rows = boss.see("/supply/suppliers/who-can-deliver", **asked)["items"]

    assert [
        (r["party_name"], r["deliverable"], r["is_enough"], r["earliest_on"]) for r in rows
    ] == [
        ("大产能铜业", "50.000", True, "2026-07-16"),
        ("快交铜业", "45.000", False, "2026-07-19"),
    ]
    with CaptureQueriesContext(connection) as two:
        boss.see("/supply/suppliers/who-can-deliver", **asked)
    for name in ("三号铜业", "四号铜业"):
        more = kit.supplier(boss, name)
        line = {"category": "cathode", "per_month": "5.000", "spare": "1.000", "lead_days": 1}
        path = f"/supply/suppliers/{more['id']}/report-capacity"
        boss.do(path, {"on": "2026-07-01", "lines": [line]})
        held = {"supplier_id": more["id"], "kind": "quality", "number": name}
        boss.do("/supply/certificates", {**held, "expires_on": "2026-06-30"})
    with CaptureQueriesContext(connection) as four:
        rows = boss.see("/supply/suppliers/who-can-deliver", **asked)["items"]
    assert (len(rows), len(four)) == (4, len(two))


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 7, 12), 12, date(2027, 7, 11)),
        (date(2026, 8, 31), 6, date(2027, 2, 27)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_a_term_of_months_ends_the_day_before(day: date, months: int, last: date) -> None:
    assert calc.months_later(day, months) == last
