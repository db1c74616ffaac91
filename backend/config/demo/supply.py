"""The demo company buys: suppliers, requests for quotation, purchases, the gate, what is owed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.config.demo import mill, yard
from backend.config.demo.deal import at
from backend.core import context
from backend.market.position import queries as positions
from backend.supply.purchase import actions as purchases

if TYPE_CHECKING:
    from backend.config.demo.company import Company

Json = dict[str, Any]
START = "2026-07-01"
SUPPLIERS = (
    # key, name, province, city, days to pay, person
    ("guixi", "江西贵溪铜业有限公司", "江西", "鹰潭", 30, "陈工"),
    ("jinguan", "铜陵金冠铜业有限公司", "安徽", "铜陵", 30, "汪经理"),
    ("yangxin", "阳新宏盛铜业有限公司", "湖北", "黄石", 15, "石主任"),
    ("lingang", "上海临港矿产进出口有限公司", "上海", "上海", 0, "顾经理"),
)
ON_TRIAL = "洛阳信合铜业有限公司"


class Supply:
    """The steps of the story, each a verb at somebody's desk."""

    def __init__(self, company: "Company") -> None:
        self.company, self.today = company, company.today
        self.hear: Callable[[], int] = company.hear
        self.ids: dict[str, str] = dict(company.deal.ids)
        self.suppliers: dict[str, Json] = {}

    def do(self, login: str, path: str, body: Json | None = None) -> Json:
        """This will take a step at a desk."""
        return self.company.desk(login).do(path, body)

    def ago(self, days: int) -> str:
        """This will name the day so many days before today."""
        return str(self.today - timedelta(days=days))

    def on(self, day: str, clock: str = "09:00") -> None:
        """This will let the story go on at a moment."""
        context.clock.set(datetime.fromisoformat(at(day, clock)))

    # -- suppliers ---------------------------------------------------------------------------

    def find_suppliers(self) -> None:
        """This will qualify four suppliers, and a fifth on conditions."""
        for key, name, province, city, days, person in SUPPLIERS:
            found = self.candidate(name, province, city, payment_days=days, person=person)
            self.suppliers[key] = self.admit(found, ["cathode"])
        self.certificate("guixi", "quality", "Q-2023-0815", until=-20)
        self.certificate("jinguan", "quality", "Q-2025-1102", until=-380)
        self._on_conditions()

    def candidate(self, name: str, province: str, city: str, *, person: str, **facts: Any) -> Json:
        """This will put a supplier on file that nobody has qualified."""
        number = len(self.suppliers) + 1
        bank = {"bank": f"工商银行{city}支行", "account": f"150702010900{number:07d}"}
        party = self.do(
            "boss",
            "/core/parties",
            {"on": START, "name": name, "province": province, "city": city, "banks": [bank]},
        )
        contact = {"name": person, "title": "销售", "phone": f"1391234{number:04d}"}
        body = {"on": START, "party_id": party["id"], "contacts": [contact]}
        body["categories"] = ["cathode"]
        return self.do("buyer", "/supply/suppliers", {**body, **facts})

    def admit(self, supplier: Json, categories: list[str]) -> Json:
        """This will take over a supplier we have bought from before."""
        body = {"on": START, "categories": categories, "reason": "合作多年，资料齐全"}
        until = self.today + timedelta(days=250)
        return self.do("boss", f"/supply/suppliers/{supplier['id']}/admit", body | {"until": until})

    def certificate(self, key: str, kind: str, number: str, *, until: int) -> None:
        """This will check a certificate that runs out some days from today."""
        made = self.do(
            "buyer",
            "/supply/certificates",
            {
                "supplier_id": self.suppliers[key]["id"],
                "kind": kind,
                "number": number,
                "issuer": "中国质量认证中心",
                "expires_on": self.ago(until),
            },
        )
        path = f"/supply/certificates/{made['id']}/verify"
        self.do("risk", path, {"on": START, "note": "官网可查"})

    def _on_conditions(self) -> None:
        items = [
            {"question": "有有效的质量管理体系", "weight": "40.00"},
            {"question": "近两年无环保处罚", "weight": "30.00", "is_knock_out": True,
             "minimum": "60.00"},
            {"question": "过磅设备经检定", "weight": "30.00"},
        ]  # fmt: skip
        asked = self.do(
            "risk",
            "/supply/questionnaires",
            {"name": "阴极铜供应商准入", "categories": ["cathode"], "items": items},
        )
        found = self.candidate(ON_TRIAL, "河南", "洛阳", person="孟厂长")
        self.suppliers["luoyang"] = found
        case = self.do(
            "buyer",
            "/supply/qualifications",
            {
                "on": "2026-07-06",
                "supplier_id": found["id"],
                "questionnaire_id": asked["id"],
                "categories": ["cathode"],
            },
        )
        path = f"/supply/qualifications/{case['id']}"
        scores = enumerate(("60.00", "80.00", "70.00"), start=1)
        self.do("buyer", f"{path}/answer", {"answers": [{"seq": n, "score": s} for n, s in scores]})
        self.do("buyer", f"{path}/submit", {"on": "2026-07-10"})
        verdict = {"decision": "conditional", "conditions": "每单先货后款，半年内补体系证书"}
        self.do("risk", f"{path}/decide", {"on": "2026-07-14", **verdict})

    # -- needs and requests ------------------------------------------------------------------

    def need(self, on: str, tonnes: str, *, in_days: int, note: str) -> str:
        """This will have a need approved; it gives its line."""
        row = {
            "product_id": self.ids["cathode"],
            "warehouse_id": self.ids["warehouse"],
            "quantity": tonnes,
            "needed_on": self.today + timedelta(days=in_days),
        }
        made = self.do("buyer", "/supply/requisitions", {"on": on, "note": note, "lines": [row]})
        path = f"/supply/requisitions/{made['id']}"
        self.do("buyer", f"{path}/submit")
        made = self.do("boss", f"{path}/approve", {})
        return str(made["lines"][0]["id"])

    def ask(self, on: str, line: str, tonnes: str, *, title: str, until: str) -> Json:
        """This will ask three suppliers for a price."""
        keys = ("guixi", "jinguan", "yangxin")
        row = {"product_id": self.ids["cathode"], "quantity": tonnes, "requisition_line_id": line}
        made = self.do(
            "buyer",
            "/supply/rfqs",
            {
                "title": title,
                "made_on": on,
                "deadline": until,
                "fx_on": on,
                "named_place": "无锡",
                "finance_rate": "0.036",
                "reference_days": 30,
                "lines": [row],
                "invitations": [{"supplier_id": self.suppliers[key]["id"]} for key in keys],
                "costs": [
                    {"kind": "on_carriage", "amount": "120"},
                    {"kind": "unloading", "amount": "10"},
                ],
            },
        )
        return self.do("buyer", f"/supply/rfqs/{made['id']}/publish")

    def quote(self, rfq: Json, key: str, price: str, incoterm: str, days: int) -> None:
        """This will write down a price that a supplier gave by telephone."""
        made = self.do(
            "buyer",
            "/supply/supplier-quotes",
            {
                "rfq_id": rfq["id"],
                "supplier_id": self.suppliers[key]["id"],
                "channel": "phone",
                "channel_note": "上午电话报价，已复述确认",
                "currency": "CNY",
                "tax_mode": "incl",
                "tax_rate": "0.13",
                "incoterm": incoterm,
                "payment_days": days,
                "valid_until": self.today + timedelta(days=20),
                "lines": [{"rfq_line_id": rfq["lines"][0]["id"], "price": price}],
            },
        )
        self.do("buyer", f"/supply/supplier-quotes/{made['id']}/submit")

    def requests(self) -> None:
        """This will award one request, send its order, and leave another open."""
        line = self.need(self.ago(14), "40.000", in_days=20, note="下月备货")
        rfq = self.ask(self.ago(13), line, "40.000", title="阴极铜 40 吨现货",
                       until=at(self.ago(9), "17:00"))  # fmt: skip
        self.on(self.ago(10))
        for key, price, incoterm, days in (
            ("guixi", "106350", "DAP", 0),
            ("jinguan", "106180", "DAP", 30),
            ("yangxin", "106150", "FCA", 0),
        ):
            self.quote(rfq, key, price, incoterm, days)
        self.on(self.ago(8))
        path = f"/supply/rfqs/{rfq['id']}"
        self.do("buyer", f"{path}/close")
        self.do("buyer", f"{path}/evaluate")
        row = {"rfq_line_id": rfq["lines"][0]["id"], "supplier_id": self.suppliers["jinguan"]["id"]}
        award = self.do(
            "buyer", "/supply/awards", {"rfq_id": rfq["id"], "on": self.ago(7), "lines": [row]}
        )
        self.do("buyer", f"/supply/awards/{award['id']}/submit")
        self.do("finance", f"/supply/awards/{award['id']}/approve")
        self._order(award)
        line = self.need(self.ago(4), "25.000", in_days=35, note="补足安全库存")
        until = at(str(self.today + timedelta(days=3)), "17:00")
        rfq = self.ask(self.ago(2), line, "25.000", title="阴极铜 25 吨远期", until=until)
        self.quote(rfq, "guixi", "106900", "DAP", 0)
        self.hear()

    def _order(self, award: Json) -> None:
        """The order of the award went out; the supplier has not answered yet."""
        for made in purchases.create_from_award(
            actor=self.company.desk("buyer").actor,
            on=self.today - timedelta(days=6),
            award_id=award["id"],
            buyer_id=UUID(self.ids["seller"]),
            party_id=None,
            lines=[],
        ):
            path = f"/supply/purchases/{made.pk}"
            self.do("buyer", f"{path}/submit")
            self.do("boss", f"{path}/approve", {"on": self.ago(6)})
            self.do("buyer", f"{path}/send", {"on": self.ago(5), "via": "邮件"})

    # -- the market --------------------------------------------------------------------------

    def limits(self) -> None:
        """This will limit what may be open in copper: nine tenths of the limit are in use."""
        net = sum(positions.months("cu", on=self.today).values(), Decimal(0))
        most = max(abs(net) / Decimal("0.9"), Decimal(50)).quantize(Decimal("1.000"))
        body = {"metal": "cu", "measure": "net", "tonnes": f"{most}", "valid_from": START}
        self.do("risk", "/market/position-limits", body)


def fill(company: "Company") -> None:
    """This will play the buying side of the house from July to today."""
    story, moment = Supply(company), context.clock.get()
    yard.furnish(story)
    story.find_suppliers()
    mill.find_mills(story)
    story.hear()
    yard.spot(story)
    mill.settled(story)
    yard.called(story)
    yard.averaged(story)
    mill.at_the_mill(story)
    mill.at_sea(story)
    mill.papers(story)
    story.requests()
    story.limits()
    mill.alerts(story)
    story.hear()
    context.clock.set(moment)
