"""A small world of goods: our company, a supplier, a warehouse, copper cathode, two receipts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.house_kit import Door

D = Decimal


@dataclass
class World:
    """Ids of what exists."""

    boss: Door
    ours: str
    theirs: str
    warehouse: str
    other: str
    product: UUID


def world(boss: Door, **product: Any) -> World:
    """Make the company, its goods and two warehouses."""
    ours = boss.do(
        "/core/parties", {"on": "2026-06-01", "name": "衡信金属有限公司", "is_ours": True}
    )
    theirs = boss.do("/core/parties", {"on": "2026-06-01", "name": "江铜贸易有限公司"})
    here = boss.do("/goods/warehouses", {"code": "WX01", "name": "无锡一号库", "kind": "own"})
    there = boss.do(
        "/goods/warehouses",
        {"code": "SH02", "name": "上海中储", "kind": "third_party", "operator_id": theirs["id"]},
    )
    copper = boss.do(
        "/goods/products",
        {
            "code": "CU-CATH-1",
            "name": "阴极铜",
            "category": "cathode",
            "metal": "cu",
            "grade": "Cu-CATH-1",
            "brands": ["贵冶", "铁峰"],
            **product,
        },
    )
    return World(boss, ours["id"], theirs["id"], here["id"], there["id"], UUID(copper["id"]))


def receive(here: World, weight: str, unit_cost: str | None, **facts: Any) -> dict[str, Any]:
    """Take goods in."""
    body = {
        "at": "2026-06-10T09:00:00+08:00",
        "product_id": str(here.product),
        "warehouse_id": here.warehouse,
        "owner_party_id": here.ours,
        "weight": weight,
        "unit_cost": unit_cost,
        **facts,
    }
    return here.boss.do("/goods/lots", body)


def two_receipts(here: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stock of the reference deal: 80 t at 88,000 and 100 t at 91,500, excluding VAT."""
    old = receive(here, "80.000", "88000.0000", brand="贵冶", pieces=32)
    new = receive(
        here, "100.000", "91500.0000", brand="铁峰", pieces=40, at="2026-06-20T09:00:00+08:00"
    )
    return old, new


@contextmanager
def refused(error: type[Exception], match: str | None = None) -> Iterator[None]:
    """Expect a refusal and go on in the same transaction, as a door would after a rollback."""
    with pytest.raises(error, match=match), transaction.atomic():
        yield


def faults() -> list[str]:
    """Everything that is wrong with the books of goods."""
    from backend.core import invariants

    names = [name for name in invariants.names() if name.startswith("goods.")]
    assert names
    return [fault for name in names for fault in invariants.check(name)]
