"""Two salespeople after one customer: raised, proven, agreed or decided, appealed, final."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.core import context
from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.core.party.models import Party
from backend.core.people.models import Unit
from backend.crm.conflict import jobs
from backend.crm.conflict.models import ConflictCase
from backend.crm.customer.models import Customer
from backend.notify.models import Message
from tests.crm.customer.kit import EVERYTHING, PHONES
from tests.house_kit import Door, door_for, grant_all, person, unit

DAY = "2026-07-01"
AT = "2026-07-01T10:00:00+08:00"
LATER = "2026-07-02T10:00:00+08:00"
SELLING = dict.fromkeys(
    [*EVERYTHING, *(f"crm.{verb}_conflict" for verb in
     ("view", "create", "add_evidence", "agree", "appeal"))],
    Scope.OWN,
)  # fmt: skip
LEADING = grant_all(
    *(f"crm.{verb}_conflict" for verb in
      ("view", "request_evidence", "review", "decide", "close", "appeal")),
    "crm.view_customer", "core.view_party", scope=Scope.TREE,
)  # fmt: skip


def closed_on(day: int) -> int:
    """Let the clock's job run on a day of July."""
    token = context.clock.set(datetime(2026, 7, day, tzinfo=UTC))
    try:
        return jobs.close_conflicts()
    finally:
        context.clock.reset(token)


@pytest.fixture
def region(db: None) -> Unit:
    return unit("华东大区", kind="region")


@pytest.fixture
def ann(region: Unit) -> Door:
    """A, who raises it."""
    team = unit("一组", parent=region)
    return door_for(person("ann", team=team, grants=SELLING, fields=PHONES))


@pytest.fixture
def bob(region: Unit) -> Door:
    """B, who has it already."""
    team = unit("二组", parent=region)
    return door_for(person("bob", team=team, grants=SELLING, fields=PHONES))


@pytest.fixture
def head(region: Unit) -> Door:
    """Who answers for both teams."""
    return door_for(person("head", team=region, grants=LEADING))


@pytest.fixture
def half(ann: Door, region: Unit) -> Door:
    """Who answers for the first team only."""
    return door_for(person("half", team=unit("一组"), grants=LEADING))


@pytest.fixture
def theirs(bob: Door) -> dict[str, Any]:
    return bob.do(
        "/crm/customers",
        {"on": DAY, "party": {"name": "江苏远东电缆有限公司", "phone": "13812345678"}},
    )


@pytest.fixture
def mine(ann: Door, theirs: dict[str, Any]) -> dict[str, Any]:
    """The same company under another name, let in with a reason."""
    party = {"name": "远东智慧能源", "phone": "13812345678", "duplicate_reason": "客户说是新公司"}
    return ann.do("/crm/customers", {"on": DAY, "party": party})


@pytest.fixture
def case(ann: Door, mine: dict[str, Any]) -> str:
    body = {"document_id": mine["id"], "at": AT, "note": "我先拜访的"}
    return f"/crm/conflicts/{ann.do('/crm/conflicts', body)['id']}"


def test_the_other_side_is_found_by_what_both_are_known_by(
    ann: Door, bob: Door, case: str, theirs: dict[str, Any]
) -> None:
    seen = ann.see(case)
    sides = ann.see(f"{case}/sides")["items"]
    there = bob.see(f"{case}/sides")["items"]

    assert (seen["no"], seen["state"], seen["score"]) == ("ZD-2026-0001", "raised", 60)
    assert seen["due_at"] == "2026-07-03T10:00:00Z"  # two working days, to the close of the second
    assert [(e["side"], e["signal"], e["text"]) for e in seen["evidence"]] == [
        ("system", "mobile", "手机号相同：+86****5678")
    ]
    assert [(s["owner_name"], s["is_visible"], s["name"]) for s in sides] == [
        ("ann", True, "远东智慧能源"), ("bob", False, "他人名下（您无权查看）"),
    ]  # fmt: skip
    assert [(s["owner_name"], s["is_visible"]) for s in there] == [("ann", False), ("bob", True)]
    assert theirs["id"] not in str(ann.see(case))
    assert "江苏远东电缆有限公司" not in str(ann.see(case))


