"""The world of an rfq: two products, three suppliers with people of their own, two openers."""

from dataclasses import dataclass, field
from typing import Any

from backend.core.access import actor as actors
from backend.core.access.models import Mode, Scope
from backend.core.people.models import User
from tests.house_kit import Door, door_for, grant_all, person
from tests.supply import kit

DAY = kit.DAY
DEADLINE = "2026-07-05T17:00:00+08:00"
BEFORE = "2026-07-05T10:00:00+08:00"
AFTER = "2026-07-05T17:00:00+08:00"
PHRASES = {"ann": "correct horse battery", "bea": "staple purple monkey"}
FIGURES = ("lines.price", "lines.terms", "lines.breaks")
THEIRS = (
    "supply.view_rfq",
    "supply.ask_rfq",
    "supply.decline_rfq",
    "supply.view_supplier_quote",
    "supply.create_supplier_quote",
    "supply.submit_supplier_quote",
    "supply.withdraw_supplier_quote",
)


@dataclass
class World:
    """Doors and ids."""

    boss: Door
    copper: str
    aluminium: str
    suppliers: dict[str, dict[str, Any]] = field(default_factory=dict)
    doors: dict[str, Door] = field(default_factory=dict)
    openers: dict[str, Door] = field(default_factory=dict)


def outsider(name: str, party_id: str) -> Door:
    """Somebody of a supplier's, with what the role of suppliers grants."""
    user = person(
        name,
        grants=grant_all(*THEIRS, scope=Scope.OWN),
        fields={("supply.supplier_quote", figure): Mode.WRITE for figure in FIGURES},
    )
    User.objects.filter(pk=user.pk).update(party_id=party_id)
    actors.renew([user.pk])
    return door_for(User.objects.get(pk=user.pk))


def world(boss: Door) -> World:
    """Make it."""
    copper = kit.product(boss, "CU-1", vat_rate="0.13")
    aluminium = kit.product(boss, "AL-1", category="ingot", metal="al", name="铝锭")
    here = World(boss, copper["id"], aluminium["id"])
    for short, name in (("a", "赣江铜业"), ("b", "南方金属贸易"), ("c", "北海冶炼")):
        made = kit.supplier(boss, name, categories=("cathode", "ingot"))
        here.suppliers[short] = made
        here.doors[short] = outsider(f"seller-{short}", made["party_id"])
    for name, phrase in PHRASES.items():
        grants = grant_all(
            "supply.view_rfq",
            "supply.open_seal_rfq",
            "supply.create_opening_key",
            "supply.view_opening_key",
        )
        here.openers[name] = door_for(person(name, grants=grants))
        here.openers[name].do("/supply/opening-keys", {"passphrase": phrase})
    return here


def rfq(here: World, *, kind: str = "sealed", publish: bool = True, **facts: Any) -> dict[str, Any]:
    """The request of the story, worked by hand in test_sealed."""
    body = {
        "title": "七月阴极铜与铝锭",
        "kind": kind,
        "made_on": DAY,
        "deadline": DEADLINE,
        "currencies": ["CNY", "USD", "EUR"],
        "fx_on": DAY,
        "named_place": "无锡",
        "finance_rate": "0.036",
        "reference_days": 30,
        "day_count": 360,
        "risk_rate": "0.02",
        "lines": [
            {"product_id": here.copper, "quantity": "100.000"},
            {"product_id": here.aluminium, "quantity": "50.000"},
        ],
        "invitations": [
            {"supplier_id": here.suppliers["a"]["id"], "score": "100.00"},
            {"supplier_id": here.suppliers["b"]["id"], "score": "90.00"},
            {"supplier_id": here.suppliers["c"]["id"]},
        ],
        "rates": [{"currency": "USD", "rate": "7.10"}, {"currency": "EUR", "rate": "7.80"}],
        "costs": [
            {"kind": "destination_terminal", "amount": "60"},
            {"kind": "on_carriage", "amount": "120"},
            {"origin": "南昌", "kind": "unloading", "amount": "10"},
            {"origin": "智利", "kind": "main_carriage", "amount": "80", "currency": "USD"},
            {"origin": "智利", "kind": "insurance", "basis": "percent", "amount": "0.002"},
            {"origin": "智利", "kind": "duty", "basis": "percent", "amount": "0.02"},
            {"origin": "汉堡", "kind": "main_carriage", "amount": "100", "currency": "USD"},
        ],
        "penalties": [
            {"code": "deviation", "name": "有技术偏离", "amount": "50"},
            {"code": "no_brand", "name": "非注册品牌", "amount": "30"},
        ],
        "benchmarks": [
            {
                "code": "lme_cu",
                "name": "LME 铜现货",
                "value": "9700",
                "currency": "USD",
                "tax_mode": "excl",
                "tax_rate": "0",
                "on": DAY,
            }
        ],
        **facts,
    }
    if kind == "sealed":
        body["openers"] = [here.openers[name].user.pk for name in PHRASES]  # type: ignore[union-attr]
    made = here.boss.do("/supply/rfqs", body)
    return here.boss.do(f"/supply/rfqs/{made['id']}/publish") if publish else made


def offers(rfq: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the three suppliers quote."""
    copper, aluminium = (line["id"] for line in rfq["lines"])
    return {
        "a": {
            "rfq_id": rfq["id"],
            "currency": "CNY",
            "tax_mode": "incl",
            "tax_rate": "0.13",
            "incoterm": "DAP",
            "origin": "南昌",
            "payment_days": 30,
            "valid_until": "2026-07-31",
            "lines": [
                {"rfq_line_id": copper, "price": "81360.0000"},
                {
                    "rfq_line_id": aluminium,
                    "price": "22600.0000",
                    "breaks": [{"from_quantity": "30.000", "price": "22374.0000"}],
                },
            ],
        },
        "b": {
            "rfq_id": rfq["id"],
            "currency": "USD",
            "tax_mode": "excl",
            "tax_rate": "0",
            "incoterm": "FOB",
            "origin": "智利",
            "remark": "LOWEST-9800-EVER",
            "lines": [
                {"rfq_line_id": copper, "price": "9800.0000"},
                {"rfq_line_id": aluminium, "price": "2650.0000"},
            ],
        },
        "c": {
            "rfq_id": rfq["id"],
            "currency": "EUR",
            "tax_mode": "excl",
            "tax_rate": "0",
            "incoterm": "FOB",
            "origin": "汉堡",
            "lines": [
                {
                    "rfq_line_id": copper,
                    "pricing": "premium",
                    "benchmark": "lme_cu",
                    "price": "150.0000",
                    "deviation": "单捆净重 2.4 至 2.6 吨",
                }
            ],
        },
    }


def put_in(here: World, rfq: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All three quote and submit, each through their own log-in."""
    found = {}
    for name, body in offers(rfq).items():
        made = here.doors[name].do("/supply/supplier-quotes", body)
        found[name] = here.doors[name].do(f"/supply/supplier-quotes/{made['id']}/submit")
    return found


def open_both(here: World, rfq: dict[str, Any]) -> dict[str, Any]:
    """Both openers, one after the other."""
    for name, phrase in PHRASES.items():
        found = here.openers[name].do(f"/supply/rfqs/{rfq['id']}/open-seal", {"passphrase": phrase})
    return found
