"""Keeping what a party is known by in step with what is on file about it."""

import zlib
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from backend.core.party import calc, queries
from backend.core.party.calc import PartyFacts
from backend.core.party.models import Party, PartyKey, PartyPhone

LOCKS = 1024
"""Into so many locks all keys fall, so that one transaction never holds more."""
SPACE = 7_310_231
BATCH = 500


def take_turns(*said: PartyFacts) -> None:
    """This will let one transaction after the other look at and write the same keys.

    Two people who put the same company on file at once would else both find nobody.
    """
    places = {
        zlib.crc32(f"{kind}:{value}".encode()) % LOCKS
        for facts in said
        for kind, value, _ in calc.keys_of(facts)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, place) FROM unnest(%s::int[]) place",
            [SPACE, sorted(places)],
        )


def describe(party: Party) -> PartyFacts:
    """This will read the party's own facts, children included, in the form they are compared."""
    return queries.read_facts(
        name=party.name,
        country=party.country,
        kind=party.kind,
        uscc=party.uscc,
        phone=party.phone,
        phones=party.phones.all(),
        website=party.website,
        email=party.email,
        addresses=party.addresses.all(),
        banks=party.banks.all(),
        former_names=party.former_names,
    )


def name_columns(party: Party) -> None:
    """This will work out the columns that follow from name, website and e-mail."""
    name = calc.read_name(party.name)
    party.name_key, party.core_name = name.key, name.core
    found = (calc.domain_of(text) for text in (party.website, party.email))
    party.domains = list(dict.fromkeys(domain for domain in found if domain))


def number(phones: Iterable[PartyPhone], *, country: str) -> None:
    """This will give phones their international form."""
    for phone in phones:
        phone.e164 = calc.phone_key(phone.number, country=country)


def sync(party: Party, *, is_twin: bool = False) -> None:
    """This will bring the keys of a party in line with its facts.

    A twin shares its name with a company that has another credit code: its name is no hard key.
    What the party holds by another source, a contact or a company merged into it, stays.
    """
    wanted = {(kind, value): hard for kind, value, hard in calc.keys_of(describe(party))}
    rows = list(PartyKey.objects.filter(party=party))
    held = {(row.kind, row.value) for row in rows if row.is_hard and row.source_id != party.pk}
    own = {(row.kind, row.value): row for row in rows if row.source_id == party.pk}
    soft = {key for key, row in own.items() if key[0] == "name" and not row.is_hard}
    for key in list(wanted):
        if key in held or (key[0] == "name" and (is_twin or key in soft)):
            wanted[key] = False
    stale = [row.pk for key, row in own.items() if wanted.get(key) != row.is_hard]
    if stale:
        PartyKey.objects.filter(pk__in=stale).delete()
    PartyKey.objects.bulk_create(
        PartyKey(party=party, kind=kind, value=value, is_hard=hard, source_id=party.pk)
        for (kind, value), hard in wanted.items()
        if (kind, value) not in own or own[kind, value].is_hard != hard
    )


def forget_former(party: Party) -> None:
    """This will let a party take a name it had before as if it were new: asked about, and hard."""
    value = f"{party.country}:{calc.read_name(party.name).key}"[:255]
    own = PartyKey.objects.filter(party=party, source_id=party.pk, is_hard=False)
    own.filter(kind="name", value=value).delete()


def rekey_all(*, batch: int = BATCH, after: UUID | None = None) -> int:
    """This will give every party on file its keys, batch by batch; it may run again.

    A hard key that another party holds already is written as a soft one: the scan finds both.
    It returns how many parties it went over.
    """
    count = 0
    while True:
        rows = Party.objects.order_by("id").prefetch_related("phones", "addresses", "banks")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        parties = list(rows[:batch])
        if not parties:
            return count
        with transaction.atomic():
            _rekey(parties)
        after = parties[-1].pk
        count += len(parties)


def _rekey(parties: list[Party]) -> None:
    phones = []
    for party in parties:
        name_columns(party)
        theirs = list(party.phones.all())
        number(theirs, country=party.country)
        phones += theirs
    Party.everyone.bulk_update(parties, ["name_key", "core_name", "domains"])
    PartyPhone.objects.bulk_update(phones, ["e164"])
    ids = [party.pk for party in parties]
    PartyKey.objects.filter(source="core.party", source_id__in=ids).filter(
        party_id__in=ids
    ).delete()
    rows = [
        PartyKey(party=party, kind=kind, value=value, is_hard=hard, source_id=party.pk)
        for party in parties
        for kind, value, hard in calc.keys_of(describe(party))
    ]
    taken = _taken(rows)
    for row in rows:
        if row.is_hard and (row.kind, row.value) in taken:
            row.is_hard = False
        elif row.is_hard:
            taken.add((row.kind, row.value))
    PartyKey.objects.bulk_create(rows)


def _taken(rows: list[PartyKey]) -> set[tuple[str, str]]:
    values = [row.value for row in rows if row.is_hard]
    found = PartyKey.objects.filter(is_hard=True, value__in=values)
    return set(found.values_list("kind", "value"))
