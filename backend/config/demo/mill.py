"""The demo company's metal away from home: two mills, a ship, and papers that stand for goods."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from backend.config.demo import yard
from backend.config.demo.deal import at
from backend.core.access.actor import system
from backend.core.files import actions as files
from backend.goods.safety import actions as safety

if TYPE_CHECKING:
    from backend.config.demo.supply import Supply

Json = dict[str, Any]
MILLS = (
    # key, name, code of its warehouse, city, person, fee a tonne
    ("jinggong", "常州精工铜材有限公司", "CZ-JG", "常州", "王厂长", "1130"),
    ("xishan", "无锡锡山铜线有限公司", "WX-XS", "无锡", "许经理", "1240"),
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ORDERS = "/supply/process-orders"


def find_mills(story: "Supply") -> None:
    """This will qualify two mills, each with a warehouse where our metal lies."""
    for code, name, category in (
        ("CU-ROD-OEM", "铜杆 8mm（委外）", "rod"),
        ("CU-SCRAP-1", "铜边角料", "scrap"),
    ):
        body = {"code": code, "name": name, "category": category, "metal": "cu"}
        story.ids[category] = str(story.do("boss", "/goods/products", body)["id"])
    for key, name, code, city, person, fee in MILLS:
        found = story.candidate(name, "江苏", city, person=person, does_processing=True,
                                categories=["rod"])  # fmt: skip
        story.suppliers[key] = story.admit(found, ["rod"])
        place = {"code": code, "name": f"{name[:4]}在厂料", "kind": "processor", "city": city}
        there = story.do("boss", "/goods/warehouses", {**place, "operator_id": found["party_id"]})
        made = story.do(
            "buyer",
            "/supply/processors",
            {
                "on": "2026-07-02",
                "party_id": found["party_id"],
                "warehouse_id": there["id"],
                "capabilities": ["draw"],
                "scrap_policy": "returned",
                "max_at_risk": "2000000.00",
                "rates": [{"capability": "draw", "std_yield": "0.96", "fee_price": fee}],
            },
        )
        story.ids[key] = str(made["id"])
    story.ids["bom"] = _bom(story)


def _bom(story: "Supply") -> str:
    made = story.do(
        "buyer",
        "/supply/boms",
        {
            "on": "2026-07-02",
            "product_id": story.ids["rod"],
            "capability": "draw",
            "std_yield": "0.96",
            "std_loss": "0.01",
            "allowed_extra": "0.005",
            "inputs": [{"product_id": story.ids["cathode"], "share": "1"}],
            "byproducts": [
                {"product_id": story.ids["scrap"], "policy": "returned", "unit_value": "70000"}
            ],
        },
    )
    story.do("buyer", f"/supply/boms/{made['id']}/activate")
    return str(made["id"])


def _order(story: "Supply", key: str, on: str, tonnes: str) -> Json:
    made = story.do(
        "buyer",
        ORDERS,
        {
            "on": on,
            "company_id": story.ids["seller"],
            "processor_id": story.ids[key],
            "bom_id": story.ids["bom"],
            "excess_price": "92000",
            "resolution": "0.010",
            "outputs": [{"product_id": story.ids["rod"], "quantity": tonnes}],
        },
    )
    path = f"{ORDERS}/{made['id']}"
    story.do("buyer", f"{path}/submit")
    story.do("boss", f"{path}/approve")
    return story.do("buyer", f"{path}/release", {"on": on})


def _send(story: "Supply", order: Json, day: str, tonnes: str) -> None:
    line = {
        "lot_id": story.ids["lot"], "warehouse_id": story.ids["warehouse"], "weight": tonnes,
    }  # fmt: skip
    path = f"{ORDERS}/{order['id']}/issue"
    story.do("warehouse", path, {"at": at(day), "lines": [line]})
    story.hear()


def settled(story: "Supply") -> None:
    """This will have 5 t drawn to rod, every kilogram explained, and the mill paid its fee."""
    order = _order(story, "jinggong", "2026-07-24", "4.800")
    path = f"{ORDERS}/{order['id']}"
    _send(story, order, "2026-07-27", "5.000")
    story.do("buyer", f"{path}/start", {"on": "2026-07-28"})
    back = {
        "at": at("2026-07-31"),
        "warehouse_id": story.ids["warehouse"],
        "outputs": [{"output_id": order["outputs"][0]["id"], "accepted": "4.800"}],
        "scraps": [{"product_id": story.ids["scrap"], "weight": "0.140"}],
    }
    story.do("warehouse", f"{path}/receive", back)
    story.do("buyer", f"{path}/reconcile", {"at": at("2026-08-03")})
    loss = {"kind": "process", "weight": "0.060", "reason": "氧化皮与拉丝损耗"}
    story.do("buyer", f"{path}/record-loss", {"at": at("2026-08-03", "10:30"), **loss})
    paper = "/supply/processing-settlements"
    made = story.do("finance", paper, {"on": "2026-08-04", "order_id": order["id"]})
    paper = f"{paper}/{made['id']}"
    story.do("finance", f"{paper}/match")
    story.do("finance", f"{paper}/agree", {"on": "2026-08-05", "agreed_by": "王厂长"})
    moment = {"on": "2026-08-06", "at": at("2026-08-06")}
    done = story.do("finance", f"{paper}/settle", moment)
    story.hear()
    yard.pay(story, done, "2026-08-07", f"{done['net_payable']}", "20260807-3003")


def at_the_mill(story: "Supply") -> None:
    """This will leave 8 t with the other mill, half done."""
    order = _order(story, "xishan", "2026-08-17", "7.680")
    _send(story, order, "2026-08-18", "8.000")
    path = f"{ORDERS}/{order['id']}"
    story.do("buyer", f"{path}/start", {"on": "2026-08-19"})
    report = {"at": at("2026-08-20"), "step": "拉丝", "percent": 60, "weight_out": "4.500"}
    story.do("buyer", f"{path}/report", report)


def at_sea(story: "Supply") -> None:
    """This will follow 20 t of the average purchase from Chile to Shanghai."""
    company = story.do(
        "boss", "/core/parties", {"on": "2026-07-01", "name": "中远海运集运（上海）有限公司"}
    )
    carrier = story.do(
        "buyer",
        "/supply/carriers",
        {
            "party_id": company["id"],
            "modes": ["sea"],
            "licence_no": "沪交水 310115",
            "licence_until": story.ago(-300),
            "dispatcher": "吴调度",
        },
    )
    line = {"purchase_line_id": story.ids["sea_line"], "weight": "20.000", "pieces": 20}
    made = story.do(
        "buyer",
        "/supply/shipments",
        {
            "on": story.ago(40),
            "direction": "inbound",
            "mode": "sea",
            "incoterm": "CIF",
            "crosses_border": True,
            "planned_on": story.ago(-6),
            "origin": "瓦尔帕莱索",
            "destination": "上海",
            "carrier_id": carrier["id"],
            "etd": at(story.ago(30), "08:00"),
            "eta": at(story.ago(-6), "08:00"),
            "lines": [line],
        },
    )
    path = f"/supply/shipments/{made['id']}"
    names = {"booking_no": "COSU6266001", "vessel": "中远之星", "voyage": "046W"}
    story.do("buyer", f"{path}/book", {"at": at(story.ago(38)), **names})
    box = {"number": "CSQU3054383", "kind": "20GP", "seal_no": "CN88001", "weight": "20.000"}
    loaded = {"at": at(story.ago(31)), "weight": "20.000", "containers": [box]}
    story.do("buyer", f"{path}/load", loaded)
    story.do("buyer", f"{path}/depart", {"at": at(story.ago(30), "12:00")})
    for days, place, latitude, longitude, note in (
        (29, "瓦尔帕莱索港", "-33.036000", "-71.629000", "离港"),
        (18, "南太平洋", "-17.500000", "-130.200000", "航行正常"),
        (4, "关岛以西", "14.100000", "138.600000", "预计准点"),
    ):
        seen = {"kind": "port_out" if days == 29 else "position", "place": place, "note": note,
                "latitude": latitude, "longitude": longitude}  # fmt: skip
        story.do("buyer", f"{path}/track", {"at": at(story.ago(days)), **seen})
    story.hear()


def papers(story: "Supply") -> None:
    """This will pass title of 10 t that lie with us, issue a receipt for 5 t, plan a count."""
    us, there = story.ids["seller"], story.ids["warehouse"]
    theirs = story.suppliers["yangxin"]["party_id"]
    lot = {"at": at("2026-08-24"), "product_id": story.ids["cathode"], "warehouse_id": there}
    goods = {"owner_party_id": theirs, "weight": "10.000", "unit_cost": None, "brand": "大江"}
    found = story.do("boss", "/goods/lots", {**lot, **goods})
    made = story.do(
        "boss",
        "/goods/titletransfers",
        {
            "made_on": "2026-08-26",
            "from_party_id": theirs,
            "to_party_id": us,
            "warehouse_id": there,
            "basis_no": "HZ-2026-0826",
            "lines": [{"lot_id": found["id"], "weight": "10.000", "unit_cost": "94200"}],
        },
    )
    path = f"/goods/titletransfers/{made['id']}"
    word = {"at": at("2026-08-26", "09:00"), "signed_by": "石主任"}
    story.do("boss", f"{path}/issue", word)
    files.add(
        actor=story.company.desk("boss").actor,
        document="goods.titletransfer",
        document_id=UUID(str(made["id"])),
        kind="other",
        name="货权转移确认函.pdf",
        content=PDF,
    )
    story.do("boss", f"{path}/confirm", {"at": at("2026-08-26", "10:00"), "signed_by": "马勇"})
    done = story.do(
        "boss", f"{path}/take-effect", {"at": at("2026-08-26", "11:00"), "signed_by": "衡远"}
    )
    line = {"lot_id": done["lines"][0]["new_lot_id"], "weight": "5.000"}
    paper = {"number": "WX1-2026-0031", "warehouse_id": there, "holder_id": us}
    story.do("boss", "/goods/warrants", {**paper, "issued_on": "2026-09-01", "lines": [line]})
    count = {"planned_on": story.today, "warehouse_id": there, "owner_party_id": us}
    note = {"product_id": story.ids["cathode"], "is_blind": True, "note": "月末盘点"}
    story.do("warehouse", "/goods/stockcounts", {**count, **note})
    story.hear()


def alerts(story: "Supply") -> None:
    """This will want 60 t on the floor; there is less, and purchasing is told."""
    body = {"minimum": "60.000", "maximum": "120.000", "hysteresis": "0.1"}
    story.do(
        "boss",
        "/goods/safety-stocks",
        {
            "product_id": story.ids["cathode"],
            "warehouse_id": story.ids["warehouse"],
            "owner_id": story.company.people["buyer"].pk,
            **body,
        },
    )
    moment = datetime.fromisoformat(at(str(story.today), "09:00"))
    safety.check(actor=system("demo"), at=moment)
