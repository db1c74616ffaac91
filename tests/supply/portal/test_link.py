"""A link lets a person of a supplier in, once, for a while, for some verbs."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from backend.core.access.models import Assignment
from backend.core.events.models import Event
from backend.core.people.models import ApiKey, User
from backend.notify.inbox.models import Message
from backend.supply.portal.api import public
from backend.supply.portal.models import PortalLink
from tests.house_kit import Door
from tests.supply import kit as supply
from tests.supply.portal import kit

VERBS = ("supply.view_supplier", "supply.view_certificate", "supply.create_certificate")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def party(boss: Door) -> str:
    """A supplier's company, and the role of suppliers."""
    kit.role(*VERBS, "core.view_party", "crm.view_contract")
    return str(supply.supplier(boss, "赣江铜业")["party_id"])


@pytest.fixture
def contact(boss: Door, party: str) -> dict[str, Any]:
    return kit.invite(boss, party)


def test_an_invited_person_has_a_log_in_without_a_password_and_the_suppliers_role(
    boss: Door, contact: dict[str, Any], party: str
) -> None:
    user = User.objects.get(pk=contact["user_id"])

    assert (contact["no"], contact["state"]) == ("WB-2026-0001", "invited")
    assert (str(user.party_id), user.username, user.is_staff) == (party, "wb-2026-0001", False)
    assert not user.has_usable_password()
    assert [one.role.code for one in Assignment.objects.filter(user=user)] == ["supplier"]
    own = supply.ours(boss)
    body = {"on": kit.DAY, "party_id": own["id"], "name": "自己人"}
    assert boss.post("/supply/portal-contacts", body).status_code == 422


def test_a_link_opens_once_and_gives_a_short_lived_key(
    boss: Door, contact: dict[str, Any], party: str, hear: Any
) -> None:
    token = kit.token(boss, contact)
    link = PortalLink.objects.get()
    assert token not in str(PortalLink.objects.values().get())

    answer = kit.redeem(token)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    said = answer.json()
    assert said["permissions"] == sorted(VERBS)
    key = ApiKey.objects.get()
    assert said["key"].startswith(key.prefix)
    assert timedelta(hours=11) < key.expires_at - timezone.now() <= timedelta(hours=12)
    door = Door(client=kit.Keyed(said["key"]))
    me = door.see("/me")
    assert (me["party_id"], me["roles"]) == (party, ["supplier"])
    assert {one["permission"] for one in me["permissions"]} == set(VERBS)
    (own,) = door.see("/supply/suppliers")["items"]
    assert own["party_id"] == party
    # Whatever the role says, what is kept inside is not there.
    for path in ("/crm/contracts", "/core/parties", f"/core/parties/{party}", "/core/exports"):
        assert door.get(path).status_code == 404, path
    assert boss.see(f"/supply/portal-contacts/{contact['id']}")["state"] == "active"

    again = kit.redeem(token)
    assert (again.status_code, again.json()["type"]) == (410, "/problems/portal-link-used")
    (misuse,) = Event.objects.filter(name="supply.portal_contact.link_misused")
    assert misuse.payload["link_id"] == str(link.pk)
    hear()
    assert Message.objects.filter(user=boss.user, title__contains="WB-2026-0001").count() == 1
    assert ApiKey.objects.count() == 1
    (shown,) = boss.see(f"/supply/portal-contacts/{contact['id']}/links")["items"]
    assert (shown["standing"], shown["token"], shown["used_from"]) == ("used", None, "127.0.0.1")


def test_a_link_may_be_for_fewer_verbs_but_for_no_others(
    boss: Door, contact: dict[str, Any]
) -> None:
    path = f"/supply/portal-contacts/{contact['id']}/link"
    body = {"at": kit.NOW, "permissions": ["crm.view_contract"]}
    assert boss.post(path, body).status_code == 422

    door = kit.keyed(boss, contact, permissions=["supply.view_supplier"])

    assert len(door.see("/supply/suppliers")["items"]) == 1
    assert door.get("/supply/certificates").status_code == 404


def test_a_link_that_is_over_forged_or_taken_back_lets_nobody_in(
    boss: Door, contact: dict[str, Any]
) -> None:
    token = kit.token(boss, contact)
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    said = {(a.status_code, a.json()["detail"]) for a in map(kit.redeem, (changed, "A" * 46, "x"))}
    assert len(said) == 1
    assert said.pop()[0] == 404
    PortalLink.objects.update(
        made_at=timezone.now() - timedelta(days=4), expires_at=timezone.now() - timedelta(days=1)
    )
    assert kit.redeem(token).json()["type"] == "/problems/portal-link-over"

    fresh = kit.token(boss, contact)
    key = kit.keyed(boss, contact)
    now = timezone.now().isoformat()
    path = f"/supply/portal-contacts/{contact['id']}"
    boss.do(f"{path}/revoke", {"at": now, "reason": "联系人离职"})
    assert kit.redeem(fresh).status_code == 410
    assert key.get("/supply/suppliers").status_code == 401
    assert ApiKey.objects.filter(revoked_at=None).count() == 0


def test_who_guesses_is_slowed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "GUESSES", 3)

    found = [kit.redeem("A" * 46).status_code for _ in range(5)]

    assert found == [404, 404, 404, 429, 429]


def test_a_password_is_set_by_link_and_opens_the_api_but_never_the_back_office(
    boss: Door, contact: dict[str, Any]
) -> None:
    token = kit.token(boss, contact, sets_password=True)
    assert kit.redeem(token).status_code == 422
    assert kit.redeem(token, password="12345").status_code == 422

    assert kit.redeem(token, password="green-horse-77").json()["key"] is None
    client = Client()
    login = {"username": "wb-2026-0001", "password": "green-horse-77"}
    assert client.post("/api/v1/session", login, content_type="application/json").status_code == 200
    assert len(Door(client=client).see("/supply/suppliers")["items"]) == 1
    assert client.get("/admin/").status_code == 302
    refused = Client().post("/admin/login/?next=/admin/", login)
    assert refused.status_code == 200
    assert "_auth_user_id" not in refused.wsgi_request.session

    path = f"/supply/portal-contacts/{contact['id']}"
    now = timezone.now().isoformat()
    boss.do(f"{path}/suspend", {"at": now, "reason": "供应商停用"})
    assert client.get("/api/v1/supply/suppliers").status_code == 401
    assert Client().post(
        "/api/v1/session", login, content_type="application/json"
    ).status_code == 401  # fmt: skip
    assert boss.post(f"{path}/link", {"at": now}).status_code == 409
    boss.do(f"{path}/resume", {"reason": "恢复合作"})
    assert kit.keyed(boss, contact).get("/supply/suppliers").status_code == 200


def test_nobody_from_outside_is_made_staff(boss: Door, contact: dict[str, Any]) -> None:
    from django.db import IntegrityError, transaction

    for name in ("is_staff", "is_superuser"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=contact["user_id"]).update(**{name: True})