def test_both_are_told(ann: Door, bob: Door, case: str, hear: Callable[[], int]) -> None:
    hear()

    titles = dict(Message.objects.values_list("user__username", "title"))

    assert titles == {"bob": "撞单 ZD-2026-0001 已提出，请在期限内协商或补充证据"}


def test_a_lead_conflicts_with_somebodys_customer(ann: Door, theirs: dict[str, Any]) -> None:
    lead = ann.do(
        "/crm/leads",
        {"on": DAY, "title": "询价", "source": "web", "company": "远东电缆（江苏）有限公司"},
    )

    made = ann.do("/crm/conflicts", {"document": "crm.lead", "document_id": lead["id"], "at": AT})

    assert (made["score"], made["b_owner_name"], made["a_name"]) == (
        80, "bob", "远东电缆（江苏）有限公司",
    )  # fmt: skip


def test_nothing_like_it_is_no_conflict(ann: Door) -> None:
    alone = ann.do("/crm/customers", {"on": DAY, "party": {"name": "安徽铜陵有色"}})

    refused = ann.post("/crm/conflicts", {"document_id": alone["id"], "at": AT})
    wrong = ann.post(
        "/crm/conflicts",
        {"document_id": alone["id"], "at": AT, "kind": "opportunity"},
    )

    assert (refused.status_code, wrong.status_code) == (422, 422)
    assert "document_id" in refused.body["errors"]
    assert ConflictCase.objects.count() == 0


def test_one_open_conflict_about_the_same_two(ann: Door, case: str, mine: dict[str, Any]) -> None:
    again = ann.post("/crm/conflicts", {"document_id": mine["id"], "at": AT})

    assert again.status_code == 409
    assert ConflictCase.objects.count() == 1


def test_both_bring_proof_forward(ann: Door, bob: Door, head: Door, case: str) -> None:
    head.do(f"{case}/request-evidence", {"reason": "请提供首次拜访记录"})

    ann.do(f"{case}/add-evidence", {"text": "6 月 3 日拜访照片", "at": AT})
    bob.do(f"{case}/add-evidence", {"text": "5 月 20 日报价单", "at": LATER})

    seen = head.see(case)
    assert seen["state"] == "evidence_requested"
    assert [(e["side"], e["text"]) for e in seen["evidence"][1:]] == [
        ("a", "6 月 3 日拜访照片"), ("b", "5 月 20 日报价单"),
    ]  # fmt: skip
    assert head.post(f"{case}/add-evidence", {"text": "我认为", "at": AT}).status_code == 403


def test_who_agree_need_no_judge(ann: Door, bob: Door, case: str) -> None:
    share = {"at": AT, "decision": "share", "share_a": "30", "share_b": "70"}

    first = ann.do(f"{case}/agree", share)
    other = bob.do(f"{case}/agree", {**share, "share_a": "40", "share_b": "60"})
    last = bob.do(f"{case}/agree", {**share, "share_a": "30.00", "share_b": "70.00"})

    assert [first["state"], other["state"], last["state"]] == ["raised", "raised", "final"]
    assert (last["share_a"], last["share_b"], last["decision"]) == ("30.00", "70.00", "share")
    closed = Event.objects.get(name="crm.conflict.closed")
    assert closed.payload["split"] == {"a": "30", "b": "70"} or closed.payload["split"] == {
        "a": "30.00", "b": "70.00",
    }  # fmt: skip
    assert ann.post(f"{case}/agree", share).status_code == 409


@pytest.mark.parametrize(
    ("share_a", "share_b"), [("50", "40"), ("100.01", "0"), ("60", None), (None, None)]
)
def test_parts_make_a_hundred(
    head: Door, case: str, share_a: str | None, share_b: str | None
) -> None:
    head.do(f"{case}/review")
    body = {"at": AT, "decision": "share", "reason": "各半", "share_a": share_a, "share_b": share_b}

    refused = head.post(f"{case}/decide", body)

    assert refused.status_code == 422
    assert ConflictCase.objects.get().state == "under_review"


