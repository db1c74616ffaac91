"""People of suppliers: invited, let in by a link, and holding all the house could grant."""

from typing import Any

from django.test import Client

from backend.config.roles import ROLES
from backend.core import registry
from backend.core.access import actor as actors
from backend.core.access.models import Grant as RoleGrant
from backend.core.access.models import Role, Scope
from backend.core.people.models import User
from tests.house_kit import API, Door, door_for, grant_all, person

DAY = "2026-07-01"
NOW = "2026-07-01T09:00:00+08:00"


class Keyed(Client):
    """A client that shows a key instead of a session."""

    def __init__(self, key: str) -> None:
        super().__init__(HTTP_AUTHORIZATION=f"Bearer {key}")


def role(*permissions: str) -> Role:
    """The role of suppliers with these verbs."""
    made, _new = Role.objects.get_or_create(code="supplier", defaults={"name": "供应商"})
    for permission in permissions:
        RoleGrant.objects.get_or_create(role=made, permission=permission, scope=Scope.OWN)
    return made


def invite(boss: Door, party_id: str, name: str = "张工") -> dict[str, Any]:
    """Invite somebody of a company."""
    body = {"on": DAY, "party_id": party_id, "name": name, "phone": "13812345678"}
    return boss.do("/supply/portal-contacts", body)


def token(boss: Door, contact: dict[str, Any], **facts: Any) -> str:
    """Make a link that opens for a long time from now, and read its token."""
    from django.utils import timezone

    path = f"/supply/portal-contacts/{contact['id']}"
    boss.do(f"{path}/link", {"at": timezone.now().isoformat(), **facts})
    return str(boss.see(f"{path}/links")["items"][0]["token"])


def redeem(what: str, **facts: Any) -> Any:
    """Come in by a link."""
    body = {"token": what, **facts}
    return Client().post(f"{API}/public/portal", body, content_type="application/json")


def keyed(boss: Door, contact: dict[str, Any], **facts: Any) -> Door:
    """The door of somebody who came in by a link."""
    answer = redeem(token(boss, contact, **facts))
    assert answer.status_code == 200, answer.content
    return Door(client=Keyed(answer.json()["key"]))


def almighty(name: str, party_id: str) -> Door:
    """Somebody from outside whom a careless house granted every verb there is.

    The closed fields that open are those of the role of suppliers.
    """
    seed = next(one for one in ROLES if one.code == "supplier")
    closed = [f"{r.code}.{field}" for r in registry.resources() for field in r.sensitive]
    modes = seed.modes(closed)
    fields = {tuple(_split(one)): mode for one, mode in modes.items()}
    user = person(name, grants=grant_all(*registry.permissions()), fields=fields)  # type: ignore[arg-type]
    User.objects.filter(pk=user.pk).update(party_id=party_id)
    actors.renew([user.pk])
    return door_for(User.objects.get(pk=user.pk))


def _split(name: str) -> tuple[str, str]:
    room, document, field = name.split(".", 2)
    return f"{room}.{document}", field
