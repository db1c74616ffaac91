"""Log-ins and keys as machines see them."""

from ipaddress import ip_network
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.people import actions
from backend.core.people.models import ApiKey
from backend.core.registry import ALWAYS, Resource, Verb, declare


def _network(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise PydanticCustomError("network", "请填写 IP 地址或网段") from None
    return value


Network = Annotated[str, types.Clean, Field(max_length=43), AfterValidator(_network)]


class LogIn(types.In):
    """A name and a password."""

    username: types.text(150, minimum=1)
    password: Annotated[str, Field(min_length=1, max_length=256)]


class LanguageChoice(types.In):
    """The language to be spoken to."""

    language: Literal["zh-hans", "en"]


class GrantOut(types.Out):
    """A permission and how far it reaches."""

    permission: str
    scope: str


class FieldModeOut(types.Out):
    """A field that is closed by default and what the caller may do with it."""

    document: str
    field: str
    mode: str


class MeOut(types.Out):
    """Who the caller is and what the caller may do. `csrf` goes into X-CSRFToken on writes."""

    id: int
    username: str
    name: str
    language: str
    is_superuser: bool
    key_id: UUID | None
    roles: list[str]
    units: list[str]
    permissions: list[GrantOut]
    fields: list[FieldModeOut]
    csrf: str


class ApiKeyIn(types.In):
    """What is needed to issue a key. `permissions` with `*` is all that the log-in may."""

    user_id: types.count(1, 2_147_483_647) | None = None
    name: types.text(64, minimum=1)
    permissions: Annotated[list[types.text(80, minimum=1)], Field(min_length=1, max_length=500)]
    addresses: Annotated[list[Network], Field(max_length=50)] = []
    expires_at: types.Moment


class ApiKeyRow(types.Out):
    """A key in a list, never its secret."""

    id: UUID
    name: str
    prefix: str
    user_id: int
    expires_at: types.Moment
    revoked_at: types.Moment | None
    last_used_at: types.Moment | None
    created_at: types.Moment
    version: int


class ApiKeyOut(ApiKeyRow):
    """A key in full, never its secret."""

    permissions: list[str]
    addresses: list[str]


class IssuedKeyOut(ApiKeyOut):
    """A key just issued. The secret is shown this once: a repeated request gets null."""

    secret: str | None


class ApiKeyRevoke(types.In):
    """When and why a key ends."""

    at: types.Moment
    reason: types.Reason


class ApiKeyFilters(Filters):
    """What keys can be filtered by."""

    user_id: types.count(1, 2_147_483_647) | None = None


def _is_alive(key: Any) -> bool:
    return key.revoked_at is None


API_KEY = declare(
    Resource(
        model=ApiKey,
        room="core",
        name="api_key",
        plural="api-keys",
        label=_("API 密钥"),
        out=ApiKeyOut,
        row=ApiKeyRow,
        verbs={
            "revoke": Verb(
                actions.revoke_key,
                _("撤销"),
                ApiKeyRevoke,
                states=ALWAYS,
                when=_is_alive,
                permission=actions.MANAGE_ACCESS,
                danger=True,
            )
        },
        filters=ApiKeyFilters,
        scoped=False,
        searchable=False,
    )
)
