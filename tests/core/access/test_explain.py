"""Why may she, why may she not: the chain of roles, grants and rules."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backend.core.access import actor as actors
from backend.core.access import policy
from backend.core.access.actor import of_user
from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Role, Scope
from backend.core.people.models import User
from backend.core.registry import resources
from tests.house_kit import Door, door_for, person, unit

PATH = "/core/access/explain"
Chain = list[tuple[str, str, str, bool]]


@pytest.fixture
def ann(db: None) -> User:
    """In a team, with a role that sees parties of the team and their phones masked."""
    made = person(
        "ann",
        team=unit("一组"),
        grants={"core.view_party": Scope.TEAM},
        fields={("core.party", "phone"): Mode.MASKED},
    )
    return made


def chain(answer: dict[str, Any]) -> Chain:
    """What the links say, without who they are about."""
    return [(s["kind"], s["role"], s["value"], s["counts"]) for s in answer["steps"]]


def also(user: User, code: str, *, days: int | None = None, **facts: int) -> Role:
    """One more role of a person, perhaps over since or until some days from today."""
    role = Role.objects.create(code=code, name=code)
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    Assignment.objects.create(user=user, role=role, until=until)
    for permission, scope in facts.items():
        Grant.objects.create(role=role, permission=permission, scope=scope)
    actors.renew([user.pk])
    return role


def test_a_verb_is_held_as_far_as_the_widest_grant_reaches(boss: Door, ann: User) -> None:
    also(ann, "old", days=-1, **{"core.view_party": Scope.ALL})
    also(ann, "other", **{"core.view_scan": Scope.ALL})

    seen = boss.see(PATH, user=ann.pk, document="core.party", verb="view")

    assert (seen["permission"], seen["scope"], seen["mode"]) == ("core.view_party", "team", None)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert chain(seen) == [
        ("account", "", "active", True),
        ("role", "old", yesterday, False),
        ("grant", "old", "all", False),
        ("role", "other", "", True),
        ("grant", "other", "none", False),
        ("role", "role-ann", "", True),
        ("grant", "role-ann", "team", True),
        ("unit", "", "team", True),
    ]
    assert seen["steps"][-1]["subject"] == "一组"


def test_a_field_is_as_open_as_the_most_open_rule(boss: Door, ann: User) -> None:
    role = also(ann, "second")
    FieldRule.objects.create(role=role, document="core.party", field="phone", mode=Mode.READONLY)
    actors.renew([ann.pk])

    seen = boss.see(PATH, user=ann.pk, document="core.party", field="phone")
    other = boss.see(PATH, user=ann.pk, document="core.party", field="email")
    plain = boss.see(PATH, user=ann.pk, document="core.party", field="name")

    assert (seen["scope"], seen["mode"]) == ("team", "readonly")
    rules = [(s["role"], s["value"]) for s in seen["steps"] if s["kind"] == "field_rule"]
    assert rules == [("role-ann", "masked"), ("second", "readonly")]
    assert other["mode"] == "hidden"
    assert (plain["mode"], plain["steps"][1]["kind"]) == ("write", "open_field")


def test_a_field_of_what_may_not_be_seen_is_hidden(boss: Door, ann: User) -> None:
    seen = boss.see(PATH, user=ann.pk, document="crm.customer", field="phone")

    assert (seen["scope"], seen["mode"]) == ("none", "hidden")


def test_a_row_is_in_reach_or_says_why_not(boss: Door, ann: User) -> None:
    body = {"on": "2026-07-01", "name": "远处公司"}
    far = boss.do("/core/parties", body)
    ours = boss.do("/core/parties", {**body, "name": "我方公司", "is_ours": True})
    absent = str(far["id"])[:-4] + "0000"

    def row(pk: str) -> str:
        asked = {"user": ann.pk, "document": "core.party", "verb": "view", "document_id": pk}
        return str(boss.see(PATH, **asked)["row"])

    assert [row(pk) for pk in (far["id"], ours["id"], absent)] == [
        "out_of_reach", "shared", "absent",
    ]  # fmt: skip


def test_a_superuser_and_a_closed_log_in(boss: Door, ann: User) -> None:
    assert boss.user is not None
    User.objects.filter(pk=ann.pk).update(is_active=False)

    above = boss.see(PATH, user=boss.user.pk, document="core.party", field="phone")
    gone = boss.see(PATH, user=ann.pk, document="core.party", field="phone")

    assert (above["scope"], above["mode"], chain(above)[1]) == (
        "all", "write", ("superuser", "", "all", True),
    )  # fmt: skip
    assert (gone["scope"], gone["mode"], chain(gone)[0]) == (
        "none", "hidden", ("account", "", "closed", True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"document": "core.party", "verb": "fly"}, "verb"),
        ({"document": "core.party"}, "verb"),
        ({"document": "core.party", "verb": "view", "field": "phone"}, "verb"),
        ({"document": "core.party", "field": "shoe"}, "field"),
        ({"document": "core.shoe", "verb": "view"}, "document"),
        ({"document": "core.party", "verb": "view", "user": 999_999}, "user"),
    ],
)
def test_a_question_without_sense_names_what_is_wrong(
    boss: Door, ann: User, asked: dict[str, Any], field: str
) -> None:
    answer = boss.get(PATH, **{"user": ann.pk, **asked})

    assert answer.status_code == 422
    assert set(answer.body["errors"]) == {field}


def test_who_may_ask(ann: User, stranger: Door, nobody: Door) -> None:
    keeper = door_for(person("keeper", grants={"core.manage_access": Scope.ALL}))
    asked = {"user": ann.pk, "document": "core.party", "verb": "view"}

    answers = [who.get(PATH, **asked).status_code for who in (nobody, stranger, keeper)]

    assert answers == [401, 403, 200]


def test_the_answer_is_what_every_door_asks(boss: Door, ann: User) -> None:
    """Told for every verb and field there is, it never differs from the rights themselves."""
    actor = of_user(ann)
    for resource in resources():
        for field in resource.sensitive:
            told = boss.see(PATH, user=ann.pk, document=resource.code, field=field)
            may = actor.may(resource.permission("view"))
            mode = policy.mode(actor, resource, field) if may else Mode.HIDDEN
            assert told["mode"] == Mode(mode).name.lower()
