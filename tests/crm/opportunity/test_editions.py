"""A pipeline changes in editions; what runs stays on its own until it is taken over."""

import pytest

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.crm.opportunity import actions, queries
from backend.crm.opportunity.models import Opportunity, Pipeline, StageHistory
from tests.crm.customer.kit import seller
from tests.crm.opportunity.kit import at, body, check, opened, pipeline, stage, stages_of
from tests.house_kit import Door, unit


@pytest.fixture(autouse=True)
def _reasons(db: None) -> None:
    actions.seed(actor=system("test"))


def edited(boss: Door) -> tuple[str, dict[str, object], dict[str, object]]:
    """Open one, then drop its stage and add another; give its address and both editions."""
    old = pipeline(boss, stage("a"), stage("b"))
    path = opened(boss, pipeline_id=old["id"])
    rows = stages_of(old)
    rows[0] = stage("c", entry_checks=[check("items", "above", "0")])
    answer = boss.patch(f"/crm/pipelines/{old['id']}", {"stages": rows}, match='"1"')
    assert answer.status_code == 200, answer.body
    return path, answer.body, boss.see(f"/crm/pipelines/{answer.body['current_id']}")


def test_a_pipeline_in_use_gets_a_new_edition(boss: Door) -> None:
    path, old, new = edited(boss)

    assert (old["edition"], old["is_current"], old["verbs"]) == (1, False, ["migrate"])
    assert (new["edition"], new["is_current"], new["code"]) == (2, True, "test")
    assert [s["code"] for s in new["stages"]] == ["c", "b", "hold", "won", "lost", "void"]
    assert boss.see(path)["pipeline_id"] == old["id"]
    assert boss.do(f"{path}/move", {"at": at(2), "stage": "b"})["stage_code"] == "b"
    again = boss.patch(f"/crm/pipelines/{old['id']}", {"name": "新名"}, match='"2"')
    assert (again.status_code, again.body["type"]) == (409, "/problems/not-current")


def test_a_new_sale_goes_through_the_current_edition_whichever_is_named(boss: Door) -> None:
    _path, old, new = edited(boss)
    party = boss.do("/crm/customers", {"on": "2026-07-01", "party": {"name": "乙"}})["party_id"]
    item = {"text": "铜杆", "quantity": "5"}

    made = boss.do("/crm/opportunities", body(party, pipeline_id=old["id"], items=[item]))

    assert (made["pipeline_id"], made["stage_code"]) == (new["id"], "c")


def test_a_pipeline_nobody_uses_is_changed_in_place(boss: Door) -> None:
    made = pipeline(boss, stage("a"), stage("b"))
    rows = stages_of(made)[1:]

    changed = boss.patch(f"/crm/pipelines/{made['id']}", {"stages": rows}, match='"1"').body

    assert (changed["edition"], changed["current_id"]) == (1, made["id"])
    assert next(s["code"] for s in changed["stages"]) == "b"


def test_every_stage_must_have_somewhere_to_go(boss: Door) -> None:
    path, old, _new = edited(boss)

    missing = boss.post(f"/crm/pipelines/{old['id']}/migrate", {"at": at(5)})

    assert (missing.status_code, missing.body["type"]) == (422, "/problems/not-mapped")
    assert missing.body["detail"] == "请为每个阶段指定新流程中的阶段，还缺：A。"
    wrong = {"at": at(5), "mapping": [{"from_stage": "a", "to_stage": "won"}]}
    closed = boss.post(f"/crm/pipelines/{old['id']}/migrate", wrong)
    assert list(closed.body["errors"]) == ["mapping.0.to_stage"]
    assert boss.see(path)["pipeline_id"] == old["id"]


