"""Letting people from outside in: invited, linked, let in once, suspended, let in again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core.access import actor as actors
from backend.core.access.actor import ALL_RIGHTS, Actor, system
from backend.core.access.models import Assignment, Role
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.http import auth
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.core.people.models import ApiKey, User
from backend.supply.portal import queries
from backend.supply.portal.flow import State
from backend.supply.portal.models import PortalContact, PortalLink
from backend.supply.portal.queries import ROLE, Standing

log.declare(
    "supply.portal_contact.invited",
    "supply.portal_contact.linked",
    "supply.portal_contact.links_revoked",
    "supply.portal_contact.came",
    "supply.portal_contact.link_misused",
    "supply.portal_contact.suspended",
    "supply.portal_contact.resumed",
)

KEY_LASTS = timedelta(hours=12)


class NoSuchPortalLink(Refusal):
    """No link has this token."""

    status = 404
    sentence = _("链接不正确，请核对或向对方经办人索取新的链接。")


class PortalLinkUsed(Refusal):
    """A link opens once."""

    status = 410
    sentence = _("这个链接已被使用过，不能再次使用；若不是您本人使用，请立即联系对方经办人。")


class PortalLinkOver(Refusal):
    """The link was taken back or its time is over."""

    status = 410
    sentence = _("这个链接已失效，请向对方经办人索取新的链接。")


class NoPortalRole(Refusal):
    """Nobody said what people from outside may do."""

    sentence = _("还没有供应商角色（supplier），请管理员先建立角色并授权。")


class NotFromOutside(Malformed):
    """Our own companies have people of the house, and the blacklisted none at all."""

    sentence = _("不能邀请本公司主体或黑名单单位的人员。")


@documents.verb
def invite(
    *, actor: Actor, id: UUID | None, on: date, party_id: UUID, name: str, phone: str, email: str
) -> PortalContact:
    """This will give a person outside a log-in without a password, and the role of suppliers."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None  # the field is required
    if party.is_ours or party.is_blacklisted:
        raise NotFromOutside(errors={"party_id": NotFromOutside.sentence})
    role = Role.objects.filter(code=ROLE).first()
    if role is None:
        raise NoPortalRole
    no = numbering.next_number("WB", on=on)
    user = User(username=no.lower(), name=name, phone=phone, email=email, party=party)
    user.set_unusable_password()
    user.save(force_insert=True)
    Assignment.objects.create(user=user, role=role)
    actors.renew([user.pk])
    contact = PortalContact(no=no, party=party, user=user, name=name, phone=phone, email=email)
    if id is not None:
        contact.id = id
    return documents.add(
        contact,
        actor=actor,
        event="supply.portal_contact.invited",
        permission="supply.create_portal_contact",
    )


@documents.verb
def link(
    portal_contact_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    hours: int,
    permissions: Sequence[str],
    sets_password: bool,
) -> PortalContact:
    """This will make a link that opens once, for all the role may or for a list of its verbs."""
    contact = documents.lock(
        PortalContact, portal_contact_id, actor=actor, permission="supply.link_portal_contact"
    )
    if contact.state == State.SUSPENDED:
        raise NotNow(
            verbs=documents.verbs_now(contact, actor), state=documents.state_label(contact)
        )
    unknown = set(permissions) - set(queries.verbs_of_role())
    if unknown:
        raise Malformed(errors={"permissions": "、".join(sorted(unknown))})
    row = PortalLink(
        contact=contact,
        permissions=list(permissions) or [ALL_RIGHTS],
        sets_password=sets_password,
        made_at=at,
        made_by_id=actor.user_id,
        expires_at=at + timedelta(hours=hours),
    )
    row.digest = queries.digest(queries.token_of(row.pk))
    row.save(force_insert=True)
    news = {"link_id": row.pk, "expires_at": row.expires_at, "permissions": row.permissions}
    return documents.save(contact, actor=actor, event="supply.portal_contact.linked", payload=news)


@documents.verb
def revoke(portal_contact_id: UUID, *, actor: Actor, at: datetime, reason: str) -> PortalContact:
    """This will end a contact's open links, and the keys that used ones were exchanged for."""
    contact = documents.lock(
        PortalContact, portal_contact_id, actor=actor, permission="supply.revoke_portal_contact"
    )
    ended = _end(contact, at=at)
    return documents.save(
        contact,
        actor=actor,
        event="supply.portal_contact.links_revoked",
        payload=ended,
        reason=reason,
    )


