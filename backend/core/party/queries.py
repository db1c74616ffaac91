"""Questions about parties: what is known of one, and which others may be the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from backend.core.party import calc
from backend.core.party.calc import Match, PartyFacts, Signal
from backend.core.party.models import Party, PartyKey

MOST = 50
"""More candidates than this for one question help nobody."""
_LIKE = (
    "SELECT id FROM core_party WHERE core_name %% %s AND merged_into_id IS NULL "
    "ORDER BY similarity(core_name, %s) DESC, id LIMIT %s"
)


def weights() -> dict[Signal, int]:
    """This will give the weights of this house: the usual ones, overridden by the settings."""
    own: dict[str, int] = getattr(settings, "HENG_DUPLICATE_WEIGHTS", {})
    return {**calc.SIGNALS, **{Signal(name): weight for name, weight in own.items()}}


def read_facts(
    *,
    name: str,
    country: str = "CN",
    kind: str = "company",
    uscc: str = "",
    phone: str = "",
    phones: Iterable[Any] = (),
    website: str = "",
    email: str = "",
    addresses: Iterable[Any] = (),
    banks: Iterable[Any] = (),
    former_names: Iterable[str] = (),
    **_more: Any,
) -> PartyFacts:
    """This will bring what was typed about a company into the form in which it is compared."""
    lines = [(phone, False), *((p.number, p.is_verified) for p in phones)]
    known = {calc.phone_key(text, country=country): proven for text, proven in lines if text}
    known |= {calc.phone_key(text, country=country): True for text, proven in lines if proven}
    known.pop("", None)
    return PartyFacts(
        name=name,
        country=country,
        uscc=uscc.upper(),
        phones=tuple(known),
        verified=tuple(number for number, proven in known.items() if proven),
        domains=_some(calc.domain_of(text) for text in (website, email)),
        accounts=_some(calc.account_key(row.account) for row in banks),
        address=_some(calc.address_key(row.text) for row in addresses),
        former=tuple(former_names),
        is_person=kind == Party.Kind.PERSON,
    )


def _some(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def facts_of(party: Party) -> PartyFacts:
    """This will give what is on file about a party, its contacts' phones included."""
    return facts_of_all([party.pk])[party.pk]


def facts_of_all(ids: Iterable[UUID]) -> dict[UUID, PartyFacts]:
    """This will give what is on file about some parties, in two questions."""
    wanted = list(ids)
    keys: dict[UUID, dict[str, list[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(list))
    for row in PartyKey.objects.filter(party_id__in=wanted).order_by("id"):
        keys[row.party_id][row.kind].append((row.value, row.is_hard))
    return {
        party.pk: _facts(party, keys[party.pk])
        for party in Party.everyone.filter(pk__in=wanted).only(
            "id", "name", "former_names", "country", "uscc", "kind"
        )
    }


def _facts(party: Party, keys: dict[str, list[tuple[str, bool]]]) -> PartyFacts:
    def of(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value, _hard in keys[kind]))

    return PartyFacts(
        name=party.name,
        country=party.country,
        uscc=party.uscc,
        phones=of("phone"),
        verified=tuple(dict.fromkeys(value for value, is_hard in keys["phone"] if is_hard)),
        domains=of("domain"),
        accounts=of("account"),
        address=of("address"),
        former=tuple(party.former_names),
        is_person=party.kind == Party.Kind.PERSON,
    )


def lookalikes(facts: PartyFacts, *, exclude: UUID | None = None) -> list[Match]:
    """This will find the parties that may be the one described, the surest first.

    Candidates come from the table of keys and from the index of similar names, never from a
    walk over all parties.
    """
    found = {pk for pk in candidates(facts) if pk != exclude}
    known = facts_of_all(sorted(found, key=str)[: MOST * 4])
    own = weights()
    matches = []
    for party_id, other in known.items():
        score, verdict, evidence = calc.compare(facts, other, weights=own)
        if verdict != calc.Verdict.NONE:
            matches.append(Match(party_id, score, verdict, evidence))
    order = [calc.Verdict.BLOCK, calc.Verdict.CONFIRM, calc.Verdict.NOTE]
    matches.sort(key=lambda m: (order.index(calc.Verdict(m.verdict)), -m.score, str(m.party_id)))
    return matches[:MOST]


def candidates(facts: PartyFacts) -> set[UUID]:
    """This will name the parties that share a key with the facts or are called alike."""
    wanted = Q(pk__in=[])
    for kind, value, _hard in calc.keys_of(facts):
        wanted |= Q(kind=kind, value=value)
    rows = PartyKey.objects.filter(wanted, party__merged_into=None)
    rows = rows.order_by("-is_hard")
    found: set[UUID] = set(rows.values_list("party_id", flat=True)[: MOST * 4])
    name = calc.read_name(facts.name)
    if not facts.is_person and len(name.core) >= 3:
        found |= _alike(name.core)
    return found


def _alike(core: str) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, false)", [str(calc.ALIKE)]
        )
        cursor.execute(_LIKE, [core, core, MOST])
        return {row[0] for row in cursor.fetchall()}


def merged_ids(party_id: UUID) -> list[UUID]:
    """This will give the ids a company has or had: its own and those merged into it."""
    absorbed = Party.everyone.filter(merged_into_id=party_id).values_list("pk", flat=True)
    return [party_id, *absorbed]
