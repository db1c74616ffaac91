"""What the demo company bought comes in: three purchases, the gate, invoices and payments."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from backend.config.demo.deal import at
from backend.core.access.actor import system
from backend.core.party.models import PartyBank
from backend.supply.callprice import actions as callprice

if TYPE_CHECKING:
    from backend.config.demo.supply import Supply

Json = dict[str, Any]
CENT = Decimal("0.01")
TARE = Decimal("15.000")
LIMITS: list[Json] = [
    {"name": "Cu", "unit_name": "%", "places": 2, "lower": "99.95", "level": "critical"},
    {"name": "Ag", "unit_name": "ppm", "places": 1, "upper": "25.0", "level": "major"},
]
SPOT: list[Json] = [
    {"portion": "percent", "percent": "0.30", "trigger": "signing"},
    {"portion": "percent", "percent": "0.60", "trigger": "received", "offset_days": 3},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5},
]
LATER: list[Json] = [
    {"portion": "percent", "percent": "0.30", "trigger": "signing", "offset_days": 30},
    {"portion": "percent", "percent": "0.50", "trigger": "received", "offset_days": 30},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5},
]

AT_ARRIVAL: list[Json] = [
    {"portion": "percent", "percent": "0.80", "trigger": "received", "offset_days": 5},
    {"portion": "rest", "trigger": "final_settlement", "offset_days": 5},
]


def furnish(story: "Supply") -> None:
    """This will put the product that is bought and how it is checked on file."""
    story.ids["cathode"] = str(
        story.do(
            "boss",
            "/goods/products",
            {
                "code": "CU-CATH-A",
                "name": "电解铜 A 级（注册品牌）",
                "category": "cathode",
                "metal": "cu",
                "grade": "Cu-CATH-1",
                "standard": "GB/T 467-2010",
            },
        )["id"]
    )
    story.do(
        "boss",
        "/goods/inspection-plans",
        {
            "on": "2026-07-01",
            "product_id": story.ids["cathode"],
            "name": "阴极铜来料检验",
            "samples": 2,
            "characteristics": LIMITS,
        },
    )


def buy(story: "Supply", key: str, on: str, line: Json, terms: list[Json]) -> Json:
    """This will write a purchase and take it to the supplier's acceptance."""
    supplier = story.suppliers[key]
    made = story.do(
        "buyer",
        "/supply/purchases",
        {
            "on": on,
            "party_id": supplier["party_id"],
            "buyer_id": story.ids["seller"],
            "terms": terms,
            "lines": [
                {
                    "product_id": story.ids["cathode"],
                    "warehouse_id": story.ids["warehouse"],
                    "tolerance_more": "0.02",
                    "tolerance_less": "0.02",
                    "weight_basis": "seller_within",
                    "scale_tolerance": "0.002",
                    **line,
                }
            ],
        },
    )
    path = f"/supply/purchases/{made['id']}"
    story.do("buyer", f"{path}/submit")
    story.do("boss", f"{path}/approve", {"on": on})
    story.do("buyer", f"{path}/send", {"on": on, "via": "邮件"})
    made = story.do("buyer", f"{path}/acknowledge", {"on": on, "by": "对方业务"})
    story.hear()
    return made


def ticket(story: "Supply", day: str, plate: str, net: str) -> str:
    """This will weigh a truck that came in, full and empty."""
    made = story.do(
        "warehouse",
        "/goods/weighings",
        {
            "opened_at": at(day, "08:30"),
            "direction": "in",
            "mode": "gross_first",
            "warehouse_id": story.ids["warehouse"],
            "product_id": story.ids["cathode"],
            "plate": plate,
        },
    )
    path = f"/goods/weighings/{made['id']}"
    for kind, tonnes, clock in (("gross", TARE + Decimal(net), "08:31"), ("tare", TARE, "09:20")):
        reading = {"kind": kind, "kg": str(tonnes * 1000), "at": at(day, clock)}
        story.do("warehouse", f"{path}/weigh", {**reading, "device": "scale"})
    story.do("warehouse", f"{path}/complete", {"at": at(day, "09:21")})
    return str(made["id"])


def come(story: "Supply", purchase: Json, day: str, plate: str, net: str, theirs: str) -> Json:
    """This will take a truck from the scale through the inspection into stock."""
    row = {"purchase_line_id": purchase["lines"][0]["id"], "brand": "贵冶", "pieces": 10}
    body = {"on": day, "kind": "purchase", "purchase_id": purchase["id"], "plate": plate}
    made = story.do("warehouse", "/supply/receipts", {**body, "lines": [row]})
    path = f"/supply/receipts/{made['id']}"
    weighed = {
        "line_id": made["lines"][0]["id"],
        "ticket_id": ticket(story, day, plate, net),
        "their_weight": theirs,
        "their_ticket_no": f"GX-{plate[-4:]}",
    }
    story.do("warehouse", f"{path}/weigh", {"at": at(day, "09:30"), "lines": [weighed]})
    story.do("warehouse", f"{path}/inspect")
    desk = story.company.desk("warehouse")
    (gate,) = desk.see("/goods/inspections", source_id=made["id"])["items"]
    gate = desk.see(f"/goods/inspections/{gate['id']}")
    values = [
        {"characteristic_id": asked["id"], "sample": sample, "value": value}
        for asked, pair in zip(
            gate["characteristics"], (("99.97", "99.96"), ("12.0", "14.5")), strict=True
        )
        for sample, value in enumerate(pair, start=1)
    ]
    inspection = f"/goods/inspections/{gate['id']}"
    story.do("warehouse", f"{inspection}/measure", {"at": at(day, "09:50"), "values": values})
    story.do("warehouse", f"{inspection}/accept", {"at": at(day, "09:55")})
    posted = story.do("warehouse", f"{path}/post", {"at": at(day, "10:00")})
    story.hear()
    story.ids["lot"] = str(posted["lines"][0]["lot_id"])
    return posted


