"""A possible sale passes its stages."""

import pytest
from django.db import DatabaseError, transaction

from backend.core import invariants
from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.crm.opportunity.actions import seed
from backend.crm.opportunity.models import Opportunity, Pipeline, StageHistory
from tests.crm.customer.kit import a_customer, seller
from tests.house_kit import Door


@pytest.fixture(autouse=True)
def _stages(db: None) -> None:
    seed(actor=system("test"))


def body(party_id: object, **changes: object) -> dict[str, object]:
    return {
        "at": "2026-07-01T09:00:00+08:00",
        "party_id": party_id,
        "name": "三季度阴极铜",
        "amount": "16000000.00",
        "expected_close_on": "2026-08-31",
        **changes,
    }


def opened(door: Door, **changes: object) -> str:
    made = door.do("/crm/opportunities", body(a_customer(door)["party_id"], **changes))
    return f"/crm/opportunities/{made['id']}"


def opened_for(door: Door, company: str) -> str:
    party = a_customer(door, party={"name": company})["party_id"]
    return f"/crm/opportunities/{door.do('/crm/opportunities', body(party))['id']}"


def test_it_starts_in_the_first_stage_with_its_probability(boss: Door) -> None:
    seen = boss.see(opened(boss))

    assert (seen["no"], seen["state"], seen["stage_code"]) == ("SJ-2026-0001", "open", "need")
    assert seen["probability"] == "0.1000"
    assert [(h["from_stage"], h["to_stage"]) for h in seen["history"]] == [(None, "need")]


def test_every_move_and_every_changed_figure_is_in_the_history(boss: Door) -> None:
    path = opened(boss)
    boss.do(f"{path}/move", {"at": "2026-07-03T09:00:00+08:00", "stage": "offer"})

    boss.patch(path, {"amount": "15500000.00", "probability": "0.45"}, match='"2"')
    boss.patch(path, {"competitors": "铜陵"}, match='"3"')

    history = boss.see(path)["history"]
    assert [(h["from_stage"], h["to_stage"], h["seconds_in_from"]) for h in history[:2]] == [
        (None, "need", 0),
        ("need", "offer", 172_800),
    ]
    assert len(history) == 3
    last = history[-1]
    assert (last["amount_before"], last["amount_after"]) == ("16000000.00", "15500000.00")
    assert (last["probability_before"], last["probability_after"]) == ("0.3000", "0.4500")


def test_the_history_is_never_rewritten(boss: Door) -> None:
    opened(boss)

    with pytest.raises(DatabaseError), transaction.atomic():
        StageHistory.objects.update(amount_after=0)


def test_won_and_lost_are_reached_by_their_verbs_only(boss: Door) -> None:
    path = opened(boss)
    at = "2026-07-10T09:00:00+08:00"

    for stage in ("won", "lost", "nowhere"):
        wrong = boss.post(f"{path}/move", {"at": at, "stage": stage})
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["stage"])
    assert boss.post(f"{path}/lose", {"at": at}).status_code == 422
    assert boss.post(f"{path}/win", {"at": at}).status_code == 422
    assert boss.see(path)["state"] == "open"

    lost = boss.do(
        f"{path}/lose",
        {"at": at, "lost_reason": "price", "reason": "价格高 30 元", "lost_to": "铜陵"},
    )

    assert (lost["state"], lost["stage_code"], lost["probability"]) == ("lost", "lost", "0.0000")
    assert (lost["closed_on"], lost["lost_to"], lost["verbs"]) == (
        "2026-07-10",
        "铜陵",
        ["reopen", "assign"],
    )
    assert boss.patch(path, {"amount": "1.00"}, match='"2"').status_code == 409


def test_a_lost_one_comes_back_and_is_won(boss: Door) -> None:
    path = opened(boss)
    boss.do(
        f"{path}/lose",
        {"at": "2026-07-10T09:00:00+08:00", "lost_reason": "postponed", "reason": "暂停采购"},
    )

    again = boss.do(
        f"{path}/reopen",
        {"at": "2026-07-20T09:00:00+08:00", "stage": "negotiation", "reason": "恢复采购"},
    )
    assert (again["state"], again["closed_on"], again["closed_reason"]) == ("open", None, "")
    won = boss.do(f"{path}/win", {"at": "2026-07-25T09:00:00+08:00", "reason": "合同 HT-1"})

    assert (won["state"], won["probability"]) == ("won", "1.0000")
    moves = [(h["from_stage"], h["to_stage"]) for h in won["history"]]
    assert moves == [
        (None, "need"),
        ("need", "lost"),
        ("lost", "negotiation"),
        ("negotiation", "won"),
    ]


