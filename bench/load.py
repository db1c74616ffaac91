"""The rows both sides serve: people, a million customers, contracts, stock, prices."""

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from django.db import connection, connections

from backend.core import registry, search
from backend.core.access.models import Assignment, FieldRule, Grant, Mode, Role, Scope
from backend.core.documents import actions as documents
from backend.core.http import auth
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.core.people.models import Membership, Unit, User
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.crm.customer.models import Customer
from backend.goods.cost.models import CostEntry, CostLayer, CostPool
from backend.goods.product.models import Product
from backend.goods.stock.models import Balance, Lot, StockMove
from backend.goods.warehouse.models import Warehouse
from backend.market.calendar.models import TradingDay
from backend.market.instrument.models import Instrument
from backend.market.quote.models import Quote
from bench.copying import bare, copy
from bench.names import ENDS, companies
from bench.sizes import SIZES

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
SELLERS = 20
PRODUCTS = 200
HOT = 20
"""Products everybody signs for, each in one lot."""
SCARCE = 10
"""Products of which only `LEFT` tonnes are there, for the test of overselling."""
LEFT = 20
ROUND = Decimal(1)
PLENTY = Decimal(1_000_000)
STATES = ["prospect", "developing", "active", "active", "dormant"]
LIVES = ["draft", "in_review", "effective", "effective", "effective", "closed"]


def key(kind: int, number: int, at: datetime = START) -> UUID:
    """This will make the same UUIDv7 for the same row, in the order of its numbers."""
    stamp = int(at.timestamp() * 1000)
    return UUID(int=(stamp << 80) | (7 << 76) | (2 << 62) | (kind << 48) | number)


def customer_key(index: int) -> UUID:
    """This will give the id of a customer."""
    return key(2, index, born(index))


def born(index: int) -> datetime:
    """This will spread customers over two and a half years."""
    return START + timedelta(seconds=index * 75)


@cache
def seller_id() -> UUID:
    """This will give our own company."""
    return Party.objects.get(is_ours=True).pk


