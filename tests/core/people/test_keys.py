"""Keys of other systems: issued once, cut to a list, ended at once."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.core.idempotency.models import Answer
from backend.core.people.models import ApiKey
from tests.house_kit import API, Door, door_for, person

GRANTS = {
    "core.manage_access": Scope.ALL,
    "core.view_api_key": Scope.ALL,
    "core.view_party": Scope.ALL,
    "core.view_job": Scope.ALL,
}


def wanted(**changes: Any) -> dict[str, Any]:
    until = (timezone.now() + timedelta(days=90)).isoformat()
    return {"name": "ERP", "permissions": ["core.view_party"], "expires_at": until, **changes}


def read(secret: str, path: str) -> int:
    return Client().get(API + path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_is_issued_used_and_ended(db: None) -> None:
    admin = door_for(person("admin", grants=GRANTS))
    made = admin.do("/core/api-keys", wanted())
    secret = made["secret"]

    before = [read(secret, "/core/parties"), read(secret, "/core/jobs"), read("hk_x.y", "/me")]
    now = timezone.now().isoformat()
    path = f"/core/api-keys/{made['id']}"
    ended = admin.post(f"{path}/revoke", {"at": now, "reason": "换系统"})
    after = read(secret, "/core/parties")

    assert before == [200, 403, 401]
    assert ended.status_code == 200
    assert after == 401
    assert "secret" not in admin.see(path)
    assert admin.post(f"{path}/revoke", {"at": now, "reason": "再来"}).status_code == 409


def test_the_secret_is_kept_nowhere_and_shown_once(db: None) -> None:
    admin = door_for(person("admin", grants=GRANTS))
    body = wanted()

    first = admin.post("/core/api-keys", body, key="k")
    again = admin.post("/core/api-keys", body, key="k")

    secret = first.body["secret"]
    assert again.body == {**first.body, "secret": None}
    assert ApiKey.objects.count() == 1
    part = secret.split(".")[1]
    assert part.encode() not in bytes(Answer.objects.get().body)
    event = Event.objects.get(name="core.api_key.issued")
    assert part not in str(event.changes)
    assert ApiKey.objects.get().digest not in str(event.changes)


def test_a_key_cannot_reach_further_than_who_issues_it(boss: Door) -> None:
    admin = door_for(person("admin", grants=GRANTS))
    king = admin.post("/core/api-keys", wanted(user_id=boss.user.pk))  # type: ignore[union-attr]
    unknown = admin.post("/core/api-keys", wanted(permissions=["core.fly"]))
    past = admin.post("/core/api-keys", wanted(expires_at="2020-01-01T00:00:00+08:00"))
    address = admin.post("/core/api-keys", wanted(addresses=["300.1.1.1"]))
    everything = admin.do("/core/api-keys", wanted(permissions=["*"]))
    by_key = Client().post(
        f"{API}/core/api-keys",
        wanted(),
        content_type="application/json",
        headers={"Authorization": f"Bearer {everything['secret']}", "Idempotency-Key": "x"},
    )

    assert [king.status_code, by_key.status_code] == [403, 403]
    assert [unknown.status_code, past.status_code, address.status_code] == [422] * 3
    assert ApiKey.objects.count() == 1


def test_who_may_issue(stranger: Door, nobody: Door) -> None:
    assert nobody.post("/core/api-keys", wanted()).status_code == 401
    assert stranger.post("/core/api-keys", wanted()).status_code == 403
    assert stranger.get("/core/api-keys").status_code == 403
    assert ApiKey.objects.count() == 0


def test_a_key_is_only_good_from_where_it_may_be_used(db: None) -> None:
    admin = door_for(person("admin", grants=GRANTS))
    here = admin.do("/core/api-keys", wanted(addresses=["127.0.0.0/8"]))
    there = admin.do("/core/api-keys", wanted(addresses=["10.0.0.0/8"]))

    assert read(here["secret"], "/core/parties") == 200
    assert read(there["secret"], "/core/parties") == 401