def pay(story: "Supply", paper: Json, day: str, amount: str, reference: str) -> None:
    """This will pay for a purchase, or what is due to the party of another paper."""
    bank = PartyBank.objects.get(party_id=paper["party_id"])
    body = {"on": day, "party_id": paper["party_id"], "bank_id": bank.pk, "amount": amount}
    if str(paper["no"]).startswith("CG"):
        body["purchase_id"] = paper["id"]
    made = story.do("buyer", "/supply/payments", body)
    path = f"/supply/payments/{made['id']}"
    story.do("finance", f"{path}/approve")
    story.do("finance", f"{path}/pay", {"at": at(day, "15:00"), "bank_reference": reference})
    story.hear()


def spot(story: "Supply") -> None:
    """This will buy 20 t at a price, with a difference between the scales, to the last payment."""
    price, tonnes = Decimal(103_000), Decimal("20.020")
    line = {"quantity": "20.000", "pricing": "fixed", "fixed_price": f"{price}"}
    bought = buy(story, "guixi", "2026-07-16", line, SPOT)
    pay(story, bought, "2026-07-17", "618000.00", "20260717-3001")
    come(story, bought, "2026-07-20", "赣L61020", "20.000", f"{tonnes}")
    amount = price * tonnes
    excl = (amount / Decimal("1.13")).quantize(CENT, ROUND_HALF_UP)
    row = {
        "purchase_line_id": bought["lines"][0]["id"],
        "quantity": f"{tonnes}",
        "price": f"{price}",
        "tax_rate": "0.13",
        "amount_excl": f"{excl:.2f}",
        "tax": f"{amount - excl:.2f}",
        "amount": f"{amount:.2f}",
    }
    story.do(
        "buyer",
        "/supply/invoices",
        {
            "on": "2026-07-23",
            "purchase_id": bought["id"],
            "invoice_no": "26362000000045678901",
            "invoiced_on": "2026-07-22",
            "lines": [row],
        },
    )
    story.hear()
    made = story.do(
        "buyer", "/supply/settlements", {"on": "2026-07-24", "purchase_id": bought["id"]}
    )
    word = {"at": at("2026-07-24"), "confirmed_by": "陈工"}
    story.do("finance", f"/supply/settlements/{made['id']}/confirm", word)
    story.hear()
    pay(story, bought, "2026-07-28", f"{amount - Decimal(618_000):.2f}", "20260728-3002")
    story.do("finance", f"/supply/purchases/{bought['id']}/close", {"on": "2026-07-29"})


def called(story: "Supply") -> None:
    """This will buy 30 t to be priced by call: one tranche is fixed, some is here unpriced."""
    line = {
        "quantity": "30.000", "pricing": "call", "instrument_id": story.ids["copper"],
        "premium": "-80", "window_start": "2026-08-03", "window_end": story.ago(-30),
        "provisional_price": "103000", "min_tranche": "5.000", "max_tranches": 3,
    }  # fmt: skip
    bought = buy(story, "jinguan", "2026-08-03", line, LATER)
    come(story, bought, "2026-08-10", "皖G61012", "18.006", "18.020")
    made = story.do(
        "trader",
        "/supply/fixings",
        {
            "purchase_id": bought["id"],
            "line_id": bought["lines"][0]["id"],
            "quantity": "10.000",
            "trade_date": "2026-08-12",
            "requested_at": at("2026-08-12"),
            "requested_by": "朱磊",
        },
    )
    story.do("trader", f"/supply/fixings/{made['id']}/book", {"at": at("2026-08-12", "15:30")})
    story.hear()


def averaged(story: "Supply") -> None:
    """This will buy 20 t at the mean of three weeks of August, priced day by day."""
    line = {
        "quantity": "20.000", "pricing": "average", "instrument_id": story.ids["copper"],
        "premium": "100", "window_start": "2026-08-03", "window_end": "2026-08-21",
        "provisional_price": "104000",
    }  # fmt: skip
    bought = buy(story, "lingang", "2026-08-01", line, AT_ARRIVAL)
    story.on("2026-08-21", "18:00")
    callprice.follow_average(
        bought["lines"][0]["id"], actor=system("demo"), today=date(2026, 8, 21)
    )
    story.ids |= {"sea_purchase": str(bought["id"]), "sea_line": str(bought["lines"][0]["id"])}
    story.hear()
