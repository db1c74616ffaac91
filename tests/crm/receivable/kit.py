"""A signed contract with its plan, and money that came in."""

import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.core.party.calc import check_digit
from backend.crm.receivable.models import PlanLine
from backend.goods.product.models import Product
from tests.house_kit import Door

AT = "2026-07-02T10:00:00+08:00"
D = Decimal
counter = itertools.count(1)

# The reference deal at its provisional prices: 100 t and 60 t, together 16,398,200.00.
LINES = (("100.000", "102440.00"), ("60.000", "102570.00"))
REFERENCE = (
    {"portion": "percent", "percent": "0.15", "trigger": "signing"},
    {"portion": "percent", "percent": "0.80", "trigger": "before_release"},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5},
)
CREDIT = (
    {"portion": "percent", "percent": "0.30", "trigger": "signing", "offset_days": 3},
    {"portion": "percent", "percent": "0.70", "trigger": "signed", "offset_days": 30},
)


def company(boss: Door, name: str, *, ours: bool = False) -> dict[str, Any]:
    """Put a company on file with a credit code, a bank account and addresses."""
    body = f"91320282MA{next(counter):07d}"
    return boss.do(
        "/core/parties",
        {
            "on": "2026-07-01",
            "name": name,
            "uscc": body + check_digit(body),
            "is_ours": ours,
            "phone": "13812345678",
            "duplicate_reason": "两家公司同址办公",
            "banks": [{"bank": "中国银行宜兴支行", "account": "4567350012345678"}],
            "addresses": [{"kind": "invoice", "text": "江苏省宜兴市高塍镇远东大道6号"}],
        },
    )


def buyer(boss: Door, name: str = "江苏远东电缆有限公司") -> dict[str, Any]:
    """Put a customer on file."""
    return company(boss, name)


def copper() -> Product:
    """Find or make the one product these stories sell."""
    now = timezone.now()
    made, _ = Product.objects.get_or_create(
        code="CU-CATH-1",
        defaults={
            "name": "阴极铜",
            "name_pinyin": "yinjitong",
            "category": "cathode",
            "metal": "cu",
            "created_at": now,
            "updated_at": now,
        },
    )
    return made


def deal(
    boss: Door,
    party: dict[str, Any] | None = None,
    *,
    terms: Sequence[dict[str, Any]] = REFERENCE,
    lines: Sequence[tuple[str, str]] = LINES,
    on: str = "2026-07-01",
    until: str | None = "2026-08-31",
    limit: str = "100000000.00",
) -> dict[str, Any]:
    """Walk a contract at fixed prices to its signature."""
    party = party or buyer(boss)
    seller = boss.see("/core/parties", is_ours="true")["items"]
    ours = seller[0] if seller else company(boss, "上海衡金属贸易有限公司", ours=True)
    boss.post("/crm/credits", {"party_id": party["id"], "limit": limit, "reason": "年度授信"})
    body = {
        "on": on,
        "party_id": party["id"],
        "seller_id": ours["id"],
        "delivery_until": until,
        "lines": [
            {
                "product_id": str(copper().pk),
                "quantity": quantity,
                "pricing": "fixed",
                "fixed_price": price,
                "tolerance_more": "0.02",
                "tolerance_less": "0.02",
            }
            for quantity, price in lines
        ],
        "terms": list(terms),
    }
    made = boss.do("/crm/contracts", body)
    path = f"/crm/contracts/{made['id']}"
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": on})
    boss.do(f"{path}/send", {"on": on, "via": "电子签"})
    return boss.do(f"{path}/sign", {"on": on})


def planned(boss: Door, hear: Callable[[], int], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """A signed contract whose plan is open."""
    signed = deal(boss, *args, **kwargs)
    hear()
    return signed


def plan(contract: dict[str, Any]) -> list[PlanLine]:
    """Fetch a contract's instalments again, in their order."""
    return list(PlanLine.objects.filter(contract_id=contract["id"]).order_by("no"))


def figures(contract: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Amount, paid and state of each instalment."""
    return [(str(line.amount), str(line.paid), line.state) for line in plan(contract)]


def receipt_body(amount: str, **facts: Any) -> dict[str, Any]:
    """What a receipt says."""
    return {
        "received_on": "2026-07-02",
        "amount": amount,
        "payer_name": "江苏远东电缆有限公司",
        "bank_reference": f"BOC{next(counter):012d}",
        **facts,
    }


def receive(boss: Door, amount: str, **facts: Any) -> dict[str, Any]:
    """Register money that came in."""
    return boss.do("/crm/receipts", receipt_body(amount, **facts))


def allocate(boss: Door, receipt: dict[str, Any], *rows: tuple[Any, str]) -> dict[str, Any]:
    """Use a receipt, on the rows given or the oldest due first."""
    shares = [{"receivable_id": str(line), "amount": amount} for line, amount in rows]
    return boss.do(f"/crm/receipts/{receipt['id']}/allocate", {"at": AT, "rows": shares})


def pay(boss: Door, contract: dict[str, Any], amount: str) -> dict[str, Any]:
    """Receive money for a contract and use it."""
    return allocate(boss, receive(boss, amount, contract_id=contract["id"]))


def exposure(party_id: str) -> Decimal:
    """What counts against the customer's credit now."""
    from backend.crm.credit.models import CreditAccount

    return CreditAccount.objects.get(party_id=UUID(party_id)).exposure
