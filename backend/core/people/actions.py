"""What is done with log-ins and keys: a language chosen, a key issued, a key revoked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import ALL_RIGHTS, Actor
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.http import auth
from backend.core.people.models import ApiKey, User
from backend.core.registry import permissions as known_permissions
from backend.core.registry import permit

log.declare("core.api_key.issued", "core.api_key.revoked")
MANAGE_ACCESS = permit("core.manage_access")


@documents.verb
def issue_key(
    *,
    actor: Actor,
    now: datetime,
    user_id: int,
    name: str,
    permissions: Sequence[str],
    addresses: Sequence[str],
    expires_at: datetime,
) -> tuple[ApiKey, str]:
    """This will make a key for a log-in and return it with its secret, which is shown once.

    The key may what its list names and its log-in may. It raises Forbidden for a caller that
    is a key itself and for a superuser's log-in when the caller is none.
    """
    policy.require(actor, MANAGE_ACCESS)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Malformed(errors={"user_id": _("没有这个用户")})
    if actor.key_id is not None or (user.is_superuser and not actor.everything):
        raise Forbidden(permission=MANAGE_ACCESS)
    unknown = set(permissions) - {*known_permissions(), ALL_RIGHTS}
    if unknown:
        raise Malformed(errors={"permissions": "、".join(sorted(unknown))})
    if expires_at <= now:
        raise Malformed(errors={"expires_at": _("到期时间必须晚于现在")})
    key, secret = auth.issue(
        user, name=name, permissions=permissions, expires_at=expires_at, addresses=addresses
    )
    told = {"user_id": user.pk, "name": name, "permissions": permissions, "expires_at": expires_at}
    changes = {field: [None, value] for field, value in told.items()}
    log.emit("core.api_key.issued", key, actor=actor, changes=changes)
    return key, secret


@documents.verb
def revoke_key(api_key_id: UUID, *, actor: Actor, at: datetime, reason: str) -> ApiKey:
    """This will end a key at once."""
    key = documents.lock(ApiKey, api_key_id, actor=actor, permission=MANAGE_ACCESS)
    if key.revoked_at is not None:
        raise NotNow(state=str(_("已撤销")), verbs=[])
    key.revoked_at = at
    key.version += 1
    return documents.save(key, actor=actor, event="core.api_key.revoked", reason=reason)


def choose_language(*, actor: Actor, language: str) -> None:
    """This will remember the language in which a person wants to be spoken to."""
    User.objects.filter(pk=actor.user_id or 0).update(language=language)
