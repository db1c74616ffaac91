"""A stage asks for what it needs, and says all that is missing at once."""

import pytest
from django.utils.translation import override

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.core.errors import Refusal
from backend.crm.opportunity import actions
from backend.crm.opportunity.models import Opportunity, StageHistory
from tests.crm.customer.kit import seller
from tests.crm.opportunity.kit import at, body, check, opened, pipeline, stage
from tests.house_kit import Door

ASKS = {
    "required_fields": ["content"],
    "required_files": ["certificate"],
    "entry_checks": [
        check("amount_cny", "at_least", "2000000"),
        check("has_contact", "is", "true"),
        check("rivals", "above", "0", message="请先登记对手", message_en="Name a rival first"),
    ],
}


@pytest.fixture(autouse=True)
def _reasons(db: None) -> None:
    actions.seed(actor=system("test"))


def test_every_failing_check_is_named_and_nothing_moves(boss: Door) -> None:
    made = pipeline(
        boss,
        stage("first", exit_checks=[check("items", "above", "0")]),
        stage("second", **ASKS),
    )
    path = opened(boss, pipeline_id=made["id"])

    refused = boss.post(f"{path}/move", {"at": at(2), "stage": "second"})

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/gate-closed"
    assert refused.body["errors"] == {
        "exit_checks.0": "商机明细行数须大于 0，现为 0",
        "required_fields.content": "请填写需求",
        "required_files.certificate": "请上传附件：质检/材质证明",
        "entry_checks.0": "预计金额（人民币）不能低于 2000000，现为 1000000.00",
        "entry_checks.1": "须有：客户联系人",
        "entry_checks.2": "请先登记对手",
    }
    assert boss.see(path)["stage_code"] == "first"
    assert StageHistory.objects.count() == 1


def test_a_check_speaks_the_language_of_the_caller(boss: Door) -> None:
    made = pipeline(boss, stage("first"), stage("second", **ASKS))
    path = opened(boss, pipeline_id=made["id"])
    row = Opportunity.objects.get(pk=path.rsplit("/", 1)[1])

    with override("en"), pytest.raises(Refusal) as refused:
        actions.move(
            row.pk, actor=system("rule"), at=row.stage_since, stage="second", probability=None
        )

    assert refused.value.errors["entry_checks.2"] == "Name a rival first"


def test_what_is_asked_for_can_be_given(boss: Door) -> None:
    made = pipeline(boss, stage("first"), stage("second", **{**ASKS, "required_files": []}))
    path = opened(boss, pipeline_id=made["id"])
    customer = boss.see("/crm/customers")["items"][0]["id"]
    boss.do("/crm/contacts", {"customer_id": customer, "name": "王工", "role": "decider"})
    boss.patch(
        path,
        {
            "amount": "2000000.00",
            "content": "月供 100 吨",
            "rivals": [{"name": "铜陵", "price": "79850", "weakness": "交期"}],
        },
        match='"1"',
    )

    moved = boss.do(f"{path}/move", {"at": at(3), "stage": "second"})

    assert moved["stage_code"] == "second"
    assert moved["rivals"][0] == {
        "name": "铜陵",
        "price": "79850.0000",
        "strength": "",
        "weakness": "交期",
        "status": "active",
    }


def test_a_change_may_not_take_away_what_the_stage_asked_for(boss: Door) -> None:
    asks = {"entry_checks": [check("amount", "at_least", "500000")]}
    made = pipeline(boss, stage("first"), stage("second", **asks))
    path = opened(boss, pipeline_id=made["id"])
    boss.do(f"{path}/move", {"at": at(2), "stage": "second"})

    refused = boss.patch(path, {"amount": "499999.99"}, match='"2"')

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/would-break")
    assert list(refused.body["errors"]) == ["entry_checks.0"]
    assert boss.see(path)["amount"] == "1000000.00"
    assert boss.patch(path, {"amount": "500000.00"}, match='"2"').status_code == 200


def test_a_new_one_cannot_slip_in_behind_the_gate(boss: Door) -> None:
    asks = {"entry_checks": [check("items", "above", "0")]}
    made = pipeline(
        boss, stage("first"), stage("second", **asks), stage("third", allowed_from=["second"])
    )
    party = boss.do("/crm/customers", {"on": "2026-07-01", "party": {"name": "甲"}})["party_id"]
    new = body(party, pipeline_id=made["id"], stage="second")

    bare = boss.post("/crm/opportunities", new)
    jumped = boss.post("/crm/opportunities", {**new, "stage": "third"})

    assert (bare.status_code, list(bare.body["errors"])) == (409, ["entry_checks.0"])
    assert (jumped.status_code, list(jumped.body["errors"])) == (409, ["allowed_from"])
    assert Opportunity.objects.count() == 0
    item = {"text": "阴极铜", "quantity": "25.000", "formula": "当月均价+120"}
    made_with = boss.do("/crm/opportunities", {**new, "items": [item]})
    assert made_with["stage_code"] == "second"
    assert made_with["items"][0]["formula"] == "当月均价+120"


def test_how_far_back_is_the_pipelines_rule(boss: Door) -> None:
    four = [stage(code) for code in ("a", "b", "c", "d")]
    answers = {}
    for rule in ("none", "one_step", "any", "manager"):
        made = pipeline(boss, *four, name=rule, code=rule, rollback_policy=rule)
        path = opened(boss, f"{rule} 公司", pipeline_id=made["id"])
        boss.do(f"{path}/move", {"at": at(2), "stage": "d"})
        answers[rule] = [
            boss.post(f"{path}/move", {"at": at(3), "stage": code}).status_code
            for code in ("b", "c", "hold", "d")
        ]

    assert answers == {
        "none": [409, 409, 200, 200],
        "one_step": [409, 200, 200, 200],
        "any": [200, 200, 200, 200],
        "manager": [200, 200, 200, 200],
    }


