"""The works both sides do, as requests."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import orjson

from backend.core.http import paging
from backend.core.search import initials
from backend.crm.customer.models import Customer
from backend.goods.warehouse.models import Warehouse
from bench import load
from bench.client import request
from bench.load import pipeline, pricing
from bench.names import TRADES, WORDS, companies
from bench.sizes import CONNECTIONS, SIZES

CUSTOMERS = "/api/v1/crm/customers"
CONTRACTS = "/api/v1/crm/contracts"
NONE = float("inf")
"""No goal was set."""


@dataclass
class Work:
    """One row of the table: requests that never repeat where that matters, and its goal."""

    name: str
    requests: Callable[[str], Iterator[bytes]]
    goal: float
    rate_goal: float | None = None
    connections: int = CONNECTIONS
    alone: int | None = None
    together: int | None = None
    compared: bool = True
    """Whether both sides give the same answer, word for word, so that it is compared."""
    took: dict[str, int] = field(default_factory=dict)


def all_works(token: str, *, lead: str) -> list[Work]:
    """This will give every work in the order of the table."""
    return [
        Work("customers, first page of 50", pages(token, [""]), 2.5),
        Work("customers, a page in the middle", pages(token, deep()), 2.5),
        Work("search, 2 characters", searches(token, two()), 2.0),
        Work("search, 3 characters", searches(token, three()), 2.0),
        Work("search, pinyin initials", searches(token, short_pinyin()), 2.0),
        Work("search, phone fragment", searches(token, fragments()), 2.0),
        Work("customer 360, one who sees all", sides(token, every=1), 6.0),
        Work("customer 360, the lead of a team", sides(lead, every=load.SELLERS), 6.0),
        Work(
            f"funnel of a day, {SIZES.stage_events:,} stage events", figures(token, "funnel"), 3.0
        ),
        Work(
            f"forecast of a day, {SIZES.stage_events:,} stage events",
            figures(token, "forecast"),
            3.0,
        ),
        Work(f"contract, {SIZES.lines} lines and 3 terms", contracts(token), 2.5),
        Work(f"re-price a quote of {pricing.LINES} lines", reprices(token), NONE, compared=False),
        Work("create a contract of 10 lines", creations(token), 3.0, compared=False),
        Work(
            "sign, stock reserved, 32 clients",
            signatures(token),
            4.0,
            rate_goal=0.5,
            connections=32,
            alone=SIZES.alone,
            together=SIZES.signs,
            compared=False,
        ),
    ]


def pages(token: str, cursors: list[str]) -> Callable[[str], Iterator[bytes]]:
    """This will ask for pages of fifty behind cursors."""
    paths = [f"{CUSTOMERS}?limit=50" + (f"&after={c}" if c else "") for c in cursors]
    found = [request("GET", path, token=token) for path in paths]
    return lambda side: itertools.cycle(found)


def deep() -> list[str]:
    """This will give cursors in the middle of the table."""
    middle, found = SIZES.customers // 2, []
    for n in range(50):
        row = Customer.objects.values("created_at", "id").get(
            pk=load.customer_key((middle + n * 37) % SIZES.customers)
        )
        found.append(paging.encode(row["created_at"].isoformat(), row["id"]))
    return found


def searches(token: str, words: list[str]) -> Callable[[str], Iterator[bytes]]:
    """This will type words into the search box."""
    from urllib.parse import quote

    found = [request("GET", f"{CUSTOMERS}?limit=50&q={quote(w)}", token=token) for w in words]
    return lambda side: itertools.cycle(found)


def two() -> list[str]:
    """This will give words of two characters out of names."""
    return WORDS[::13]


def three() -> list[str]:
    """This will give three characters across the word and the trade of names."""
    return [word + trade[0] for word, (trade, _) in zip(WORDS[5::13], itertools.cycle(TRADES))]


def short_pinyin() -> list[str]:
    """This will give the pinyin initials of short names, as people type them."""
    return [initials(one.short) for one in companies(500, 550)]


def fragments() -> list[str]:
    """This will give six digits out of the middle of phones."""
    return [one.phone[3:9] for one in companies(700, 750)]


def sides(token: str, *, every: int) -> Callable[[str], Iterator[bytes]]:
    """This will look at customers with a history from all sides, every so many of them."""
    numbers = range(0, SIZES.deep, every)
    found = [
        request("GET", f"{CUSTOMERS}/{load.customer_key(n)}/overview", token=token) for n in numbers
    ]
    return lambda side: itertools.cycle(found)


def figures(token: str, name: str) -> Callable[[str], Iterator[bytes]]:
    """This will ask for a figure of the sale as of days in the middle of the ledger."""
    days = [pipeline.DAY - timedelta(days=n * 7) for n in range(10)]
    path = f"/api/v1/crm/opportunities/{name}?as_of="
    found = [request("GET", path + day.isoformat(), token=token) for day in days]
    return lambda side: itertools.cycle(found)


def reprices(token: str) -> Callable[[str], Iterator[bytes]]:
    """This will price drafts again, by the market of ever another day."""
    keys = [str(pricing.quote_key(n)) for n in range(min(pricing.QUOTES, SIZES.customers))]

    def endless(side: str) -> Iterator[bytes]:
        for n, key in enumerate(itertools.cycle(keys)):
            body = orjson.dumps({"on": f"2026-06-{n % 28 + 1:02d}"})
            yield _post(f"/api/v1/crm/quotes/{key}/reprice", body, token)

    return endless


def contracts(token: str) -> Callable[[str], Iterator[bytes]]:
    """This will ask for contracts in full."""
    dice = random.Random(4)
    numbers = [dice.randrange(SIZES.contracts) for _ in range(500)]
    found = [request("GET", f"{CONTRACTS}/{contract_id(n)}", token=token) for n in numbers]
    return lambda side: itertools.cycle(found)


def contract_id(n: int) -> str:
    """This will give the id of a contract."""
    return str(load.key(4, n, load.START + timedelta(minutes=n * 30)))


def creations(token: str) -> Callable[[str], Iterator[bytes]]:
    """This will write contracts of ten lines, each for another customer."""
    dice = random.Random(5)
    depot, seller = str(Warehouse.objects.get().pk), str(load.seller_id())
    bodies = []
    for _ in range(200):
        number = dice.randrange(min(SIZES.customers, 10_000))
        party = str(load.key(3, number, load.born(number)))
        products = dice.sample(range(load.HOT + load.SCARCE, load.PRODUCTS - 1), 10)
        bodies.append(_body(party, seller, depot, products))

    def endless(side: str) -> Iterator[bytes]:
        for body in itertools.cycle(bodies):
            yield _post(CONTRACTS, body, token)

    return endless


def _body(party: str, seller: str, depot: str, products: list[int]) -> bytes:
    return orjson.dumps(
        {
            "on": "2026-07-01",
            "party_id": party,
            "seller_id": seller,
            "delivery_place": "无锡",
            "quality_terms": "GB/T 467-2010",
            "lines": [
                {
                    "product_id": str(load.key(1, n)),
                    "warehouse_id": depot,
                    "quantity": "12.500",
                    "tolerance_more": "0.02",
                    "tolerance_less": "0.02",
                    "pricing": "fixed",
                    "fixed_price": "80000",
                }
                for n in products
            ],
            "terms": [
                {"portion": "percent", "percent": "0.15", "trigger": "signing"},
                {"portion": "percent", "percent": "0.8", "trigger": "before_release"},
                {"portion": "rest", "trigger": "final_settlement"},
            ],
        }
    )


def signatures(token: str) -> Callable[[str], Iterator[bytes]]:
    """This will sign waiting contracts, each once, whichever side comes."""
    numbers = iter(range(SIZES.contracts, SIZES.contracts + SIZES.unsigned))

    def next_ones(side: str) -> Iterator[bytes]:
        for n in numbers:
            yield sign(n, token)

    return next_ones


def scarce(token: str) -> list[bytes]:
    """This will sign twice as many contracts as the scarce lots can serve."""
    first = SIZES.contracts + SIZES.unsigned
    return [sign(n, token) for n in range(first, first + 2 * load.SCARCE * load.LEFT)]


def sign(n: int, token: str) -> bytes:
    """This will sign one contract."""
    body = orjson.dumps({"on": "2026-07-01"})
    return _post(f"{CONTRACTS}/{contract_id(n)}/sign", body, token)


def _post(path: str, body: bytes, token: str) -> bytes:
    headers = {"Idempotency-Key": str(uuid4())}
    return request("POST", path, token=token, body=body, headers=headers)
