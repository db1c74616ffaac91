"""Asking before a company is put on file whether it is there already."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate
from backend.core.party import calc, queries
from backend.core.party.actions import keys
from backend.core.party.calc import Evidence, Match, PartyFacts, Signal, Verdict
from backend.core.party.models import Likeness, Party

SAID: Mapping[str, StrOrPromise] = dict(Likeness.choices)
HELD_BY_OTHERS = _("他人名下的往来单位（您无权查看）")
FEW = 5


class AlreadyKnown(Duplicate):
    """This company is on file."""

    sentence = _("该往来单位已存在，请使用已有的往来单位。")


class LooksKnown(Duplicate):
    """This company may be on file under another name."""

    sentence = _("疑似重复的往来单位。若确认不是同一家，请填写“不重复的理由”后再提交。")


class KeyTaken(Duplicate):
    """Another company holds this code, name or phone."""

    code = "already-known"
    sentence = _("该统一社会信用代码、名称或已验证的手机号已属于另一往来单位。")


documents.explains("core_party_uscc_once", AlreadyKnown())
documents.explains("core_partykey_hard_once", KeyTaken())


def ask(
    facts: PartyFacts,
    *,
    actor: Actor,
    reason: str,
    exclude: UUID | None = None,
    fresh: frozenset[tuple[str, str]] | None = None,
) -> tuple[dict[str, Any], bool]:
    """This will refuse a company that is on file already, or may be unless a reason is given.

    It gives what the event should remember, and whether the company is a twin: one of the same
    name with another credit code. With `fresh` only what is newly said counts.
    """
    keys.take_turns(facts)
    found = queries.lookalikes(facts, exclude=exclude)
    if fresh is not None:
        found = [match for match in found if _is_about(match, fresh)]
    blocked = [match for match in found if match.verdict == Verdict.BLOCK]
    doubted = [match for match in found if match.verdict == Verdict.CONFIRM]
    if blocked:
        raise AlreadyKnown(errors=_lines(blocked, actor))
    if doubted and not reason.strip():
        raise LooksKnown(errors=_lines(doubted, actor))
    is_twin = any(match.because([Signal.NAME]) for match in found)
    if not found:
        return {}, False
    kept = [
        {"party_id": m.party_id, "score": m.score, "signals": [e.signal for e in m.evidence]}
        for m in found[:FEW]
    ]
    return {"lookalikes": kept, "duplicate_reason": reason}, is_twin


def _is_about(match: Match, fresh: frozenset[tuple[str, str]]) -> bool:
    kinds = {kind for kind, _value in fresh}
    values = {value for _kind, value in fresh}
    by_name = {Signal.NAME, Signal.CORE, Signal.SIMILAR, Signal.PART, Signal.SPELLED}
    return any(
        evidence.given in values or (evidence.signal in by_name and "name" in kinds)
        for evidence in match.evidence
    )


def _lines(matches: Sequence[Match], actor: Actor) -> dict[str, StrOrPromise]:
    lines: dict[str, StrOrPromise] = {}
    for place, row in enumerate(shown(matches[:FEW], actor=actor)):
        said = "；".join(f"{e['label']} {e['weight']:+d}" for e in row["evidence"])
        owner = _now("，负责人 {}").format(row["owner_name"]) if row["owner_name"] else ""
        lines[f"lookalikes.{place}"] = f"{row['name']}{owner}：{said}（{row['score']}）"
    return lines


def shown(matches: Sequence[Match], *, actor: Actor) -> list[dict[str, Any]]:
    """This will write matches for a person: one out of sight shows only that somebody has it."""
    seen = policy.visible(Party, actor).select_related("owner")
    known = seen.in_bulk([match.party_id for match in matches])
    return [_shown(match, known.get(match.party_id)) for match in matches]


def _shown(match: Match, party: Party | None) -> dict[str, Any]:
    return {
        "party_id": None if party is None else party.pk,
        "no": "" if party is None else party.no,
        "name": str(HELD_BY_OTHERS) if party is None else party.name,
        "owner_name": str(party.owner) if party is not None and party.owner else None,
        "is_visible": party is not None,
        "score": match.score,
        "verdict": match.verdict,
        "evidence": [_told(evidence, party) for evidence in match.evidence],
    }


def _told(evidence: Evidence, party: Party | None) -> dict[str, Any]:
    """What was found is told only of a visible party and only where it is no closed field."""
    is_open = evidence.signal in (Signal.NAME, Signal.CORE, Signal.SIMILAR, Signal.PART)
    is_open |= evidence.signal in (Signal.SPELLED, Signal.USCC, Signal.OTHER_CODE)
    return {
        "signal": str(evidence.signal),
        "label": str(SAID[evidence.signal]),
        "weight": evidence.weight,
        "given": evidence.given,
        "found": evidence.found if party is not None and is_open else None,
    }


def fresh_keys(party: Party, facts: PartyFacts) -> frozenset[tuple[str, str]]:
    """This will give the keys that a party's changed facts have and its kept ones have not."""
    known = set(party.keys.values_list("kind", "value"))
    said = {(kind, value) for kind, value, _hard in calc.keys_of(facts)}
    hard = {(kind, value) for kind, value, is_hard in calc.keys_of(facts) if is_hard}
    proven = set(party.keys.filter(is_hard=True).values_list("kind", "value"))
    return frozenset(said - known) | frozenset(key for key in hard - proven if key[0] == "phone")
