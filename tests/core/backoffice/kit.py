"""The back office as a person meets it."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from backend.core.party.models import Party
from backend.core.people.models import User
from tests.house_kit import Door

PARTIES = "/admin/core/party/"


def desk(user: User, *, csrf: bool = False) -> Client:
    """Open the back office as this person."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str, **query: str) -> str:
    """Read a page and expect success."""
    response = client.get(path + (f"?{urlencode(query)}" if query else ""))
    assert response.status_code == 200, (path, response.status_code)
    return raw(response).decode()


def raw(response: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def do(client: Client, path: str, *, form: str | None = None, **typed: Any) -> Any:
    """Open a form and send it with what was typed; `form` is a page opened earlier."""
    text = page(client, path) if form is None else form
    hidden = dict(re.findall(r'name="(_key|_version)" value="([^"]*)"', text))
    return client.post(path, {**hidden, **typed})


def company(boss: Door, **facts: Any) -> Party:
    """Put a company on file through the API."""
    own = {} if "name" in facts else {"phone": "13812345678"}
    body = {"on": "2026-07-01", "name": "江苏远东电缆有限公司", **own, **facts}
    return Party.objects.get(pk=boss.do("/core/parties", body)["id"])


def of(party: Party, page_name: str) -> str:
    """The address of a page of a company."""
    return f"{PARTIES}{party.pk}/{page_name}/"
