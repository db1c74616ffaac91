"""Contracts, those that wait for a signature, and a cost ledger that is long."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.core import search
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.core.people.models import User
from backend.crm.contract.models import Contract, ContractLine, PaymentTerm
from backend.crm.customer.models import Customer
from backend.goods.cost.models import CostEntry, CostPool
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from bench.copying import bare, copy
from bench.load.rows import HOT, LEFT, SCARCE, START, key, seller_id
from bench.sizes import SIZES

LIVES = ["draft", "in_review", "effective", "effective", "effective", "closed"]


def fill() -> None:
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
