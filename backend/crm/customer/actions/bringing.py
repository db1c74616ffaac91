"""Many new customers at once: the same checks and the same news as one by one, set by set."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models

from backend.core import context, copying, search
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.models import Document
from backend.core.errors import Forbidden
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party import actions as parties
from backend.core.party import calc
from backend.core.party import queries as known_parties
from backend.core.party.actions import keys
from backend.core.party.models import Party, PartyKey
from backend.core.people import queries as people
from backend.core.registry import resource_of
from backend.core.spreadsheet.plans import Prepared
from backend.crm.customer.actions import keeping, ownership
from backend.crm.customer.actions.contacts import proves
from backend.crm.customer.models import Contact, Customer

PARTY_ONLY = frozenset({"addresses", "banks", "duplicate_reason", "phones"})
CUSTOMER_ONLY = frozenset({"id", "on", "party_id", "party", "contacts", "requirements"})
Brought = tuple[Party, Customer, list[Contact]]


def bring(rows: Sequence[Prepared], actor: Actor) -> list[UUID]:
    """This will put new companies on file as customers with their first people.

    What is asked of one customer is asked of all of them; hard keys are the database's word.
    Raises what the verbs would raise, and then nothing was written.
    """
    _allowed(rows, actor)
    seats = {
        owner: people.seat(owner, unit_id=None) for owner in {r.owner_id for r in rows} if owner
    }
    own = people.Seat(actor.user_id or 0, actor.unit_id)
    found = [_make(row.body, seats.get(row.owner_id or 0, own), actor=actor) for row in rows]
    _number([party for party, _, _ in found], "P", on=rows[0].body.on)
    _number([customer for _, customer, _ in found], "KH", on=rows[0].body.on)
    for party, customer, contacts in found:
        _settle(party, customer, contacts)
        _inside(customer, rows[0], actor=actor)
    _write(found, actor=actor)
    return [customer.pk for _, customer, _ in found]


def _allowed(rows: Sequence[Prepared], actor: Actor) -> None:
    policy.require(actor, "crm.create_customer")
    policy.require(actor, "core.create_party")
    if any(row.body.contacts for row in rows):
        policy.require(actor, "crm.create_contact")
    if any(row.owner_id not in (None, actor.user_id) for row in rows):
        policy.require(actor, "crm.assign_customer")


def _make(body: Any, seat: people.Seat, *, actor: Actor) -> Brought:
    facts = {k: v for k, v in dict(body.party).items() if k not in PARTY_ONLY}
    party = Party(name_pinyin=search.pinyin_key(body.party.name), **facts)
    if party.uscc and not calc.is_uscc(party.uscc):
        raise parties.WrongCode(errors={"party.uscc": parties.WrongCode.sentence})
    keys.name_columns(party)
    own = {k: v for k, v in dict(body).items() if k not in CUSTOMER_ONLY}
    customer = Customer(party=party, **own)
    customer.level_is_pinned = customer.level != Customer.Level.C
    contacts = [Contact(customer=customer, **dict(one)) for one in body.contacts]
    for document in (party, customer, *contacts):
        _own(document, seat, actor=actor)
    customer.collected_at = None if actor.user_id is None else customer.created_at
    return party, customer, contacts


def _own(document: Document, seat: people.Seat, *, actor: Actor) -> None:
    document.created_at = document.updated_at = context.now()
    document.created_by_id = actor.user_id
    document.owner_id, document.unit_id = seat.user_id or None, seat.unit_id


def _number(rows: Sequence[Any], code: str, *, on: Any) -> None:
    numbers = numbering.next_numbers(code, on=on, count=len(rows))
    for row, no in zip(rows, numbers, strict=True):
        row.no = no


def _settle(party: Party, customer: Customer, contacts: list[Contact]) -> None:
    """How each is found and how complete the file is, from what is in hand."""
    customer._prefetched_objects_cache = {"contacts": contacts}  # type: ignore[attr-defined]
    party._prefetched_objects_cache = {"addresses": [], "banks": [], "phones": []}  # type: ignore[attr-defined]
    for document in (party, customer, *contacts):
        documents.index(document)
    keeping.measure(customer)


def _inside(customer: Customer, row: Prepared, *, actor: Actor) -> None:
    is_mine = customer.owner_id == actor.user_id
    permission = "crm.create_customer" if is_mine else "crm.assign_customer"
    if not documents.reaches(customer, actor, permission, resource_of(Customer)):
        raise Forbidden(permission=permission)


def _write(found: Sequence[Brought], *, actor: Actor) -> None:
    companies = [party for party, _, _ in found]
    customers = [customer for _, customer, _ in found]
    contacts = [contact for _, _, some in found for contact in some]
    copying.insert(Party, companies)
    copying.insert(PartyKey, [key for one in found for key in _keys(one)])
    copying.insert(Customer, customers)
    copying.insert(Contact, contacts)
    _tell("core.party.created", companies, actor=actor)
    _tell("crm.customer.created", customers, actor=actor)
    _tell("crm.contact.created", contacts, actor=actor)
    ownership.begin_all(customers, actor=actor)


def _keys(brought: Brought) -> list[PartyKey]:
    """What a company is known by: its own facts, and the phones and domains of its people."""
    party, _customer, contacts = brought
    facts = known_parties.read_facts(
        name=party.name, country=party.country, kind=party.kind, uscc=party.uscc, phone=party.phone
    )
    own = [(kind, value, hard, "core.party", party.pk) for kind, value, hard in calc.keys_of(facts)]
    for contact in contacts:
        is_proof = proves(contact)
        said = parties.signals(phone=contact.phone, email=contact.email, country=party.country)
        own += [(k, v, is_proof and k == "phone", "crm.contact", contact.pk) for k, v in said]
    return [
        PartyKey(party=party, kind=kind, value=value, is_hard=hard, source=source, source_id=pk)
        for kind, value, hard, source, pk in own
    ]


def _tell(name: str, rows: Sequence[models.Model], *, actor: Actor) -> None:
    told = [
        (row, {k: [None, v] for k, v in documents.facts(row).items() if v not in (None, "", {})})
        for row in rows
    ]
    log.emit_all(name, told, actor=actor)