@documents.verb
def suspend(portal_contact_id: UUID, *, actor: Actor, at: datetime, reason: str) -> PortalContact:
    """This will lock a person out at once: log-in, sessions, links and keys."""
    contact = documents.lock(
        PortalContact, portal_contact_id, actor=actor, permission="supply.suspend_portal_contact"
    )
    contact.suspend()
    ended = _end(contact, at=at)
    user = User(pk=contact.user_id)
    user.set_unusable_password()  # which ends every session
    User.objects.filter(pk=contact.user_id).update(
        is_active=False, password=user.password, access_version=F("access_version") + 1
    )
    return documents.save(
        contact,
        actor=actor,
        event="supply.portal_contact.suspended",
        payload=ended,
        reason=reason,
    )


@documents.verb
def resume(portal_contact_id: UUID, *, actor: Actor, reason: str) -> PortalContact:
    """This will open a log-in again; the person needs a new link."""
    contact = documents.lock(
        PortalContact, portal_contact_id, actor=actor, permission="supply.resume_portal_contact"
    )
    contact.resume()
    User.objects.filter(pk=contact.user_id).update(
        is_active=True, access_version=F("access_version") + 1
    )
    return documents.save(
        contact, actor=actor, event="supply.portal_contact.resumed", reason=reason
    )


@documents.verb
def redeem(
    *, token: str, at: datetime, address: str, password: str | None
) -> tuple[PortalLink, ApiKey | None, str]:
    """This will exchange a link for a short-lived key, or for a password where it sets one.

    Raises NoSuchPortalLink, PortalLinkUsed or PortalLinkOver; a second use is written down.
    """
    link_id = queries.link_id_of(token)
    if link_id is None:
        raise NoSuchPortalLink
    rows = PortalLink.objects.select_for_update(of=("self", "contact"), no_key=True)
    found = rows.select_related("contact__user", "contact__party").filter(
        pk=link_id, digest=queries.digest(token)
    )
    link = found.first()
    if link is None:
        raise NoSuchPortalLink
    _require_open(link, at=at, address=address)
    contact = link.contact
    key, secret = None, ""
    if link.sets_password:
        _set_password(contact.user, password)
    else:
        key, secret = auth.issue(
            contact.user,
            name=contact.no,
            permissions=link.permissions,
            expires_at=at + KEY_LASTS,
        )
    link.used_at, link.used_from, link.key = at, address[:64], key
    link.save(update_fields=["used_at", "used_from", "key"])
    _note_came(contact, at=at, link=link)
    return link, key, secret


def _require_open(link: PortalLink, *, at: datetime, address: str) -> None:
    how = queries.standing(link, at=at)
    if how == Standing.USED:
        used = PortalLinkUsed()
        contact, link_id = link.contact, link.pk
        used.aftermath = lambda: note_misused(contact.pk, link_id=link_id, address=address)
        raise used
    if how != Standing.OPEN:
        raise PortalLinkOver


@documents.verb
def note_misused(portal_contact_id: UUID, *, link_id: UUID, address: str) -> None:
    """This will write down that a used link was tried again, and from where."""
    contact = PortalContact.objects.get(pk=portal_contact_id)
    log.emit(
        "supply.portal_contact.link_misused",
        contact,
        actor=system("supply.portal"),
        payload={"link_id": link_id, "address": address[:64], "owner_id": contact.owner_id},
    )


def _note_came(contact: PortalContact, *, at: datetime, link: PortalLink) -> None:
    documents.remember(contact)
    contact.last_seen_at = at
    if contact.state == State.INVITED:
        contact.arrive()
    documents.save(
        contact,
        actor=actors.of_user(contact.user),
        event="supply.portal_contact.came",
        payload={"link_id": link.pk, "address": link.used_from},
    )


def _set_password(user: User, password: str | None) -> None:
    if not password:
        raise Malformed(errors={"password": _("请设置密码")})
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Malformed(errors={"password": " ".join(weak.messages)}) from weak
    user.set_password(password)
    user.save(update_fields=["password"])


def _end(contact: PortalContact, *, at: datetime) -> dict[str, Any]:
    """End what is open of a contact; the counts of it."""
    links = contact.links.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    keys = ApiKey.objects.filter(user_id=contact.user_id, revoked_at=None, expires_at__gt=at)
    return {"links": links, "keys": keys.update(revoked_at=at, version=F("version") + 1)}
