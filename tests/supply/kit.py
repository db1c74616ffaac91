"""What every story of the supply room begins with, made through the API."""

from collections.abc import Sequence
from typing import Any

from tests.house_kit import Door

DAY = "2026-07-01"
UNTIL = "2027-06-30"
REASON = "历史供应商，资料齐全"

Json = dict[str, Any]


def party(door: Door, name: str, **facts: Any) -> Json:
    """A company."""
    return door.do("/core/parties", {"on": DAY, "name": name, **facts})


def ours(door: Door, name: str = "衡远金属（无锡）有限公司") -> Json:
    """Our own company."""
    return party(door, name, is_ours=True)


def product(door: Door, code: str = "CU-CATH-1", **facts: Any) -> Json:
    """A product; copper cathode unless told."""
    body = {"code": code, "name": f"电解铜 {code}", "category": "cathode", "metal": "cu"}
    return door.do("/goods/products", {**body, **facts})


def warehouse(door: Door, code: str = "WX-1", **facts: Any) -> Json:
    """A warehouse; one of our own unless told."""
    body = {"code": code, "name": f"{code} 库", "city": "无锡"}
    return door.do("/goods/warehouses", {**body, **facts})


def candidate(
    door: Door, name: str, *, categories: Sequence[str] = ("cathode",), **facts: Any
) -> Json:
    """A party with the profile of a supplier that nobody has qualified."""
    made = party(door, name, **facts.pop("party", {}))
    body = {"on": DAY, "party_id": made["id"], "categories": list(categories), **facts}
    return door.do("/supply/suppliers", body)


def supplier(
    door: Door,
    name: str,
    *,
    categories: Sequence[str] = ("cathode",),
    on: str = DAY,
    until: str = UNTIL,
    **facts: Any,
) -> Json:
    """A supplier qualified for some categories from a day to a day; `party_id` is its party."""
    made = candidate(door, name, categories=categories, **facts)
    body = {"on": on, "categories": list(categories), "until": until, "reason": REASON}
    return door.do(f"/supply/suppliers/{made['id']}/admit", body)


def requisition(
    door: Door,
    lines: Sequence[tuple[str, str]],
    *,
    needed_on: str = "2026-08-01",
    approved: bool = True,
    **facts: Any,
) -> Json:
    """A requisition for (product id, tonnes), approved unless told."""
    rows = [{"product_id": p, "quantity": q, "needed_on": needed_on} for p, q in lines]
    made = door.do("/supply/requisitions", {"on": DAY, "lines": rows, **facts})
    if approved:
        door.do(f"/supply/requisitions/{made['id']}/submit")
        made = door.do(f"/supply/requisitions/{made['id']}/approve", {})
    return made


def refused(door: Door, path: str, body: Json | None = None, *, status: int = 409) -> Json:
    """A step that must be refused; its problem."""
    answer = door.post(path, body)
    assert answer.status_code == status, (path, answer.status_code, answer.body)
    problem: Json = answer.body
    return problem
