"""The reference deal: 160 t of copper cathode sold to a cable maker in the summer of 2026.

Real SHFE prices. The demo company plays it at desks of its own, the journey test over HTTP.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from backend.config.demo.desk import Seat
from backend.core.party.calc import check_digit

PRICES = settings.ROOT / "fixtures" / "market" / "shfe_daily.csv"
LINE_ONE = [
    ("苏B61001", "25.136", "25.110"),
    ("苏B61002", "25.084", "25.060"),
    ("苏B61003", "24.952", "24.940"),
    ("苏B61004", "24.618", "24.520"),
]
LINE_TWO = [("苏B61005", "30.016"), ("苏B61006", "29.856")]
FIXINGS = [("40.000", "2026-07-08"), ("35.000", "2026-07-21"), ("25.000", "2026-08-05")]
TARE = Decimal("15.400")


def uscc(body: str) -> str:
    """A credit code with its check digit."""
    return body + check_digit(body)


def at(day: str, clock: str = "10:00") -> str:
    """A moment in China."""
    return f"{day}T{clock}:00+08:00"


BUYER = {
    "name": "江苏远东电缆有限公司",
    "short_name": "远东电缆",
    "uscc": uscc("91320282MA1XXXXX4"),
    "province": "江苏",
    "city": "宜兴",
    "industry": "线缆",
}


@dataclass
class Deal:
    """What the story has made so far, by name."""

    door: Seat
    hear: Any
    ids: dict[str, str] = field(default_factory=dict)
    author: Seat | None = None

    def read(self, path: str) -> dict[str, Any]:
        """Read a paper of the story."""
        return self.door.see(path.format(**self.ids))

    def do(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do one step and let the worker hear the news."""
        answer = self.door.do(path.format(**self.ids), body)
        self.hear()
        return answer

    def write(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Write a paper as the salesperson whose deal it is."""
        answer = (self.author or self.door).do(path.format(**self.ids), body)
        self.hear()
        return answer

    # -- the world ---------------------------------------------------------------------------

    def world(self) -> None:
        """Prices, companies, goods on the floor."""
        self.prices()
        self.ours()
        self.lead()
        self.stock()

    def prices(self) -> None:
        """Import the exchange's prices as they were published."""
        self.do(
            "/market/quote-imports",
            {
                "file_name": PRICES.name,
                "source": "SHFE",
                "on": "2026-08-21",
                "text": PRICES.read_text(),
                "keep_good": True,
            },
        )
        self.instrument()

    def instrument(self) -> None:
        """Find copper on the Shanghai exchange."""
        rows = self.door.see("/market/instruments", q="SHFE.CU")["items"]
        self.ids["copper"] = next(str(row["id"]) for row in rows if row["code"] == "SHFE.CU")

    def ours(self) -> None:
        """Put our own company on file."""
        ours = self.do(
            "/core/parties",
            {"on": "2026-06-01", "name": "衡远金属（无锡）有限公司", "short_name": "衡远金属",
             "uscc": uscc("91320211MA1HENG01"), "is_ours": True},
        )  # fmt: skip
        self.ids["seller"] = str(ours["id"])

    def customer(self) -> None:
        """Put the cable maker on file, without the way there."""
        made = self.write("/crm/customers", {"on": "2026-06-10", "party": BUYER, "level": "A"})
        self.ids |= {"buyer": str(made["party_id"]), "customer": str(made["id"])}

    def lead(self) -> None:
        """A cable maker asks at the fair; the lead becomes a customer with an opportunity."""
        lead = self.write(
            "/crm/leads",
            {
                "on": "2026-06-08",
                "title": "电缆厂询七月电解铜 160 吨",
                "source": "fair",
                "company": "江苏远东电缆有限公司",
                "contact_name": "李敏",
                "contact_phone": "13861780021",
                "content": "七月排产 160 吨，希望一半以上点价。",
            },
        )
        self.ids["lead"] = str(lead["id"])
        self.write("/crm/leads/{lead}/start")
        self.write(
            "/crm/followups",
            {
                "document": "crm.lead",
                "document_id": self.ids["lead"],
                "kind": "call",
                "at": at("2026-06-09", "09:30"),
                "content": "确认牌号 Cu-CATH-1，可接受点价加均价组合。",
            },
        )
        self.write("/crm/leads/{lead}/qualify")
        lead = self.write(
            "/crm/leads/{lead}/convert",
            {
                "on": "2026-06-10",
                "customer": {
                    "party": BUYER,
                    "level": "A",
                },
                "opportunity": {
                    "name": "七月电解铜 160 吨",
                    "amount": "16400000.00",
                    "expected_close_on": "2026-07-01",
                },
            },
        )
        self.ids["buyer"] = str(lead["party_id"])
        rows = self.door.see("/crm/customers", party_id=self.ids["buyer"])["items"]
        self.ids["customer"] = str(rows[0]["id"])
        rows = self.door.see("/crm/opportunities", party_id=self.ids["buyer"])["items"]
        self.ids["opportunity"] = str(rows[0]["id"])

    def stock(self) -> None:
        """180 t in two purchases, the cheaper one first."""
        self.ids["product"] = self.do(
            "/goods/products",
            {
                "code": "CU-CATH-1",
                "name": "电解铜 Cu-CATH-1",
                "category": "cathode",
                "metal": "cu",
                "grade": "Cu-CATH-1",
                "standard": "GB/T 467-2010",
            },
        )["id"]
        self.ids["warehouse"] = self.do(
            "/goods/warehouses",
            {"code": "WX1", "name": "无锡一号库", "kind": "own", "city": "无锡"},
        )["id"]
        for day, weight, cost in (
            ("2026-06-10", "80.000", "88000"),
            ("2026-06-20", "100.000", "91500"),
        ):
            self.do(
                "/goods/lots",
                {
                    "at": at(day),
                    "product_id": self.ids["product"],
                    "warehouse_id": self.ids["warehouse"],
                    "owner_party_id": self.ids["seller"],
                    "weight": weight,
                    "unit_cost": cost,
                    "brand": "铜冠",
                },
            )

    # -- the contract ------------------------------------------------------------------------

    def quote(self) -> dict[str, Any]:
        """Offer both lines; the buyer accepts the same day."""
        shared = {"product_id": self.ids["product"], "instrument_id": self.ids["copper"],
                  "tolerance_more": "0.02", "tolerance_less": "0.02"}  # fmt: skip
        made = self.write(
            "/crm/quotes",
            {
                "on": "2026-07-01",
                "party_id": self.ids["buyer"],
                "opportunity_id": self.ids["opportunity"],
                "valid_until": "2026-07-03",
                "delivery_place": "江苏省宜兴市高塍镇远东大道6号",
                "delivery_until": "2026-08-31",
                "lines": [
                    {
                        **shared,
                        "quantity": "100.000",
                        "pricing": "call",
                        "premium": "-50",
                        "pricer": "buyer",
                        "window_start": "2026-07-01",
                        "window_end": "2026-08-21",
                    },
                    {
                        **shared,
                        "quantity": "60.000",
                        "pricing": "average",
                        "premium": "80",
                        "window_start": "2026-07-01",
                        "window_end": "2026-07-31",
                    },
                ],
                "terms": [
                    {"portion": "percent", "percent": "0.15", "trigger": "signing"},
                    {"portion": "percent", "percent": "0.80", "trigger": "before_release"},
                    {"portion": "rest", "trigger": "final_settlement"},
                ],
            },
        )
        self.ids["quote"] = str(made["id"])
        self.write("/crm/quotes/{quote}/submit")
        self.do("/crm/quotes/{quote}/approve", {"on": "2026-07-01"})
        self.write("/crm/quotes/{quote}/send", {"on": "2026-07-01", "via": "邮件"})
        return self.write("/crm/quotes/{quote}/accept", {"on": "2026-07-01", "accepted_by": "李敏"})

    def contract(self) -> dict[str, Any]:
        """Make the contract of the accepted quote and take it to the signature."""
        self.limit("1000000.00")
        self.quote()
        ours = {"warehouse_id": self.ids["warehouse"], "reserves_stock": True}
        made = self.write(
            "/crm/contracts/from-quote",
            {
                "on": "2026-07-01",
                "quote_id": self.ids["quote"],
                "lines": [
                    {
                        **ours,
                        "seq": 1,
                        "weight_basis": "seller_within",
                        "scale_tolerance": "0.002",
                    },
                    {**ours, "seq": 2, "weight_basis": "seller"},
                ],
            },
        )
        self.ids |= {
            "contract": str(made["id"]),
            "line1": str(made["lines"][0]["id"]),
            "line2": str(made["lines"][1]["id"]),
        }
        return self.bind("2026-07-01", their_no="FE-889")

    def limit(self, amount: str) -> None:
        """Give the buyer a credit limit."""
        self.do(
            "/crm/credits",
            {"party_id": self.ids["buyer"], "limit": amount, "reason": "年度授信"},
        )

    def fixed(self, quantity: str, price: str, *, on: str) -> dict[str, Any]:
        """Sell at a fixed price: a fifth at signing, the rest 30 days after the goods arrived."""
        made = self.write(
            "/crm/contracts",
            {
                "on": on,
                "party_id": self.ids["buyer"],
                "seller_id": self.ids["seller"],
                "lines": [
                    {
                        "product_id": self.ids["product"],
                        "warehouse_id": self.ids["warehouse"],
                        "quantity": quantity,
                        "pricing": "fixed",
                        "fixed_price": price,
                        "tolerance_more": "0.02",
                        "tolerance_less": "0.02",
                        "reserves_stock": True,
                    }
                ],
                "terms": [
                    {"portion": "percent", "percent": "0.20", "trigger": "signing"},
                    {"portion": "rest", "trigger": "signed", "offset_days": 30},
                ],
            },
        )
        self.ids |= {"contract": str(made["id"]), "line1": str(made["lines"][0]["id"])}
        return self.bind(on, their_no="")

    def bind(self, on: str, *, their_no: str) -> dict[str, Any]:
        """Take a draft through review to the signature."""
        self.do("/crm/contracts/{contract}/submit")
        self.do("/crm/contracts/{contract}/approve", {"on": on})
        self.do("/crm/contracts/{contract}/send", {"on": on})
        return self.do("/crm/contracts/{contract}/sign", {"on": on, "their_no": their_no})

    def receipt(self, amount: str, day: str, reference: str) -> dict[str, Any]:
        """Money comes in and pays the oldest of this contract."""
        made = self.do(
            "/crm/receipts",
            {
                "received_on": day,
                "party_id": self.ids["buyer"],
                "contract_id": self.ids["contract"],
                "amount": amount,
                "payer_name": "江苏远东电缆有限公司",
                "bank_reference": reference,
            },
        )
        self.ids["receipt"] = made["id"]
        return self.do("/crm/receipts/{receipt}/allocate", {"at": at(day, "16:00")})

    def fix(self, quantity: str, day: str) -> dict[str, Any]:
        """The buyer calls a tranche, and it is booked at that day's settlement price."""
        made = self.do(
            "/crm/fixings",
            {
                "contract_id": self.ids["contract"],
                "line_id": self.ids["line1"],
                "quantity": quantity,
                "trade_date": day,
                "requested_at": at(day, "09:40"),
                "requested_by": "远东电缆 李敏",
                "channel": "邮件",
            },
        )
        self.ids["fixing"] = made["id"]
        return self.do("/crm/fixings/{fixing}/book", {"at": at(day, "15:30")})

    # -- the trucks --------------------------------------------------------------------------

    def plan(self, line: str, plate: str, weight: str, day: str) -> dict[str, Any]:
        """Plan a truck."""
        made = self.do(
            "/crm/deliveries",
            {
                "on": day,
                "contract_id": self.ids["contract"],
                "line_id": self.ids[line],
                "planned_on": day,
                "planned_weight": weight,
                "plate": plate,
                "driver_name": "王师傅",
                "driver_phone": "13800001111",
            },
        )
        self.ids["delivery"] = made["id"]
        return made

    def weigh(self, plate: str, net: str, day: str) -> str:
        """Weigh the truck empty, then loaded, on our scale."""
        ticket = self.do(
            "/goods/weighings",
            {
                "opened_at": at(day, "08:30"),
                "direction": "out",
                "mode": "tare_first",
                "warehouse_id": self.ids["warehouse"],
                "product_id": self.ids["product"],
                "plate": plate,
            },
        )
        self.ids["ticket"] = ticket["id"]
        gross = TARE + Decimal(net)
        for kind, tonnes, clock in (("tare", TARE, "08:31"), ("gross", gross, "09:20")):
            self.do(
                "/goods/weighings/{ticket}/weigh",
                {"kind": kind, "kg": str(tonnes * 1000), "at": at(day, clock), "device": "scale"},
            )
        self.do("/goods/weighings/{ticket}/complete", {"at": at(day, "09:21")})
        return self.ids["ticket"]

    def truck(
        self, line: str, plate: str, ours: str, day: str, *, theirs: str | None = None
    ) -> dict[str, Any]:
        """Take one truck from the plan to the signature."""
        self.plan(line, plate, ours, day)
        self.do("/crm/deliveries/{delivery}/release", {"at": at(day, "08:00")})
        code = self.read("/crm/deliveries/{delivery}/handover")["handover_code"]
        self.do(
            "/crm/deliveries/{delivery}/load",
            {"at": at(day, "08:40"), "plate": plate, "handover_code": code, "pieces": 10},
        )
        ticket = self.weigh(plate, ours, day)
        self.do(
            "/crm/deliveries/{delivery}/weigh-out", {"at": at(day, "09:25"), "ticket_id": ticket}
        )
        self.do("/crm/deliveries/{delivery}/depart", {"at": at(day, "09:30")})
        self.do("/crm/deliveries/{delivery}/arrive", {"at": at(day, "13:00")})
        if theirs is not None:
            self.do(
                "/crm/deliveries/{delivery}/weigh-in",
                {"at": at(day, "13:30"), "net": theirs, "document_no": f"YD-{plate}"},
            )
        return self.do(
            "/crm/deliveries/{delivery}/sign", {"at": at(day, "14:00"), "signed_by": "赵仓管"}
        )

    # -- the end -----------------------------------------------------------------------------

    def settle(self, day: str) -> dict[str, Any]:
        """Work out, let the buyer confirm, and book the statement."""
        made = self.do("/crm/settlements", {"on": day, "contract_id": self.ids["contract"]})
        self.ids["settlement"] = str(made["id"])
        self.do(
            "/crm/settlements/{settlement}/confirm", {"on": day, "confirmed_by": "远东电缆 张会计"}
        )
        return self.do("/crm/settlements/{settlement}/issue", {"on": day})

    def invoice(self, day: str, number: str) -> dict[str, Any]:
        """Invoice all that was settled."""
        made = self.do("/crm/invoices", {"made_on": day, "settlement_id": self.ids["settlement"]})
        self.ids["invoice"] = str(made["id"])
        self.do("/crm/invoices/{invoice}/apply")
        return self.do("/crm/invoices/{invoice}/issue", {"issued_on": day, "tax_number": number})
