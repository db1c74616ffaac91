"""Rules are data: written by few, checked when written, seeded once."""

from typing import Any

import pytest

from backend.core.access.models import Scope
from backend.crm.playbook import actions, calc
from backend.crm.playbook.models import PlaybookRule
from tests.crm.playbook.kit import BEGAN, HOUSE, House, it_is, moment, tasks
from tests.house_kit import Door, door_for, grant_all, person

PATH = "/crm/playbook-rules"


def body(**changes: Any) -> dict[str, Any]:
    return {
        "code": "first-visit",
        "name": "签约后回访",
        "trigger": "opportunity_opened",
        "delay_days": 3,
        "kind": "visit",
        "title": "拜访 {party}（{no}）",
        "closes_on": ["crm.followup.created:kind=visit"],
        **changes,
    }


def test_the_default_playbook_is_the_one_written_down(home: House) -> None:
    found = {
        rule.code: (rule.trigger, rule.delay_days, rule.delay_hours, rule.in_work_time)
        for rule in PlaybookRule.objects.all()
    }

    assert found == {
        "first-contact-a": ("lead_assigned", 0, 2, True),
        "first-contact": ("lead_assigned", 1, 0, True),
        "first-quote": ("opportunity_opened", 3, 0, False),
        "quote-call": ("quote_sent", 5, 0, False),
        "weekly-follow-up": ("weekly", 0, 0, False),
        "stage-warn": ("stage_warn", 1, 0, False),
        "stage-max": ("stage_max", 2, 0, False),
        "close-passed": ("close_passed", 1, 0, False),
        "renewal-30": ("contract_ending", 0, 0, False),
        "renewal-7": ("contract_ending", 0, 0, False),
        "care-visit": ("no_deal", 7, 0, False),
    }
    assert actions.seed(actor=HOUSE, at=moment(BEGAN)) == 0
    PlaybookRule.objects.filter(code="care-visit").delete()
    assert actions.seed(actor=HOUSE, at=moment(BEGAN)) == 1


def test_a_rule_of_ones_own_works_at_once(home: House) -> None:
    made = home.boss.do(PATH, body())
    assert (made["is_active"], made["runs"], made["verbs"]) == (True, 0, ["stop"])

    sale = home.sale(home.customer(), "2026-07-03T16:30")

    (task,) = tasks("first-visit")
    assert task.title == f"拜访 远东电缆（{sale['no']}）"
    assert home.boss.see(f"{PATH}/{made['id']}")["runs"] == 1


def test_a_stopped_rule_rests_until_it_is_resumed(home: House) -> None:
    path = f"{PATH}/{home.boss.do(PATH, body())['id']}"
    stopped = home.boss.do(f"{path}/stop", {"reason": "试行结束"})
    assert (stopped["is_active"], stopped["verbs"]) == (False, ["resume"])
    assert home.boss.post(f"{path}/stop", {"reason": "试行结束"}).status_code == 409
    home.sale(home.customer(), "2026-07-03T16:30")
    assert tasks("first-visit") == []

    at = {"at": "2026-07-10T09:00:00+08:00"}
    assert home.boss.do(f"{path}/resume", at)["active_from"] == "2026-07-10T01:00:00Z"
    assert home.boss.post(f"{path}/resume", at).status_code == 409
    home.sale(home.customer(party={"name": "乙公司"}), "2026-07-10T16:30")

    assert len(tasks("first-visit")) == 1


def test_a_resumed_clock_does_not_make_up_what_passed_while_it_rested(home: House) -> None:
    home.sale(home.customer(), "2026-09-14T10:00")
    home.scan("2026-09-14T11:00")
    rule = PlaybookRule.objects.get(code="weekly-follow-up")
    with it_is("2026-09-15T09:00"):
        home.boss.do(f"{PATH}/{rule.pk}/stop", {"reason": "长假"})
    home.scan("2026-09-25T09:00")
    with it_is("2026-10-12T09:00"):
        home.boss.do(f"{PATH}/{rule.pk}/resume", {"at": "2026-10-12T09:00:00+08:00"})

    home.scan("2026-10-12T09:10")

    keys = [task.origin_key.rsplit(":", 1)[1] for task in tasks("weekly")]
    assert keys == ["2026-W38", "2026-W42"]


def test_what_means_nothing_is_refused(boss: Door) -> None:
    before = PlaybookRule.objects.count()
    for change, field in [
        ({"title": "拜访 {customer}"}, "title"),
        ({"title": "{party.phone}"}, "title"),
        ({"title": "{party!r}"}, "title"),
        ({"title": "{amount:>99999999}"}, "title"),
        ({"title": "{0}"}, "title"),
        ({"title": "{party"}, "title"),
        ({"closes_on": ["crm.quote.flown"]}, "closes_on"),
        ({"closes_on": ["任何事"]}, "closes_on"),
        ({"trigger": "moon"}, "trigger"),
        ({"trigger": "no_deal"}, "trigger_days"),
        ({"trigger_days": 5}, "trigger_days"),
        ({"assignee": "person"}, "person_id"),
        ({"person_id": 1}, "person_id"),
        ({"assignee": "person", "person_id": 2_000_000_000}, "person_id"),
        ({"due_weekday": 5}, "due_weekday"),
        ({"trigger": "weekly", "due_weekday": 8}, "due_weekday"),
        ({"levels": ["E"]}, "levels.0"),
        ({"code": "有空格"}, "code"),
    ]:
        wrong = boss.post(PATH, body(**change))
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, [field]), change
    assert PlaybookRule.objects.count() == before
    boss.do(PATH, body())
    assert boss.post(PATH, body()).status_code == 409
    assert boss.post(PATH, body(title="{x}")).body["errors"]["title"].startswith("标题只能使用")


def test_who_may_write_rules(boss: Door, stranger: Door, nobody: Door) -> None:
    before = PlaybookRule.objects.count()
    reader = door_for(person("reader", grants=grant_all("crm.view_playbook_rule", scope=Scope.OWN)))
    keeper = door_for(
        person(
            "keeper",
            grants=grant_all(
                "crm.view_playbook_rule", "crm.create_playbook_rule", "crm.stop_playbook_rule",
                "crm.change_playbook_rule",
            ),
        )
    )  # fmt: skip
    for who, status in [(nobody, 401), (stranger, 403), (reader, 403)]:
        assert who.post(PATH, body()).status_code == status
    assert PlaybookRule.objects.count() == before
    path = f"{PATH}/{keeper.do(PATH, body())['id']}"
    for who, status in [(nobody, 401), (stranger, 403), (reader, 403)]:
        assert who.post(f"{path}/stop", {"reason": "不用了"}).status_code == status
        assert who.patch(path, {"name": "别的"}, match='"1"').status_code == status
    assert PlaybookRule.objects.get(pk=path.rsplit("/", 1)[1]).version == 1
    assert reader.see(path)["is_active"] is True
    assert keeper.patch(path, {"name": "别的"}, match='"1"').status_code == 200
    assert keeper.do(f"{path}/stop", {"reason": "不用了"})["is_active"] is False


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("拜访 {party}", "拜访 远东电缆"),
        ("{{party}} {name}", "{party} 铜"),
        ("{stage}  {name}", "铜"),
        ("无占位", "无占位"),
    ],
)
def test_titles_are_filled_in(template: str, said: str) -> None:
    assert calc.fill(template, {"party": "远东电缆", "name": "铜"}) == said
