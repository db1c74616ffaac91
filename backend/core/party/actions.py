"""What people do with a party."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.calc import is_uscc
from backend.core.party.models import Party, PartyAddress, PartyBank
from backend.core.people import queries as people

log.declare(
    "core.party.created",
    "core.party.changed",
    "core.party.assigned",
    "core.party.blacklisted",
    "core.party.cleared",
)


class AlreadyKnown(Duplicate):
    """A company with this credit code exists."""

    sentence = _("该统一社会信用代码已存在，请使用已有的往来单位。")


class WrongCode(Malformed):
    """The credit code's check digit is wrong."""

    sentence = _("统一社会信用代码校验位不正确，请核对营业执照。")


documents.explains("core_party_uscc_once", AlreadyKnown())


@documents.verb
def create(
    *,
    actor: Actor,
    on: date,
    id: UUID | None,
    name: str,
    addresses: list[Any],
    banks: list[Any],
    **facts: Any,
) -> Party:
    """This will put a company or person on file."""
    party = Party(name=name, name_pinyin=search.pinyin_key(name), **facts)
    if id is not None:
        party.id = id
    _check(party)
    party.no = numbering.next_number("P", on=on)
    documents.add(party, actor=actor, event="core.party.created", permission="core.create_party")
    _replace(party, PartyAddress, addresses)
    _replace(party, PartyBank, banks)
    return party


@documents.verb
def change(party_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Party:
    """This will correct facts of a party."""
    party = documents.lock(Party, party_id, actor=actor, permission="core.change_party")
    addresses, banks = changes.pop("addresses", None), changes.pop("banks", None)
    for name, value in changes.items():
        setattr(party, name, value)
    party.name_pinyin = search.pinyin_key(party.name)
    _check(party)
    documents.save(party, actor=actor, event="core.party.changed", permission="core.change_party")
    if addresses is not None:
        _replace(party, PartyAddress, addresses)
    if banks is not None:
        _replace(party, PartyBank, banks)
    return party


@documents.verb
def assign(
    party_id: UUID, *, actor: Actor, owner_id: int, unit_id: UUID | None, reason: str
) -> Party:
    """This will give a party to another person, who then sees it."""
    party = documents.lock(Party, party_id, actor=actor, permission="core.assign_party")
    return hand_over(party, actor=actor, seat=people.seat(owner_id, unit_id=unit_id), reason=reason)


def hand_over(party: Party, *, actor: Actor, seat: people.Seat, reason: str) -> Party:
    """This will move a party that the caller has locked, together with the paper above it."""
    party.owner_id, party.unit_id = seat
    return documents.save(
        party,
        actor=actor,
        event="core.party.assigned",
        permission="core.view_party",
        reason=reason,
    )


@documents.verb
def blacklist(party_id: UUID, *, actor: Actor, reason: str) -> Party:
    """This will stop new business with a party."""
    party = documents.lock(Party, party_id, actor=actor, permission="core.blacklist_party")
    party.is_blacklisted, party.blacklist_reason = True, reason
    return documents.save(party, actor=actor, event="core.party.blacklisted", reason=reason)


@documents.verb
def clear(party_id: UUID, *, actor: Actor, reason: str) -> Party:
    """This will allow business with a blacklisted party again."""
    party = documents.lock(Party, party_id, actor=actor, permission="core.blacklist_party")
    party.is_blacklisted, party.blacklist_reason = False, ""
    return documents.save(party, actor=actor, event="core.party.cleared", reason=reason)


def _check(party: Party) -> None:
    if party.uscc and not is_uscc(party.uscc):
        raise WrongCode(errors={"uscc": WrongCode.sentence})


def _replace(party: Party, model: type[Model], rows: list[Any]) -> None:
    model._default_manager.filter(party=party).delete()
    model._default_manager.bulk_create(model(party=party, **dict(row)) for row in rows)
