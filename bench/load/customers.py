"""A million customers, their companies and what those are known by, on two processors."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from django.db import connection, connections

from backend.core import search
from backend.core.party import calc
from backend.core.party import queries as parties
from backend.core.party.models import Party, PartyKey
from backend.core.people.models import User
from backend.crm.customer.models import Customer
from bench.copying import bare, copy
from bench.load.rows import born, customer_key, party_key
from bench.names import ENDS, companies
from bench.sizes import SIZES

STATES = ["prospect", "developing", "active", "active", "dormant"]
# A hard key that another company holds already is a soft one, as `parties.rekey_all` has it.
HELD_BY_ANOTHER = """
UPDATE core_partykey k SET is_hard = false FROM (
  SELECT id, row_number() OVER (PARTITION BY kind, value ORDER BY party_id, id) AS place
  FROM core_partykey WHERE is_hard
) held WHERE held.id = k.id AND held.place > 1
"""


def fill() -> None:
    """This will make customers and their companies."""
    parts = 2
    edges = [SIZES.customers * n // parts for n in range(parts + 1)]
    with bare(Party, PartyKey, Customer):
        people = owners()
        connections.close_all()
        with ProcessPoolExecutor(parts, mp_context=get_context("fork")) as pool:
            list(pool.map(_customers, edges, edges[1:], [people] * parts))
        with connection.cursor() as cursor:
            cursor.execute(HELD_BY_ANOTHER)


def owners() -> list[tuple[int, UUID]]:
    """This will give the salespeople with their teams; customer n is of person n modulo them."""
    rows = User.objects.filter(username__startswith="sales").order_by("pk")
    return list(rows.values_list("pk", "memberships__unit_id"))


def _customers(first: int, last: int, people: list[tuple[int, UUID]]) -> None:
    _quicken()
    chunk = 5_000
    for start in range(first, last, chunk):
        pairs = [_pair(i, c, people) for i, c in _numbered(start, min(start + chunk, last))]
        copy(Party, (party for party, _ in pairs))
        copy(Customer, (customer for _, customer in pairs))
        copy(PartyKey, (row for party, _ in pairs for row in _keys(party)))
    connections.close_all()


def _quicken() -> None:
    """Names share their pieces, so the pinyin of a piece is asked once in this process."""
    whole = search.initials

    @lru_cache(maxsize=50_000)
    def initials(text: str) -> str:
        end = max((e for e in ENDS if text.endswith(e)), key=len, default="")
        body = text.removesuffix(end)
        return whole(body[:2]) + whole(body[2:]) + whole(end) if end else whole(text)

    @lru_cache(maxsize=50_000)
    def pinyin(text: str) -> str:
        return f"{spelled(text[:2])} {spelled(text[2:])}"

    spelled = search.pinyin_key
    search.pinyin_key = pinyin  # type: ignore[assignment]
    search.initials = initials  # type: ignore[assignment]
    search.normal = lru_cache(maxsize=50_000)(search.normal)


def _numbered(first: int, last: int) -> Iterator[tuple[int, Any]]:
    return zip(range(first, last), companies(first, last), strict=True)


def _pair(
    index: int, company: Any, people: list[tuple[int, UUID]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    at = born(index)
    owner, unit = people[index % len(people)]
    no = f"KH-{at:%Y}-{index:07d}"
    public = [company.name, company.short, company.uscc]
    head = {"owner_id": owner, "unit_id": unit, "created_at": at, "updated_at": at}
    name = calc.read_name(company.name)
    party = head | {
        "id": party_key(index),
        "name": company.name,
        "name_pinyin": search.pinyin_key(company.short),
        "name_key": name.key,
        "core_name": name.core,
        "short_name": company.short,
        "uscc": company.uscc,
        "province": company.province,
        "city": company.city,
        "industry": company.industry,
        "phone": company.phone,
        **search.keys(public, []),
    }
    customer = head | {
        "id": customer_key(index),
        "no": no,
        "party_id": party["id"],
        "state": STATES[index % len(STATES)],
        "level": "ABCD"[index % 4],
        "segment": company.industry,
        "collected_at": at,
        **search.keys([no, *public], [company.phone]),
    }
    return party, customer


def _keys(party: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a company is looked up by, as `parties.rekey_all` writes it."""
    facts = parties.read_facts(name=party["name"], uscc=party["uscc"], phone=party["phone"])
    for seq, (kind, value, is_hard) in enumerate(calc.keys_of(facts), 1):
        yield {
            "id": UUID(int=party["id"].int ^ (seq << 40)),
            "party_id": party["id"],
            "kind": kind,
            "value": value,
            "is_hard": is_hard,
            "source_id": party["id"],
        }
