"""People from outside and their links as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.portal import actions
from backend.supply.portal.flow import State
from backend.supply.portal.models import PortalContact

NOT_SUSPENDED: frozenset[str | None] = frozenset({State.INVITED, State.ACTIVE})


class PortalContactIn(types.In):
    """Whom to invite, and whom they work for."""

    id: types.Id | None = None
    on: types.Day
    party_id: types.Id
    name: types.text(64, minimum=1)
    phone: types.text(32) = ""
    email: types.text(128) = ""


class PortalLinkIn(types.In):
    """For how long a link opens, and for which verbs; none named is all the role may."""

    at: types.Moment
    hours: types.count(1, 168) = 72
    permissions: Annotated[list[types.text(80, minimum=1)], Field(max_length=100)] = []
    sets_password: types.Flag = False


class PortalAtReason(types.In):
    """When and why."""

    at: types.Moment
    reason: types.Reason


class PortalReason(types.In):
    """Why."""

    reason: types.Reason


class PortalContactRow(types.Out):
    """A person from outside in a list."""

    id: UUID
    no: str
    name: str
    state: str
    party_id: UUID
    party_name: str
    phone: str | None
    last_seen_at: types.Moment | None
    owner_id: int | None
    version: int
    created_at: types.Moment


class PortalContactOut(PortalContactRow):
    """A person from outside in full."""

    email: str | None
    user_id: int
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(contact: Any) -> str:
        """This will name whom they work for."""
        return str(contact.party.name)


class PortalContactFilters(Filters):
    """What contacts can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None


class DeedsQuery(Filters):
    """Where to go on."""

    after: types.text(40) | None = None
    limit: types.count(1, 200) = 50


class PortalLinkOut(types.Out):
    """A link; `token` is told while it opens, to who may make links."""

    id: UUID
    standing: str
    token: str | None
    permissions: list[str]
    sets_password: bool
    made_at: types.Moment
    made_by_id: int | None
    expires_at: types.Moment
    used_at: types.Moment | None
    used_from: str
    revoked_at: types.Moment | None


class PortalLinksOut(types.Out):
    """A contact's links, newest first."""

    items: list[PortalLinkOut]


class PortalRedeem(types.In):
    """The token of a link, and the password where it sets one."""

    token: types.text(64, minimum=1)
    password: types.text(128) | None = None


class PortalEntryOut(types.Out):
    """What a link was exchanged for: a key, shown this once, or a log-in with a password."""

    username: str
    name: str
    party_name: str
    key: str | None
    expires_at: types.Moment | None
    permissions: list[str]


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "user")


PORTAL_CONTACT = declare(
    Resource(
        model=PortalContact,
        room="supply",
        name="portal_contact",
        plural="portal-contacts",
        label=_("外部联系人"),
        out=PortalContactOut,
        row=PortalContactRow,
        create=Verb(actions.invite, _("邀请"), PortalContactIn),
        verbs={
            "link": Verb(actions.link, _("生成链接"), PortalLinkIn, states=NOT_SUSPENDED),
            "revoke": Verb(
                actions.revoke, _("撤销链接"), PortalAtReason, states=NOT_SUSPENDED, danger=True
            ),
            "suspend": Verb(actions.suspend, _("停用"), PortalAtReason, danger=True),
            "resume": Verb(actions.resume, _("恢复"), PortalReason),
        },
        filters=PortalContactFilters,
        columns={"party_name": "party__name"},
        sensitive={"phone": policy.mask_phone, "email": policy.mask_all},
        search_private=("phone", "email"),
        load=load,
    )
)

overview.papers("portal_contacts", PORTAL_CONTACT, tab=overview.Tab.SUPPLY)
