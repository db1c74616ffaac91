"""The verbs of a party."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party import queries
from backend.core.party.actions import accounts, duplicates, keys
from backend.core.party.calc import is_uscc
from backend.core.party.models import Party, PartyAddress, PartyBank, PartyPhone
from backend.core.people import queries as people

log.declare(
    "core.party.created",
    "core.party.changed",
    "core.party.assigned",
    "core.party.blacklisted",
    "core.party.cleared",
)


class WrongCode(Malformed):
    """The credit code's check digit is wrong."""

    sentence = _("统一社会信用代码校验位不正确，请核对营业执照。")


class NoRealPhone(Malformed):
    """A phone cannot be verified without an area code."""

    sentence = _("已验证的电话须为完整号码（手机号，或带区号的座机，或以 + 开头的国际号码）。")


documents.explains(
    "core_party_phone_verified_is_real", NoRealPhone(errors={"phones": NoRealPhone.sentence})
)


@documents.verb
def create(
    *,
    actor: Actor,
    on: date,
    id: UUID | None,
    name: str,
    addresses: list[Any],
    banks: list[Any],
    phones: list[Any] | None = None,
    duplicate_reason: str = "",
    **facts: Any,
) -> Party:
    """This will put a company or person on file, unless it is there already.

    Raises AlreadyKnown with the evidence, and LooksKnown when only a reason would do.
    """
    party = Party(name=name, name_pinyin=search.pinyin_key(name), **facts)
    if id is not None:
        party.id = id
    _check(party)
    said = queries.read_facts(
        name=name, addresses=addresses, banks=banks, phones=phones or [], **facts
    )
    memory, is_twin = duplicates.ask(said, actor=actor, reason=duplicate_reason)
    keys.name_columns(party)
    party.no = numbering.next_number("P", on=on)
    documents.add(
        party,
        actor=actor,
        event="core.party.created",
        permission="core.create_party",
        payload=memory,
        reason=duplicate_reason,
    )
    _replace(party, PartyAddress, addresses)
    _replace(party, PartyBank, banks)
    _replace(party, PartyPhone, phones or [])
    keys.sync(party, is_twin=is_twin)
    return party


@documents.verb
def change(party_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Party:
    """This will correct facts of a party; what is newly said must not make it another one."""
    party = documents.lock(Party, party_id, actor=actor, permission="core.change_party")
    reason = changes.pop("duplicate_reason", "")
    children = {
        model: changes.pop(field)
        for field, model in CHILDREN.items()
        if changes.get(field) is not None
    }
    if PartyBank in children:
        accounts.require_free(party, children[PartyBank])
    before = party.name
    for name, value in changes.items():
        setattr(party, name, value)
    _remember_name(party, before)
    party.name_pinyin = search.pinyin_key(party.name)
    _check(party)
    keys.name_columns(party)
    for model, rows in children.items():
        _replace(party, model, rows)
    said = keys.describe(party)
    memory: dict[str, Any] = {}
    is_twin = False
    if fresh := duplicates.fresh_keys(party, said):
        memory, is_twin = duplicates.ask(
            replace(said, former=()), actor=actor, reason=reason, exclude=party.pk, fresh=fresh
        )
    documents.save(
        party,
        actor=actor,
        event="core.party.changed",
        permission="core.change_party",
        payload=memory,
        reason=reason,
    )
    keys.sync(party, is_twin=is_twin)
    return party


def _remember_name(party: Party, before: str) -> None:
    """The search box and the question about duplicates know a company by its former names."""
    if party.name != before:
        if party.name in party.former_names:
            keys.forget_former(party)
        known = dict.fromkeys([*party.former_names, before])
        party.former_names = [name for name in known if name != party.name]


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
    party.uscc = party.uscc.strip().upper()
    if party.uscc and not is_uscc(party.uscc):
        raise WrongCode(errors={"uscc": WrongCode.sentence})


def _replace(party: Party, model: type[Model], rows: list[Any]) -> None:
    model._default_manager.filter(party=party).delete()
    made = [model(party=party, **dict(row)) for row in rows]
    keys.number((row for row in made if isinstance(row, PartyPhone)), country=party.country)
    model._default_manager.bulk_create(made)


CHILDREN: dict[str, type[Model]] = {
    "addresses": PartyAddress,
    "banks": PartyBank,
    "phones": PartyPhone,
}
