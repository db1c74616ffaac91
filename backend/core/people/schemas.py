"""Log-ins and keys as machines see them."""

from datetime import date
from ipaddress import ip_network
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.people import actions
from backend.core.people.models import ApiKey, Departure
from backend.core.registry import ALWAYS, Resource, Verb, declare, find


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
    party_id: UUID | None
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


UserId = types.count(1, 2_147_483_647)


class DepartureByUnit(types.In):
    """Who goes on with the papers of one unit."""

    unit_id: types.Id
    to_id: UserId


class DepartureIn(types.In):
    """Who leaves, and who goes on with what the person had."""

    user_id: UserId
    to_id: UserId
    on: types.Day
    reason: types.Reason
    by_unit: Annotated[list[DepartureByUnit], Field(max_length=50)] = []


class DepartureCount(types.Out):
    """How many papers of a kind changed hands, or would."""

    document: str
    label: str
    count: int


class DepartureRow(types.Out):
    """A departure in a list."""

    id: UUID
    no: str
    user_id: int
    user_name: str
    successor_id: int
    successor_name: str
    left_on: date
    reason: str
    version: int
    created_at: types.Moment


class DepartureOut(DepartureRow):
    """A departure with everything that changed hands."""

    moved: list[DepartureCount]
    keys_revoked: int

    @staticmethod
    def resolve_user_name(departure: Any) -> str:
        """This will name who left."""
        return str(departure.user)

    @staticmethod
    def resolve_successor_name(departure: Any) -> str:
        """This will name who goes on."""
        return str(departure.successor)

    @staticmethod
    def resolve_moved(departure: Any) -> list[dict[str, Any]]:
        """This will name the kinds of papers."""
        return counts({row["document"]: row["count"] for row in departure.moved})


class DepartureOutlook(types.Out):
    """What would change hands if a person left now."""

    user_id: int
    owned: list[DepartureCount]


class DepartureOutlookQuery(Filters):
    """Who might leave."""

    user_id: UserId


class DepartureFilters(Filters):
    """What departures can be filtered by."""

    user_id: UserId | None = None
    successor_id: UserId | None = None


def counts(found: dict[str, int]) -> list[dict[str, Any]]:
    """This will say numbers of papers with the names of their kinds."""
    known = {code: find(code) for code in found}
    return [
        {"document": code, "label": str(kind.label) if kind else code, "count": found[code]}
        for code, kind in known.items()
    ]


def load_departure(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("user", "successor")


DEPARTURE = declare(
    Resource(
        model=Departure,
        room="core",
        name="departure",
        plural="departures",
        label=_("离职交接"),
        out=DepartureOut,
        row=DepartureRow,
        create=Verb(actions.depart, _("办理离职"), DepartureIn, danger=True),
        filters=DepartureFilters,
        columns={"user_name": "user__name", "successor_name": "successor__name"},
        ordering=("created_at",),
        scoped=False,
        load=load_departure,
    )
)