def load() -> None:
    """This will fill an empty database."""
    people()
    market()
    goods()
    customers()
    contracts()
    ledger()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def rewind() -> None:
    """This will make signed contracts of a kept database wait for their signature again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM goods_reservation")
        cursor.execute("UPDATE goods_balance SET reserved = 0 WHERE reserved > 0")
        cursor.execute(
            "UPDATE crm_contract SET state = 'pending_sign', signed_on = NULL, version = 1 "
            "WHERE created_at >= %s AND created_at < %s AND state = 'effective'",
            [START + timedelta(minutes=30 * SIZES.contracts), NOW],
        )


def token() -> str:
    """This will make a key for a person who sees all rows, and give its secret."""
    person = User.objects.get(username="head")
    _, secret = auth.issue(
        person, name="bench", permissions=["*"], expires_at=NOW + timedelta(days=3650)
    )
    return secret


def people() -> None:
    """This will make a company, its units, twenty salespeople and one who leads them all."""
    company = Unit.objects.create(name="衡远金属", kind=Unit.Kind.COMPANY)
    teams = [
        Unit.objects.create(name=f"销售{n}组", kind=Unit.Kind.TEAM, parent=company)
        for n in range(1, 6)
    ]
    role = Role.objects.create(code="head", name="销售总监")
    Grant.objects.bulk_create(
        Grant(role=role, permission=p, scope=Scope.ALL) for p in registry.permissions()
    )
    FieldRule.objects.bulk_create(
        FieldRule(role=role, document=resource.code, field=name, mode=Mode.WRITE)
        for resource in registry.resources()
        for name in resource.sensitive
    )
    head = User.objects.create(username="head", name="高建国")
    Membership.objects.create(user=head, unit=company)
    Assignment.objects.create(user=head, role=role)
    for n in range(SELLERS):
        seller = User.objects.create(username=f"sales{n}", name=f"业务员{n}")
        Membership.objects.create(user=seller, unit=teams[n % len(teams)])
    Party.objects.bulk_create(
        [_filed(Party(name="衡远金属有限公司", name_pinyin="heng yuan jin shu", is_ours=True))]
    )


def _filed(row: Any) -> Any:
    row.created_at = row.updated_at = START
    documents.index(row)
    return row


def market() -> None:
    """This will make SHFE.CU with a calendar and a price of every day of a year."""
    copper = _filed(
        Instrument(
            code="SHFE.CU",
            name="沪铜连续",
            market="SHFE",
            metal="cu",
            form=Instrument.Form.CONTINUOUS,
            tax_basis=Instrument.TaxBasis.INCLUSIVE,
            currency="CNY",
            calendar="SHFE",
            quote_kinds=["settle"],
        )
    )
    copper.save(force_insert=True)
    dice = random.Random(1)
    day, price = date(2025, 6, 1), Decimal(78_000)
    days, quotes = [], []
    while day <= date(2026, 8, 31):
        is_open = day.weekday() < 5
        kind = TradingDay.Kind.NORMAL if is_open else TradingDay.Kind.WEEKEND
        days.append(TradingDay(code="SHFE", day=day, kind=kind, is_open=is_open))
        if is_open:
            price += 10 * dice.randint(-80, 82)
            quotes.append(
                Quote(
                    instrument=copper,
                    kind=Quote.Kind.SETTLE,
                    trade_date=day,
                    value=price,
                    version=1,
                    status=Quote.Status.OFFICIAL,
                    source="bench",
                    recorded_at=NOW,
                )
            )
        day += timedelta(days=1)
    TradingDay.objects.bulk_create(days)
    Quote.objects.bulk_create(quotes)


def goods() -> None:
    """This will make products and, of the first of them, a lot each with ledger and cost."""
    depot = _filed(Warehouse(code="WX1", name="无锡一号库", name_pinyin="wu xi"))
    depot.save(force_insert=True)
    products = [
        _filed(
            Product(
                id=key(1, n),
                code=f"P{n:04d}",
                name="阴极铜",
                name_pinyin="yin ji tong",
                category=Product.Category.CATHODE,
                metal=Product.Metal.COPPER,
                grade=f"Cu-CATH-{n}",
                spec="标准",
                created_at=START,
                updated_at=START,
            )
        )
        for n in range(PRODUCTS)
    ]
    Product.objects.bulk_create(products)
    for n, product in enumerate(products):
        is_scarce = HOT <= n < HOT + SCARCE
        _stock(n, product, depot, tonnes=Decimal(LEFT) if is_scarce else PLENTY)


def _stock(n: int, product: Product, depot: Warehouse, *, tonnes: Decimal) -> None:
    place = {"warehouse": depot, "owner_party_id": seller_id(), "product": product}
    lot = _filed(
        Lot(
            no=f"L{n:04d}",
            product=product,
            owner_party_id=seller_id(),
            brand="贵冶",
            received_at=START,
            actual=tonnes,
        )
    )
    lot.save(force_insert=True)
    Balance.objects.create(lot=lot, received_at=START, actual=tonnes, **place)
    StockMove.objects.create(
        at=START,
        kind=StockMove.Kind.RECEIPT,
        lot=lot,
        actual=tonnes,
        source_code="goods.lot",
        source_id=lot.pk,
        **place,
    )
    value = tonnes * 70_000
    pool = CostPool.objects.create(costing="fifo", quantity=tonnes, value=value, **place)
    CostLayer.objects.create(
        pool=pool,
        lot=lot,
        received_at=START,
        quantity=tonnes,
        value=value,
        remaining=tonnes,
        remaining_value=value,
    )


def customers() -> None:
    """This will make customers and their companies, on two processors."""
    parts = 2
    edges = [SIZES.customers * n // parts for n in range(parts + 1)]
    owners = list(
        User.objects.filter(username__startswith="sales")
        .order_by("pk")
        .values_list("pk", "memberships__unit_id")
    )
    with bare(Party, Customer):
        connections.close_all()
        with ProcessPoolExecutor(parts, mp_context=get_context("fork")) as pool:
            list(pool.map(_customers, edges, edges[1:], [owners] * parts))


def _customers(first: int, last: int, owners: list[tuple[int, UUID]]) -> None:
    _quicken()
    chunk = 5_000
    for start in range(first, last, chunk):
        pairs = [_pair(i, c, owners) for i, c in _numbered(start, min(start + chunk, last))]
        copy(Party, (party for party, _ in pairs))
        copy(Customer, (customer for _, customer in pairs))
    connections.close_all()


def _quicken() -> None:
    """Names share their pieces, so the pinyin of a piece is asked once in this process."""
    whole = search.initials

    @lru_cache(maxsize=50_000)
    def initials(text: str) -> str:
        end = max((e for e in ENDS if text.endswith(e)), key=len, default="")
        body = text.removesuffix(end)
        return whole(body[:2]) + whole(body[2:]) + whole(end) if end else whole(text)

    search.initials = initials  # type: ignore[assignment]
    search.normal = lru_cache(maxsize=50_000)(search.normal)


def _numbered(first: int, last: int) -> Iterator[tuple[int, Any]]:
    return zip(range(first, last), companies(first, last), strict=True)


def _pair(
    index: int, company: Any, owners: list[tuple[int, UUID]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    at = born(index)
    owner, unit = owners[index % len(owners)]
    no = f"KH-{at:%Y}-{index:07d}"
    public = [company.name, company.short, company.uscc]
    head = {"owner_id": owner, "unit_id": unit, "created_at": at, "updated_at": at}
    party = head | {
        "id": key(3, index, at),
        "name": company.name,
        "name_pinyin": search.pinyin_key(company.short),
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
        **search.keys([no, *public], [company.phone]),
    }
    return party, customer


def contracts() -> None:
    """This will make contracts with lines and terms, and those that wait for a signature."""
    goods_at = Warehouse.objects.get().pk
    buyers = min(SIZES.customers, SIZES.contracts)
    parties = {i: (p, n) for i, (p, n) in enumerate(_buyers(buyers))}
    owner, unit = User.objects.filter(username="sales0").values_list("pk", "memberships__unit_id")[
        0
    ]
    head = {"owner_id": owner, "unit_id": unit, "seller_id": seller_id()}
    plain = [
        _contract(n, parties[n % buyers], head, LIVES[n % len(LIVES)])
        for n in range(SIZES.contracts)
    ]
    waiting = [
        _contract(SIZES.contracts + n, parties[n % buyers], head, "pending_sign")
        for n in range(SIZES.unsigned + 2 * SCARCE * LEFT)
    ]
    with bare(Contract, ContractLine, PaymentTerm):
        copy(Contract, plain + waiting)
        copy(ContractLine, _lines(plain, goods_at))
        copy(ContractLine, _waiting_lines(waiting, goods_at))
        copy(PaymentTerm, _terms(plain + waiting))


def _buyers(count: int) -> list[tuple[UUID, str]]:
    rows = Customer.objects.order_by("created_at", "id").values_list("party_id", "party__name")
    return list(rows[:count])


def _contract(n: int, buyer: tuple[UUID, str], head: dict[str, Any], state: str) -> dict[str, Any]:
    at = START + timedelta(minutes=n * 30)
    no = f"HT-2025-{n:06d}"
    is_bound = state in ("effective", "closed")
    return head | {
        "id": key(4, n, at),
        "no": no,
        "created_at": at,
        "updated_at": at,
        "party_id": buyer[0],
        "state": state,
        "made_on": at.date(),
        "signed_on": at.date() if is_bound else None,
        "amount_estimated": Decimal("1000000.00") * SIZES.lines,
        "quality_terms": "GB/T 467-2010",
        **search.keys([no, buyer[1]], []),
    }


def _line(contract: dict[str, Any], seq: int, n: int, depot: UUID) -> dict[str, Any]:
    return {
        "id": UUID(int=contract["id"].int ^ (seq << 40)),
        "contract_id": contract["id"],
        "seq": seq,
        "product_id": key(1, n),
        "warehouse_id": depot,
        "quantity": Decimal("12.500"),
        "tolerance_more": Decimal("0.02"),
        "tolerance_less": Decimal("0.02"),
        "pricing": "fixed",
        "fixed_price": Decimal(80_000),
        "provisional_price": Decimal(80_000),
        "amount_estimated": Decimal("1000000.00"),
    }


def _lines(rows: list[dict[str, Any]], depot: UUID) -> Iterator[dict[str, Any]]:
    for n, contract in enumerate(rows):
        for seq in range(1, SIZES.lines + 1):
            yield _line(contract, seq, HOT + SCARCE + (n * 7 + seq * 13) % 170, depot)


def _waiting_lines(rows: list[dict[str, Any]], depot: UUID) -> Iterator[dict[str, Any]]:
    """Three hot products a contract; the last contracts want one tonne of a scarce one."""
    dice = random.Random(2)
    hold = {"reserves_stock": True, "quantity": Decimal("1.000")}
    for n, contract in enumerate(rows):
        scarce = n - SIZES.unsigned
        wanted = [HOT + scarce % SCARCE] if scarce >= 0 else dice.sample(range(HOT), 3)
        for seq, product in enumerate(wanted, 1):
            yield _line(contract, seq, product, depot) | hold


def _terms(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    parts = (("0.15", "signing"), ("0.80", "before_release"), (None, "final_settlement"))
    for contract in rows:
        for seq, (percent, trigger) in enumerate(parts, 1):
            yield {
                "id": UUID(int=contract["id"].int ^ (seq << 44)),
                "contract_id": contract["id"],
                "seq": seq,
                "portion": "percent" if percent else "rest",
                "percent": Decimal(percent) if percent else None,
                "trigger": trigger,
            }


def ledger() -> None:
    """This will make a cost ledger of one pool that is long: receipts, and issues across them."""
    depot = Warehouse.objects.get()
    pool = CostPool.objects.create(
        product=Product.objects.get(code="P0199"),
        warehouse=depot,
        owner_party=Party.objects.filter(is_ours=False).first(),
        costing="fifo",
    )
    dice = random.Random(3)
    rows, there = [], Decimal(0)
    for n in range(SIZES.movements):
        comes = there < 50 or (there < 2_000 and dice.random() < 0.5)
        tonnes = Decimal(dice.randint(5_000, 40_000)).scaleb(-3)
        tonnes = tonnes if comes else -min(tonnes, there)
        there += tonnes
        at = START + timedelta(minutes=n)
        rows.append(
            {
                "id": key(6, n, at),
                "pool_id": pool.pk,
                "kind": "receipt" if comes else "issue",
                "at": at,
                "quantity": tonnes,
                "value": (tonnes * dice.randint(70_000, 95_000)).quantize(Decimal("0.01"))
                if comes
                else Decimal(0),
                "source_code": "bench",
                "source_id": uuid7(),
            }
        )
    copy(CostEntry, rows)
