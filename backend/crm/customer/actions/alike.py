"""Many companies of a file beside those on file: who may be the same, in a few questions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from backend.core.access.actor import Actor
from backend.core.party import actions as parties
from backend.core.party import calc
from backend.core.party import queries as known_parties
from backend.core.party.actions.duplicates import SAID
from backend.core.party.actions.keys import take_turns
from backend.core.party.calc import Match, PartyFacts, Verdict
from backend.core.party.models import Party, PartyKey
from backend.core.spreadsheet.plans import Memory, Warned

FEW = 3
CROWD = 20
"""A key that more companies than this share tells nothing."""
_LIKE = (
    "SELECT asked.place, hit.id FROM unnest(%s::int[], %s::text[]) asked (place, core) "
    "CROSS JOIN LATERAL (SELECT id FROM (SELECT id, core_name, merged_into_id FROM core_party "
    "WHERE core_name %% asked.core OFFSET 0) near WHERE merged_into_id IS NULL "
    "ORDER BY similarity(core_name, asked.core) DESC, id LIMIT 20) hit"
)
_INDEXED = "SELECT set_config('enable_seqscan', %s, true)"
"""In the middle of an import the table has grown past what the planner knows of it."""
_TIDY = (
    "SELECT gin_clean_pending_list(oid) FROM pg_class WHERE relname = 'core_party_core_like' "
    "AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')"
)
"""Names that were just copied in lie unsorted beside the index, and each look goes through all."""
Keys = Sequence[tuple[str, str, bool]]


def similar(
    bodies: Sequence[Any], lines: Sequence[int], actor: Actor, memory: Memory
) -> list[list[Warned]]:
    """This will warn of rows that may be a company on file, or another row of the same file."""
    facts = [_facts(body.party) for body in bodies]
    keys = [calc.keys_of(one) for one in facts]
    take_turns(*facts)
    matches = _on_file(facts, keys)
    shown = iter(parties.shown([m for some in matches for m in some], actor=actor))
    found: list[list[Warned]] = []
    for place, some in enumerate(matches):
        warned = [_said(next(shown), match) for match in some]
        warned += _in_file(facts[place], keys[place], lines[place], memory)
        uscc = facts[place].uscc
        if uscc and not calc.is_uscc(uscc):
            warned.append(Warned(str(parties.WrongCode.sentence), is_hard=True))
        found.append(warned)
    return found


def _facts(party: Any) -> PartyFacts:
    return known_parties.read_facts(
        name=party.name,
        country=party.country,
        kind=party.kind,
        uscc=party.uscc,
        phone=party.phone,
        addresses=party.addresses,
        banks=party.banks,
    )


def _on_file(facts: Sequence[PartyFacts], keys: Sequence[Keys]) -> list[list[Match]]:
    candidates = _sharing(keys)
    for place, pk in _called_alike(facts):
        candidates[place].add(pk)
    near = {pk for some in candidates.values() for pk in some}
    living = Party.objects.filter(pk__in=near, merged_into=None).values_list("pk", flat=True)
    known = known_parties.facts_of_all(living)
    weights = known_parties.weights()
    found: list[list[Match]] = []
    for place, one in enumerate(facts):
        some = []
        for pk in candidates[place] & known.keys():
            score, verdict, evidence = calc.compare(one, known[pk], weights=weights)
            if verdict in (Verdict.BLOCK, Verdict.CONFIRM):
                some.append(Match(pk, score, verdict, evidence))
        some.sort(key=lambda m: (m.verdict != Verdict.BLOCK, -m.score, str(m.party_id)))
        found.append(some[:FEW])
    return found


def _sharing(keys: Sequence[Keys]) -> dict[int, set[UUID]]:
    """The parties that share a key with a row."""
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, some in enumerate(keys):
        for kind, value, _hard in some:
            asked[kind, value].append(place)
    rows = PartyKey.objects.filter(
        kind__in={kind for kind, _ in asked},
        value__in={value for _, value in asked},
    )
    found: dict[int, set[UUID]] = defaultdict(set)
    for kind, value, pk in rows.values_list("kind", "value", "party_id"):
        for place in asked.get((kind, value), ()):
            if len(found[place]) < CROWD * 4:
                found[place].add(pk)
    return found


def _called_alike(facts: Sequence[PartyFacts]) -> Iterable[tuple[int, UUID]]:
    cores = [
        (place, calc.read_name(one.name).core)
        for place, one in enumerate(facts)
        if not one.is_person
    ]
    told = [(place, core) for place, core in cores if len(core) >= 3]
    if not told:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, false)", [str(calc.ALIKE)]
        )
        cursor.execute(_TIDY)
        cursor.execute(_INDEXED, ["off"])
        cursor.execute(_LIKE, [[place for place, _ in told], [core for _, core in told]])
        rows: list[tuple[int, UUID]] = cursor.fetchall()
        cursor.execute(_INDEXED, ["on"])
        return rows


def _in_file(facts: PartyFacts, keys: Keys, line: int, memory: Memory) -> list[Warned]:
    """Rows further up that share a key, compared as companies on file are."""
    others: dict[int, PartyFacts] = {}
    for kind, value, _hard in keys:
        some = memory.setdefault((kind, value), [])
        if len(some) <= CROWD:
            others |= {at: other for at, other in some if at != line}
            some.append((line, facts))
    found = []
    for at, other in sorted(others.items()):
        _score, verdict, evidence = calc.compare(facts, other)
        if verdict in (Verdict.BLOCK, Verdict.CONFIRM):
            why = "、".join(str(SAID[e.signal]) for e in evidence if e.weight > 0)
            sentence = _("与第 {line} 行：{why}").format(line=at, why=why)
            found.append(Warned(sentence, is_hard=verdict == Verdict.BLOCK))
    return found[:FEW]


def _said(row: dict[str, Any], match: Match) -> Warned:
    why = "、".join(str(e["label"]) for e in row["evidence"] if e["weight"] > 0)
    owner = _("，负责人 {}").format(row["owner_name"]) if row["owner_name"] else ""
    no = f"（{row['no']}）" if row["no"] else ""
    return Warned(f"{row['name']}{no}{owner}：{why}", is_hard=match.verdict == Verdict.BLOCK)