def test_a_decision_that_nobody_appeals_binds_after_seven_days(
    head: Door, ann: Door, case: str, theirs: dict[str, Any]
) -> None:
    head.do(f"{case}/review")
    head.do(f"{case}/decide", {"at": AT, "decision": "a_keeps", "reason": "首次拜访在先"})
    assert Customer.objects.get(pk=theirs["id"]).owner != ann.user

    assert [closed_on(7), closed_on(9), closed_on(9)] == [0, 1, 0]

    assert ConflictCase.objects.get().state == "final"
    assert Customer.objects.get(pk=theirs["id"]).owner == ann.user
    assert Party.objects.get(pk=theirs["party_id"]).owner == ann.user


def test_an_appeal_is_heard_by_somebody_else_and_is_the_last_word(
    head: Door, boss: Door, bob: Door, ann: Door, case: str, mine: dict[str, Any]
) -> None:
    head.do(f"{case}/review")
    head.do(f"{case}/decide", {"at": AT, "decision": "a_keeps", "reason": "首次拜访在先"})

    bob.do(f"{case}/appeal", {"reason": "我有更早的报价单"})
    same = head.post(f"{case}/decide", {"at": LATER, "decision": "a_keeps", "reason": "维持"})
    last = boss.do(f"{case}/decide", {"at": LATER, "decision": "b_keeps", "reason": "报价在先"})

    assert same.status_code == 403
    assert (last["state"], last["decision"], last["share_b"]) == ("final", "b_keeps", "100.00")
    assert Customer.objects.get(pk=mine["id"]).owner == bob.user
    assert ann.post(f"{case}/appeal", {"reason": "再申诉"}).status_code == 409


def test_merging_makes_the_older_company_the_one_that_stays(
    boss: Door, case: str, theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    boss.do(f"{case}/review")
    boss.do(f"{case}/decide", {"at": AT, "decision": "merge", "reason": "同一家公司"})

    boss.do(f"{case}/close", {"at": LATER})

    party = Party.objects.get()
    assert str(party.pk) == theirs["party_id"]
    assert party.former_names == ["远东智慧能源"]
    assert str(Party.everyone.get(pk=mine["party_id"]).merged_into_id) == theirs["party_id"]
    assert boss.see(case)["state"] == "final"


def test_nobody_judges_in_their_own_cause_or_half_of_one(
    half: Door, head: Door, ann: Door, case: str
) -> None:
    half.see(case)

    assert half.post(f"{case}/review").status_code == 403
    assert ann.post(f"{case}/review").status_code == 403
    assert ConflictCase.objects.get().state == "raised"
    assert head.do(f"{case}/review")["state"] == "under_review"


def test_who_may(
    nobody: Door, stranger: Door, bob: Door, head: Door, mine: dict[str, Any], case: str
) -> None:
    far = unit("华南大区", kind="region")
    neighbour = door_for(person("far", team=far, grants={**SELLING, **LEADING}))
    share = {"at": AT, "decision": "b_keeps"}
    verbs = {
        "add-evidence": {"text": "证据", "at": AT},
        "agree": share,
        "request-evidence": {"reason": "请补充"},
        "review": None,
        "decide": {**share, "reason": "理由"},
        "appeal": {"reason": "理由"},
        "close": {"at": AT},
    }
    before = ConflictCase.objects.values().get()

    for verb, body in verbs.items():
        path = f"{case}/{verb}"
        found = [door.post(path, body).status_code for door in (nobody, stranger, neighbour)]
        assert found == [401, 403, 404], verb
    raised = {"document_id": mine["id"], "at": AT}
    found = [d.post("/crm/conflicts", raised).status_code for d in (nobody, stranger, neighbour)]
    assert found == [401, 403, 422]
    assert [d.get(case).status_code for d in (nobody, stranger, neighbour)] == [401, 403, 404]
    assert neighbour.see("/crm/conflicts")["items"] == []
    assert [len(d.see("/crm/conflicts")["items"]) for d in (bob, head)] == [1, 1]
    assert ConflictCase.objects.values().get() == before