def test_only_who_answers_for_others_may_do_what_a_manager_may(boss: Door) -> None:
    rules = {"rollback_policy": "manager", "reopen_policy": "manager"}
    made = pipeline(boss, stage("a"), stage("b"), **rules)
    ann = seller("ann", "华东")
    lea = seller("lea", "华东", scope=Scope.ALL, **{"crm.oversee_opportunity": Scope.ALL})
    path = opened(ann, pipeline_id=made["id"])
    ann.do(f"{path}/move", {"at": at(2), "stage": "b"})
    back = {"at": at(3), "stage": "a"}

    refused = ann.post(f"{path}/move", back)
    assert (refused.status_code, list(refused.body["errors"])) == (409, ["rollback_policy"])
    assert lea.do(f"{path}/move", back)["stage_code"] == "a"

    ann.do(f"{path}/lose", {"at": at(4), "lost_reason": "price", "reason": "价格"})
    again = {"at": at(5), "stage": "a", "reason": "又来询价"}
    refused = ann.post(f"{path}/reopen", again)
    assert (refused.status_code, list(refused.body["errors"])) == (409, ["reopen_policy"])
    assert lea.do(f"{path}/reopen", again)["state"] == "open"


def test_a_sale_can_always_be_given_up(boss: Door) -> None:
    made = pipeline(boss, stage("a", exit_checks=[check("items", "above", "0")]), stage("b"))
    lost, void = (opened(boss, name, pipeline_id=made["id"]) for name in ("甲", "乙"))

    assert boss.post(f"{lost}/move", {"at": at(2), "stage": "b"}).status_code == 409
    assert boss.post(f"{lost}/win", {"at": at(2), "reason": "口头"}).status_code == 409
    gone = boss.do(f"{lost}/lose", {"at": at(2), "lost_reason": "budget", "reason": "取消"})
    off = boss.do(f"{void}/void", {"at": at(2), "reason": "重复录入"})

    assert (gone["state"], gone["lost_reason"], gone["forecast"]) == ("lost", "budget", "omitted")
    assert (off["state"], off["stage_code"], off["closed_reason"]) == ("void", "void", "重复录入")
    assert boss.do(f"{void}/reopen", {"at": at(3), "stage": "a", "reason": "并非重复"})[
        "forecast"
    ] == ("pipeline")


def test_a_loss_has_a_reason_of_the_list(boss: Door) -> None:
    path = opened(boss, rivals=[{"name": "铜陵"}, {"name": "江铜"}])
    lose = {"at": at(2), "reason": "低 30 元"}

    for reason, field in [("nothing", "lost_reason"), ("competitor", "lost_to")]:
        wrong = boss.post(f"{path}/lose", {**lose, "lost_reason": reason})
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, [field])
    lost = boss.do(f"{path}/lose", {**lose, "lost_reason": "competitor", "lost_to": "铜陵"})

    assert [(row["name"], row["status"]) for row in lost["rivals"]] == [
        ("江铜", "active"),
        ("铜陵", "won"),
    ]
    listed = boss.see("/crm/opportunities", lost_reason="competitor", counted="true")
    assert listed["count"] == 1


@pytest.mark.parametrize(
    ("asks", "field"),
    [
        ({"entry_checks": [check("shoe_size", "above", "1")]}, "entry_checks.0.fact"),
        ({"entry_checks": [check("amount", "one_of", "1")]}, "entry_checks.0.operator"),
        ({"entry_checks": [check("amount", "above", "viel")]}, "entry_checks.0.value"),
        ({"entry_checks": [check("amount", "above", "NaN")]}, "entry_checks.0.value"),
        ({"exit_checks": [check("has_lead", "is", "yes")]}, "exit_checks.0.value"),
        ({"exit_checks": [check("files", "above", "0", argument="x")]}, "exit_checks.0.argument"),
        ({"exit_checks": [check("amount", "filled", "1")]}, "exit_checks.0.value"),
        ({"allowed_from": ["nowhere"]}, "allowed_from"),
        ({"required_fields": ["shoe_size"]}, "required_fields"),
        ({"warn_days": 9, "max_days": 8}, "warn_days"),
    ],
)
def test_a_check_that_cannot_be_is_refused_when_it_is_saved(
    boss: Door, asks: dict[str, object], field: str
) -> None:
    bad = {"name": "坏", "stages": [stage("a"), stage("b", **asks), stage("w", "1", "won"),
                                   stage("l", "0", "lost")]}  # fmt: skip

    wrong = boss.post("/crm/pipelines", bad)

    assert (wrong.status_code, list(wrong.body["errors"])) == (422, [f"stages.1.{field}"])


def test_who_may_void_it(boss: Door, stranger: Door, nobody: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    eva = seller("eva", "华东", **{"crm.void_opportunity": Scope.TEAM})
    path = opened(ann)
    wish = {"at": at(2), "reason": "重复"}

    for who, status in [(nobody, 401), (stranger, 403), (ann, 403), (bob, 403)]:
        assert who.post(f"{path}/void", wish).status_code == status
    assert ann.see(path)["state"] == "open"
    assert eva.do(f"{path}/void", wish)["state"] == "void"
