"""How much speaks for two companies being one, signal by signal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from backend.core.party.calc.names import Name, read_name, spelled
from backend.core.party.calc.reach import is_mobile


class Signal(StrEnum):
    """One kind of evidence."""

    USCC = "uscc"
    NAME = "name"
    CORE = "core"
    VERIFIED_PHONE = "verified_phone"
    MOBILE = "mobile"
    LANDLINE = "landline"
    DOMAIN = "domain"
    ACCOUNT = "account"
    ADDRESS = "address"
    SIMILAR = "similar"
    PART = "part"
    SPELLED = "spelled"
    PROJECT = "project"
    OTHER_CODE = "other_code"
    OTHER_BRANCH = "other_branch"


SIGNALS: Mapping[Signal, int] = {
    Signal.USCC: 100,
    Signal.NAME: 80,
    Signal.CORE: 70,
    Signal.ACCOUNT: 70,
    Signal.VERIFIED_PHONE: 60,
    Signal.MOBILE: 60,
    Signal.PROJECT: 50,
    Signal.DOMAIN: 45,
    Signal.SIMILAR: 40,
    Signal.LANDLINE: 25,
    Signal.ADDRESS: 25,
    Signal.PART: 20,
    Signal.SPELLED: 20,
    Signal.OTHER_CODE: -30,
    Signal.OTHER_BRANCH: -40,
}
"""The weights a house begins with; settings.HENG_DUPLICATE_WEIGHTS overrides them by name."""
BLOCK, CONFIRM, NOTE = 100, 60, 35
ALIKE = 0.75


class Verdict(StrEnum):
    """What a score asks for."""

    BLOCK = "block"
    CONFIRM = "confirm"
    NOTE = "note"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """What is known of a company, every value in its normal form.

    `phones` are E.164 with those of `verified` among them; `domains` and `accounts` are keys,
    `address` is one key or several; `former` are names the company had before.
    """

    name: str
    country: str = "CN"
    uscc: str = ""
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    address: str | tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    is_person: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """This will give the address keys, however many there are."""
        return (self.address,) if isinstance(self.address, str) else self.address


@dataclass(frozen=True, slots=True)
class Evidence:
    """One signal: its weight, what was given and what was found."""

    signal: str
    weight: int
    given: str
    found: str


@dataclass(frozen=True, slots=True)
class Match:
    """A company that may be the same, how sure, and why."""

    party_id: UUID
    score: int
    verdict: str
    evidence: tuple[Evidence, ...]

    def because(self, signals: Iterable[str]) -> bool:
        """This will tell whether one of these signals is among the evidence."""
        return not {e.signal for e in self.evidence}.isdisjoint(signals)


def keys_of(facts: PartyFacts) -> list[tuple[str, str, bool]]:
    """This will list what a company is looked up by: (kind, value, is_hard)."""
    name = read_name(facts.name)
    found: dict[tuple[str, str], bool] = {}
    if facts.uscc:
        found["uscc", facts.uscc] = True
    if name.core:
        is_hard = not facts.is_person and name.is_telling
        found["name", f"{facts.country}:{name.key}"[:255]] = is_hard
        found["core", name.core] = False
    for former in facts.former:
        old = read_name(former)
        found.setdefault(("name", f"{facts.country}:{old.key}"[:255]), False)
        found.setdefault(("core", old.core), False)
    for phone in facts.phones:
        found["phone", phone] = phone in facts.verified
    found |= {("domain", domain): False for domain in facts.domains}
    found |= {("account", account): False for account in facts.accounts}
    found |= {("address", address): False for address in facts.addresses if address}
    return [(kind, value, hard) for (kind, value), hard in found.items()]


def compare(
    given: PartyFacts, known: PartyFacts, *, weights: Mapping[Signal, int] = SIGNALS
) -> tuple[int, str, tuple[Evidence, ...]]:
    """This will add up what speaks for two companies being one: score, verdict, evidence."""
    names = _names(given, known) or _former(given, known)
    found = [*_codes(given, known), *names, *_reach(given, known)]
    evidence = tuple(replace(e, weight=weights[Signal(e.signal)]) for e in found)
    score = max(sum(e.weight for e in evidence), 0)
    return score, verdict_of(score, signals={e.signal for e in evidence}), evidence


def verdict_of(score: int, *, signals: Iterable[str] = ()) -> str:
    """This will give what a score asks for; some signals block whatever the score.

    Two companies with different credit codes are two by law: never blocked, only asked about.
    """
    seen = set(signals)
    if Signal.OTHER_CODE in seen:
        score = min(score, BLOCK - 1)
    elif seen & {Signal.USCC, Signal.NAME, Signal.VERIFIED_PHONE}:
        return Verdict.BLOCK
    for least, verdict in ((BLOCK, Verdict.BLOCK), (CONFIRM, Verdict.CONFIRM)):
        if score >= least:
            return verdict
    return Verdict.NOTE if score >= NOTE else Verdict.NONE


def _codes(given: PartyFacts, known: PartyFacts) -> list[Evidence]:
    if not given.uscc or not known.uscc:
        return []
    signal = Signal.USCC if given.uscc == known.uscc else Signal.OTHER_CODE
    return [Evidence(signal, 0, given.uscc, known.uscc)]


def _names(given: PartyFacts, known: PartyFacts) -> list[Evidence]:
    """A person's name says little, and a company's says nothing about its other branches."""
    one, other = read_name(given.name), read_name(known.name)
    if not one.core or not other.core or given.is_person or known.is_person:
        return []
    signal = _name_signal(one, other, same_country=given.country == known.country)
    found = [Evidence(signal, 0, given.name, known.name)] if signal else []
    if one.branch != other.branch:
        found.append(Evidence(Signal.OTHER_BRANCH, 0, one.branch, other.branch))
    return found


def _former(given: PartyFacts, known: PartyFacts) -> list[Evidence]:
    """A name one of them gave up: it is asked about, for another may bear it by now."""
    pairs = [(given.name, name) for name in known.former]
    pairs += [(name, known.name) for name in given.former]
    for mine, theirs in pairs if given.country == known.country else []:
        one = read_name(mine)
        if one.is_telling and one.key == read_name(theirs).key:
            return [Evidence(Signal.CORE, 0, mine, theirs)]
    return []


def _name_signal(one: Name, other: Name, *, same_country: bool) -> Signal | None:
    if one.core == other.core and one.is_telling:
        if one.key == other.key and same_country:
            return Signal.NAME
        mine, theirs = set(one.place), set(other.place)
        if same_country and (mine <= theirs or theirs <= mine):
            return Signal.CORE
        return Signal.SIMILAR
    if similarity(one.core, other.core) >= ALIKE:
        return Signal.SIMILAR
    if one.is_chinese != other.is_chinese:
        return Signal.SPELLED if _is_spelled(one, other) else None
    short, long = sorted((one.core, other.core), key=len)
    return Signal.PART if len(short) >= 2 and long.startswith(short) else None


def _is_spelled(one: Name, other: Name) -> bool:
    """The English name begins with the pinyin of the first two characters of the Chinese one."""
    chinese, latin = (one, other) if one.is_chinese else (other, one)
    start = spelled(chinese._replace(core=chinese.core[:2]))
    return len(start) >= 4 and latin.core.startswith(start)


def _reach(given: PartyFacts, known: PartyFacts) -> list[Evidence]:
    found = []
    if phones := _common(given.phones, known.phones):
        found.append(_phone(phones, given, known))
    for signal, mine, theirs in (
        (Signal.DOMAIN, given.domains, known.domains),
        (Signal.ACCOUNT, given.accounts, known.accounts),
        (Signal.ADDRESS, given.addresses, known.addresses),
    ):
        if both := _common(mine, theirs):
            found.append(Evidence(signal, 0, both[0], both[0]))
    return found


def _common(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    known = set(theirs)
    return sorted(value for value in set(mine) & known if value)


def _phone(phones: list[str], given: PartyFacts, known: PartyFacts) -> Evidence:
    """The strongest of the phones both have."""
    proven = [p for p in phones if p in given.verified and p in known.verified]
    if proven:
        return Evidence(Signal.VERIFIED_PHONE, 0, proven[0], proven[0])
    mobiles = [p for p in phones if is_mobile(p)]
    signal = Signal.MOBILE if mobiles else Signal.LANDLINE
    best = mobiles[0] if mobiles else phones[0]
    return Evidence(signal, 0, best, best)


def similarity(one: str, other: str) -> float:
    """This will give the share of three-letter pieces two words have in common, as pg_trgm does."""
    mine, theirs = _pieces(one), _pieces(other)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def _pieces(word: str) -> set[str]:
    padded = f"  {word.lower()} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