def test_what_is_not_ready_is_named_or_left_behind(boss: Door) -> None:
    path, old, new = edited(boss)
    ready = opened_in(boss, str(old["id"]))
    way = {"at": at(5), "mapping": [{"from_stage": "a", "to_stage": "c"}]}
    migrate = f"/crm/pipelines/{old['id']}/migrate"

    refused = boss.post(migrate, way)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/not-ready")
    assert boss.see(path)["no"] in refused.body["detail"]
    assert boss.see(ready)["pipeline_id"] == old["id"]
    boss.do(migrate, {**way, "leave_behind": True})
    moved = boss.see(ready)
    assert (moved["pipeline_id"], moved["stage_code"]) == (new["id"], "c")
    assert moved["history"][-1]["about"] == "migrated"
    assert boss.see(path)["pipeline_id"] == old["id"]


def opened_in(boss: Door, pipeline_id: str) -> str:
    """Put a second one on the old edition, with an item, as it was before the edit."""
    path = opened(boss, "丙", items=[{"text": "铜杆", "quantity": "5"}])
    row = Opportunity.objects.get(pk=path.rsplit("/", 1)[1])
    old = Pipeline.objects.get(pk=pipeline_id)
    first = queries.first_stage(old)
    Opportunity.objects.filter(pk=row.pk).update(pipeline=old, stage=first)
    return path


def test_a_stage_that_stays_the_same_keeps_its_clock(boss: Door) -> None:
    made = pipeline(boss, stage("a"), stage("b"))
    path = opened(boss, pipeline_id=made["id"])
    rows = [stage("a", "0.2"), *stages_of(made)[1:]]
    boss.patch(f"/crm/pipelines/{made['id']}", {"stages": rows}, match='"1"')

    boss.do(f"/crm/pipelines/{made['id']}/migrate", {"at": at(10)})
    boss.do(f"{path}/move", {"at": at(11), "stage": "b"})

    last = StageHistory.objects.order_by("-at").first()
    assert last is not None
    assert last.seconds_in_from == 10 * 86_400
    assert invariant_holds()


def invariant_holds() -> bool:
    """Tell whether every opportunity stands in a stage of its own pipeline."""
    return all(o.stage.pipeline_id == o.pipeline_id for o in Opportunity.objects.all())


def test_the_pipeline_follows_from_the_business_and_the_unit(boss: Door) -> None:
    east = unit("华东大区", kind="region")
    team = unit("华东一组", parent=east)
    three = (stage("a"), stage("b"))
    plain = pipeline(boss, *three, name="出口", code="e1", business="export")
    near = pipeline(
        boss, *three, name="华东出口", code="e2", business="export", for_unit_id=str(east.pk)
    )
    ours = pipeline(boss, *three, name="华东", code="e3", for_unit_id=str(east.pk))

    found = {
        (business, where): queries.fitting_pipeline(business, where and team.pk)
        for business in ("export", "spot", "")
        for where in (None, team.pk)
    }

    names = {key: found[key] and found[key].name for key in found}  # type: ignore[union-attr]
    assert names == {
        ("export", None): plain["name"],
        ("export", team.pk): near["name"],
        ("spot", None): "标准销售流程",
        ("spot", team.pk): ours["name"],
        ("", None): "标准销售流程",
        ("", team.pk): ours["name"],
    }


def test_the_seeded_pipelines_are_sound_and_come_once(db: None) -> None:
    actions.seed_all(actor=system("test"))
    actions.seed_all(actor=system("test"))

    assert sorted(Pipeline.objects.values_list("code", flat=True)) == [
        "export",
        "long-term",
        "project",
        "spot",
        "standard",
    ]


def test_who_may_migrate(boss: Door, stranger: Door, nobody: Door) -> None:
    path, old, new = edited(boss)
    ann = seller("ann", "华东")
    eva = seller("eva", "华东", **{"crm.migrate_pipeline": Scope.ALL})
    migrate = f"/crm/pipelines/{old['id']}/migrate"
    way = {"at": at(5), "mapping": [{"from_stage": "a", "to_stage": "b"}]}

    for who, status in [(nobody, 401), (stranger, 403), (ann, 403)]:
        assert who.post(migrate, way).status_code == status
    assert boss.see(path)["pipeline_id"] == old["id"]
    eva.do(migrate, way)
    assert boss.see(path)["pipeline_id"] == new["id"]