def test_state_and_stage_agree_whatever_happened(boss: Door) -> None:
    at = "2026-07-10T09:00:00+08:00"
    first, second, _third = (opened_for(boss, name) for name in ("甲", "乙", "丙"))
    boss.do(f"{first}/lose", {"at": at, "lost_reason": "price", "reason": "价格"})
    boss.do(f"{second}/win", {"at": at, "reason": "合同"})

    assert invariants.check("crm.opportunity.state_is_stage") == []
    Opportunity.objects.filter(state="won").update(
        stage=Opportunity.objects.get(state="lost").stage
    )
    assert invariants.check("crm.opportunity.state_is_stage") == ["SJ-2026-0002: won in lost"]


def test_a_move_cannot_happen_before_the_stage_was_entered(boss: Door) -> None:
    path = opened(boss)

    early = boss.post(f"{path}/move", {"at": "2026-06-30T09:00:00+08:00", "stage": "offer"})

    assert (early.status_code, list(early.body["errors"])) == (422, ["at"])
    assert boss.see(path)["stage_code"] == "need"


def test_a_lead_must_be_a_customer_first(boss: Door) -> None:
    lead = boss.do(
        "/crm/leads", {"on": "2026-07-01", "title": "询价", "source": "web", "company": "甲"}
    )
    party = a_customer(boss)["party_id"]

    early = boss.post("/crm/opportunities", body(party, lead_id=lead["id"]))

    assert early.status_code == 409
    assert Opportunity.objects.count() == 0


def test_bad_figures_are_refused(boss: Door) -> None:
    party = a_customer(boss)["party_id"]
    for field, value in [
        ("amount", "-1.00"),
        ("amount", 16_000_000),
        ("amount", "1e9"),
        ("probability", "1.1"),
        ("currency", "cny"),
        ("expected_close_on", "2026-13-01"),
        ("at", "2026-07-01T09:00:00"),
    ]:
        wrong = boss.post("/crm/opportunities", body(party, **{field: value}))
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, [field])
    assert Opportunity.objects.count() == 0


def test_who_may_see_and_move_it(boss: Door, stranger: Door, nobody: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    path = opened(ann)
    step = {"at": "2026-07-02T09:00:00+08:00", "stage": "offer"}

    for who, status in [(nobody, 401), (stranger, 403), (bob, 404)]:
        assert who.get(path).status_code == status
        assert who.post(f"{path}/move", step).status_code == status
    assert ann.see(path)["stage_code"] == "need"
    assert ann.do(f"{path}/move", step)["stage_code"] == "offer"
    taken = bob.post("/crm/opportunities", body(ann.see(path)["party_id"]))
    assert (taken.status_code, list(taken.body["errors"])) == (422, ["party_id"])
    lead = seller("lea", "管理", scope=Scope.ALL, **{"crm.assign_opportunity": Scope.ALL})
    assert bob.user is not None
    lead.do(f"{path}/assign", {"owner_id": bob.user.pk})
    assert (bob.get(path).status_code, ann.get(path).status_code) == (200, 404)


def test_a_name_is_only_what_a_stage_is_called(boss: Door) -> None:
    path = opened(boss)
    pipeline = f"/crm/pipelines/{Pipeline.objects.get().pk}"
    rows = boss.see(pipeline)["stages"]
    for row in rows:
        del row["id"]
    rows[0]["name"] = "初步需求"

    renamed = boss.patch(pipeline, {"stages": rows}, match='"1"')

    assert renamed.status_code == 200, renamed.body
    assert (renamed.body["edition"], renamed.body["is_current"]) == (1, True)
    assert boss.see(path)["stage_name"] == "初步需求"
    two_ends = boss.patch(pipeline, {"stages": [*rows, {**rows[-3], "code": "x"}]}, match='"2"')
    assert two_ends.status_code == 422


def test_one_pipeline_is_the_default(boss: Door) -> None:
    seen = boss.see(f"/crm/pipelines/{Pipeline.objects.get().pk}")
    rows = [{k: s[k] for k in ("code", "name", "kind", "probability")} for s in seen["stages"]]

    boss.do("/crm/pipelines", {"name": "长单", "is_default": True, "stages": rows})

    assert list(Pipeline.objects.filter(is_default=True).values_list("name", flat=True)) == ["长单"]
    assert seed(actor=system("test")).name == "长单"
