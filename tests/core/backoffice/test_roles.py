"""Roles are edited in the back office, and what they say holds from the next request on."""

from typing import Any

import pytest

from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Role, Scope
from tests.core.backoffice.kit import desk
from tests.house_kit import Door, door_for, person, unit

PARTY = {"on": "2026-07-01", "name": "江苏远东电缆有限公司", "phone": "13812345678"}


def posted(role: Role) -> dict[str, str]:
    """The form of a role's page as a browser sends it back unchanged."""
    form = {"code": role.code, "name": role.name}
    rows: dict[str, list[dict[str, Any]]] = {
        "grants": [
            {"id": row.pk, "permission": row.permission, "scope": row.scope}
            for row in Grant.objects.filter(role=role).order_by("permission")
        ],
        "field_rules": [
            {"id": row.pk, "which": f"{row.document}:{row.field}", "mode": row.mode}
            for row in FieldRule.objects.filter(role=role).order_by("document", "field")
        ],
        "holders": [
            {"id": row.pk, "user": row.user_id} for row in Assignment.objects.filter(role=role)
        ],
    }
    for name, some in rows.items():
        form[f"{name}-TOTAL_FORMS"] = form[f"{name}-INITIAL_FORMS"] = str(len(some))
        for at, row in enumerate(some):
            form |= {f"{name}-{at}-{key}": str(value) for key, value in row.items()}
            form[f"{name}-{at}-role"] = str(role.pk)
    return form


def saved(seat: Any, role: Role, **typed: str) -> None:
    form = posted(role) | {key.replace("__", "-"): value for key, value in typed.items()}
    answer = seat.post(f"/admin/core/role/{role.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()[:2000]


@pytest.fixture
def party(boss: Door) -> dict[str, Any]:
    return boss.do("/core/parties", PARTY)


@pytest.fixture
def ann(boss: Door, party: dict[str, Any]) -> Door:
    """Sees every party and its phone; the session stays the same throughout."""
    grants = {"core.view_party": Scope.ALL}
    fields = {("core.party", "phone"): Mode.READONLY}
    return door_for(person("ann", team=unit("一组"), grants=grants, fields=fields))


@pytest.fixture
def role(ann: Door) -> Role:
    return Role.objects.get(code="role-ann")


def test_a_scope_made_narrower_holds_at_the_next_request(
    boss: Door, ann: Door, role: Role, party: dict[str, Any]
) -> None:
    path = f"/core/parties/{party['id']}"
    assert ann.get(path).status_code == 200

    saved(desk(boss.user), role, grants__0__scope=str(Scope.OWN.value))  # type: ignore[arg-type]

    assert ann.get(path).status_code == 404
    assert ann.see("/core/parties")["items"] == []


def test_a_field_closed_is_closed_at_the_next_request(
    boss: Door, ann: Door, role: Role, party: dict[str, Any]
) -> None:
    path = f"/core/parties/{party['id']}"
    assert ann.see(path)["phone"] == "+8613812345678" or ann.see(path)["phone"] == "13812345678"
    seat = desk(boss.user)  # type: ignore[arg-type]

    saved(seat, role, field_rules__0__mode=str(Mode.MASKED.value))
    masked = ann.see(path)
    saved(seat, role, field_rules__0__mode=str(Mode.HIDDEN.value))
    hidden = ann.see(path)

    assert "****" in masked["phone"]
    assert hidden["phone"] is None
    assert "phone" in hidden["withheld"]


def test_a_grant_taken_away_is_gone_at_the_next_request(boss: Door, ann: Door, role: Role) -> None:
    assert ann.get("/core/parties").status_code == 200

    saved(desk(boss.user), role, grants__0__DELETE="on")  # type: ignore[arg-type]

    assert ann.get("/core/parties").status_code == 403


def test_a_role_in_use_stays_and_says_who_holds_it(boss: Door, ann: Door, role: Role) -> None:
    seat = desk(boss.user)  # type: ignore[arg-type]
    path = f"/admin/core/role/{role.pk}/delete/"

    answer = seat.post(path, {"post": "yes"}, follow=True)

    assert answer.status_code == 200
    assert "由 ann 担任，不能删除" in answer.content.decode()
    assert Role.objects.filter(pk=role.pk).exists()
    Assignment.objects.filter(role=role).delete()
    assert seat.post(path, {"post": "yes"}).status_code == 302
    assert not Role.objects.filter(pk=role.pk).exists()


def test_nobody_gives_themselves_more_without_managing_access(
    boss: Door, ann: Door, role: Role
) -> None:
    """Neither at the role, nor at their own page, nor by a key, nor by a role of their own."""
    assert ann.user is not None
    ann.user.is_staff = True
    ann.user.save()
    seat = desk(ann.user)
    form = posted(role) | {"grants-0-scope": "5"}
    before = list(Grant.objects.values_list("permission", "scope"))

    answers = [
        seat.get(f"/admin/core/role/{role.pk}/change/"),
        seat.post(f"/admin/core/role/{role.pk}/change/", form),
        seat.post("/admin/core/role/add/", form),
        seat.post(f"/admin/core/role/{role.pk}/delete/", {"post": "yes"}),
        seat.post(f"/admin/core/user/{ann.user.pk}/change/", {"is_superuser": "on"}),
        seat.post("/admin/core/unit/add/", {"name": "x"}),
        ann.post("/core/api-keys", {"name": "k", "permissions": ["*"], "addresses": [],
                 "expires_at": "2030-01-01T00:00:00+08:00", "user_id": None}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 7
    assert list(Grant.objects.values_list("permission", "scope")) == before
    assert Role.objects.count() == 1
