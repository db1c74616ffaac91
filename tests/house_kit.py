"""The kit of the stories: a person, and the API as that person meets it."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from backend.core.access import actor as actors
from backend.core.access.models import Assignment, FieldRule, Grant, Role, Scope
from backend.core.people.models import Membership, Unit, User

API = "/api/v1"


@dataclass
class Door:
    """The API for one person. Every call gives (status, body)."""

    client: Client | None
    user: User | None = None

    def _send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        client = self.client or Client()
        meta = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if body is not None:
            meta |= {"data": json.dumps(body), "content_type": "application/json"}
        response = getattr(client, method)(API + path, **meta)
        kind = response.headers.get("Content-Type", "")
        is_json = "json" in kind
        response.body = json.loads(response.content) if is_json and response.content else None
        return response

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        from urllib.parse import urlencode

        return self._send("get", path + ("?" + urlencode(query) if query else ""))

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        """Write with an Idempotency-Key (a fresh one unless given)."""
        return self._send("post", path, body, idempotency_key=key or str(uuid.uuid4()), **headers)

    def patch(self, path: str, body: Any, *, match: str | None = None) -> Any:
        """Change with If-Match."""
        headers = {} if match is None else {"if_match": match}
        return self._send("patch", path, body, **headers)

    def do(self, path: str, body: Any = None) -> dict[str, Any]:
        """Write and expect success; the answer's body."""
        response = self.post(path, body)
        assert response.status_code in (200, 201), (path, response.status_code, response.body)
        return response.body

    def see(self, path: str, **query: Any) -> dict[str, Any]:
        """Read and expect success; the answer's body."""
        response = self.get(path, **query)
        assert response.status_code == 200, (path, response.status_code, response.body)
        return response.body


def unit(name: str, *, kind: str = "team", parent: Unit | None = None) -> Unit:
    """Make or find a unit."""
    found, _ = Unit.objects.get_or_create(name=name, defaults={"kind": kind, "parent": parent})
    return found


def person(
    name: str,
    *,
    superuser: bool = False,
    team: Unit | None = None,
    grants: dict[str, int] | None = None,
    fields: dict[tuple[str, str], int] | None = None,
) -> User:
    """Make a person, in a team, with a role of their own that grants what is listed."""
    user = User.objects.create_user(name, password="right-horse", is_superuser=superuser)
    if team is not None:
        Membership.objects.create(user=user, unit=team)
    if grants or fields:
        role = Role.objects.create(code=f"role-{name}", name=name)
        Assignment.objects.create(user=user, role=role)
        for permission, scope in (grants or {}).items():
            Grant.objects.create(role=role, permission=permission, scope=scope)
        for (document, field), mode in (fields or {}).items():
            FieldRule.objects.create(role=role, document=document, field=field, mode=mode)
        actors.renew([user.pk])
        user.refresh_from_db()
    return user


def door_for(user: User) -> Door:
    """Open the API as this person."""
    client = Client(enforce_csrf_checks=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Door(client=client, user=user)


def grant_all(*permissions: str, scope: int = Scope.ALL) -> dict[str, int]:
    """Grant these permissions in one scope."""
    return dict.fromkeys(permissions, scope)
