"""Four levels: supplier's lots, a melt, coils, what was sold; and a machine with a part of it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.ids import uuid7
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Lot
from backend.goods.weighing.models import WeighTicket
from backend.service.asset.models import Component
from backend.service.ticket import actions as tickets
from backend.supply.receiving.models import GoodsReceiptLine
from tests.house_kit import Door, door_for, grant_all, person
from tests.journeys.told import Deal
from tests.supply import kit
from tests.supply.receiving.yard import Yard, at, yard

Json = dict[str, Any]
DAY = "2026-07-10"


class Fixture:
    """S1 and S2 came by truck; S1 and a part of S2 were melted into M; M was slit into C1 and C2.

    C1 was poured together with a part of S3, which nobody melted, into E; a truck took some of E.
    C2 is a part in a machine. The rest of S2 and S3 lies in the warehouse.
    """

    def __init__(self, deal: Deal, here: Yard) -> None:
        self.deal, self.here, self.boss = deal, here, here.boss
        self.lots: dict[str, str] = {}
        self.receipts: dict[str, str] = {}

    def build(self) -> "Fixture":
        """Write it."""
        for name, heat in (("S1", "H-1"), ("S2", "H-2"), ("S3", "H-3")):
            self.come(name, heat)
        self.melt()
        self.slit()
        self.pour()
        self.sell()
        self.mount()
        return self

    def come(self, name: str, heat: str) -> None:
        """Twenty tonnes of a supplier's lot."""
        plate = f"苏B1000{name[1]}"
        self.here.buy()
        brand = "铁峰" if name == "S2" else "贵冶"
        made = self.here.come("20.000", "20.000", plate=plate, heat=heat, brand=brand)
        line = GoodsReceiptLine.objects.select_related("lot").get(receipt=made["id"])
        assert line.lot is not None
        Lot.objects.filter(pk=line.lot_id).update(their_no=f"X-{name}")
        self.lots[name], self.receipts[name] = str(line.lot_id), made["no"]

    def melt(self) -> None:
        """All of S1 and half of S2 become 29.5 t of M, under a paper of processing's own."""
        source, actor = Source("supply.processing", uuid7(), "WJ-1"), system("test")
        parts = [(UUID(self.lots["S1"]), "20.000"), (UUID(self.lots["S2"]), "10.000")]
        takes = [stock.Take(pk, UUID(self.here.warehouse), Decimal(tonnes)) for pk, tonnes in parts]
        when = moment("11:00")
        stock.draw(actor=actor, at=when, source=source, line_id=uuid7(), takes=takes, reason="")
        made = stock.receive(
            actor=actor,
            at=when,
            product_id=UUID(self.here.product),
            warehouse_id=UUID(self.here.warehouse),
            owner_party_id=UUID(self.here.ours),
            weight=Decimal("29.500"),
            unit_cost=Decimal("62000"),
            source=source,
            line_id=uuid7(),
            parents=[(pk, Decimal(tonnes)) for pk, tonnes in parts],
            brand="贵冶",
            heat="M-1",
        )
        self.lots["M"] = str(made.pk)

    def slit(self) -> None:
        """M becomes 19.5 and 10 t."""
        parts = [{"weight": "19.500", "pieces": 0}, {"weight": "10.000", "pieces": 0}]
        self.boss.do(f"/goods/lots/{self.lots['M']}/split", {"at": at("12:00"), "parts": parts})
        rows = Lot.objects.filter(parents__parent=self.lots["M"]).order_by("-actual")
        self.lots["C1"], self.lots["C2"] = (str(row.pk) for row in rows)

    def pour(self) -> None:
        """C1 and S3 become E, of 39.5 t."""
        body = {"at": at("13:00"), "others": [self.lots["S3"]]}
        self.boss.do(f"/goods/lots/{self.lots['C1']}/merge", body)
        self.lots["E"] = str(Lot.objects.get(parents__parent=self.lots["C1"]).pk)

    def sell(self) -> None:
        """Twenty-five tonnes of E, the only lot of that brand so old, by truck."""
        deal = self.deal
        deal.ids |= {
            "seller": self.here.ours,
            "product": self.here.product,
            "warehouse": self.here.warehouse,
        }
        deal.customer()
        line = {
            "product_id": self.here.product,
            "warehouse_id": self.here.warehouse,
            "quantity": "25.000",
            "pricing": "fixed",
            "fixed_price": "80000",
            "brands": ["贵冶"],
        }
        made = deal.do(
            "/crm/contracts",
            {
                "on": DAY,
                "party_id": deal.ids["buyer"],
                "seller_id": self.here.ours,
                "lines": [line],
                "terms": [{"portion": "rest", "trigger": "signed", "offset_days": 30}],
            },
        )
        deal.ids |= {"contract": made["id"], "line1": made["lines"][0]["id"]}
        deal.limit("5000000.00")
        deal.do("/crm/contracts/{contract}/submit")
        deal.do("/crm/contracts/{contract}/approve", {"on": DAY})
        deal.do("/crm/contracts/{contract}/sign", {"on": DAY})
        self.truck = deal.plan("line1", "苏B77777", "25.000", "2026-07-11")
        deal.do("/crm/deliveries/{delivery}/release", {"at": at("08:00", "2026-07-11")})
        code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
        load = {"at": at("08:40", "2026-07-11"), "plate": "苏B77777", "handover_code": code}
        deal.do("/crm/deliveries/{delivery}/load", {**load, "pieces": 10})
        ticket = deal.weigh("苏B77777", "25.000", "2026-07-11")
        out = {"at": at("09:25", "2026-07-11"), "ticket_id": ticket}
        deal.do("/crm/deliveries/{delivery}/weigh-out", out)

    def mount(self) -> None:
        """A machine made of C2, in it a part P-9 of S2; somebody calls about it."""
        self.farm = kit.party(self.boss, "南通重工有限公司", phone="051388880001")
        self.machine = self.boss.do(
            "/service/assets",
            {
                "on": DAY,
                "product_id": self.here.product,
                "serial": "SN-1",
                "customer_id": self.farm["id"],
                "lot_id": self.lots["C2"],
            },
        )
        Component.objects.create(
            asset_id=self.machine["id"],
            product_id=self.here.product,
            serial="P-9",
            lot_id=self.lots["S2"],
            quantity=1,
            installed_at=moment("14:00"),
        )
        self.ticket = tickets.open_for(
            actor=system("test"),
            customer_id=UUID(self.farm["id"]),
            asset_id=UUID(self.machine["id"]),
            kind="fault",
            channel="phone",
            summary="异响",
            description="开机异响",
            at=moment("15:00"),
            source="test:1",
        )

    def see(self, mark: str, term: str, direction: str = "both") -> Json:
        """Follow a number."""
        return self.boss.see("/service/trace", mark=mark, term=term, direction=direction)

    def named(self, found: Json) -> set[str]:
        """The lots of a trace by the names of the story."""
        names = {pk: name for name, pk in self.lots.items()}
        return {names[lot["id"]] for lot in found["lots"]}


def moment(clock: str) -> datetime:
    return datetime.fromisoformat(at(clock))


def papers(found: Json, code: str) -> set[str]:
    return {paper["no"] for paper in found["papers"] if paper["code"] == code}


@pytest.fixture(scope="module")
def told(keeper: Door, keeper_hears: Callable[[], int]) -> Fixture:
    here = yard(keeper)
    return Fixture(Deal(keeper, keeper_hears), here).build()


@pytest.fixture
def story(db: None, told: Fixture) -> Fixture:
    return told


def test_down_it_finds_every_customer_machine_and_ticket_and_nothing_beside(
    story: Fixture,
) -> None:
    found = story.see("supplier_lot", "X-S1", "down")
    ticket = WeighTicket.objects.get(pk=story_ticket(story, "S1"))

    assert story.named(found) == {"S1", "M", "C1", "C2", "E"}
    assert {lot["distance"] for lot in found["lots"]} == {0, 1, 2, 3}
    assert papers(found, "crm.delivery") == {story.truck["no"]}
    assert papers(found, "service.asset") == {story.machine["no"]}
    assert papers(found, "service.ticket") == {story.ticket.no}
    assert papers(found, "supply.receipt") == set()
    assert [(one["name"], one["weight"], one["deliveries"], one["assets"], one["phone"])
            for one in found["customers"]] == [
        ("江苏远东电缆有限公司", "25.000", [story.truck["no"]], [], None),
        ("南通重工有限公司", "0.000", [], ["SN-1"], "051388880001"),
    ]  # fmt: skip
    assert {(row["lot_no"], row["weight"]) for row in found["places"]} == {
        (Lot.objects.get(pk=story.lots["E"]).no, "14.500"),
        (Lot.objects.get(pk=story.lots["C2"]).no, "10.000"),
    }
    assert (found["suppliers"], found["hidden"]) == ([], 0)
    assert story.named(story.see("weighing", ticket.no, "down")) == {"S1", "M", "C1", "C2", "E"}
    late = story.see("heat", "H-3", "down")
    assert story.named(late) == {"S3", "E"}
    assert papers(late, "service.asset") == set()
    assert papers(late, "crm.delivery") == {story.truck["no"]}
    # A part of S2 is in the machine too, so S2 leads there both ways.
    assert story.named(story.see("heat", "H-2", "down")) == {"S2", "M", "C1", "C2", "E"}


def test_up_it_finds_every_supplier_and_receipt_and_no_customer(story: Fixture) -> None:
    sold = story.see("lot", Lot.objects.get(pk=story.lots["E"]).no, "up")
    machine = story.see("serial", "SN-1", "up")
    part = story.see("serial", "P-9", "both")

    assert story.named(sold) == {"E", "C1", "S3", "M", "S1", "S2"}
    assert papers(sold, "supply.receipt") == set(story.receipts.values())
    assert papers(sold, "crm.delivery") == papers(sold, "crm.contract") == set()
    assert sold["customers"] == []
    assert [one["name"] for one in sold["suppliers"]] == ["江西贵溪铜业有限公司"]
    assert len(papers(sold, "goods.weighing")) == 3
    assert len(papers(sold, "supply.purchase")) == 3
    assert story.named(machine) == {"C2", "M", "S1", "S2"}
    assert papers(machine, "supply.receipt") == {story.receipts["S1"], story.receipts["S2"]}
    assert papers(machine, "service.ticket") == set()
    # One piece: up through its lot, down to the machine it is in, not to what its lot became.
    assert papers(part, "service.asset") == {story.machine["no"]}
    assert papers(part, "crm.delivery") == set()
    assert story.receipts["S2"] in papers(part, "supply.receipt")
    missing = story.boss.get("/service/trace", mark="serial", term="SN-404")
    assert (missing.status_code, "SN-404" in missing.body["detail"]) == (404, True)


def test_a_recall_is_listed_as_a_workbook_and_holds_what_is_left(story: Fixture) -> None:
    boss, term = story.boss, "X-S1"
    body = {"on": "2026-07-12", "mark": "supplier_lot", "term": term, "reason": "含氧量超标"}
    made = boss.do("/service/recalls", body)
    path = f"/service/recalls/{made['id']}"
    book = load_workbook(BytesIO(boss.get(f"{path}/list.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][:4] == ("客户", "江苏远东电缆有限公司", None, 25)
    assert rows[2][:3] == ("客户", "南通重工有限公司", "051388880001")
    assert sum(row[3] for row in rows if row[0] == "在库") == 24.5

    held = boss.do(f"{path}/hold", {"at": at("09:00", "2026-07-12")})

    assert held["held_lots"] == 2
    kept = Lot.objects.filter(quality="held").values_list("pk", flat=True)
    assert {str(pk) for pk in kept} == {story.lots["E"], story.lots["C2"]}
    assert boss.do(f"{path}/close", {"outcome": "全部退回"})["state"] == "closed"
    assert boss.post(f"{path}/hold", {"at": at("09:30", "2026-07-12")}).status_code == 409
    # Who may trace but not see customers' papers is told that some are missing.
    clerk = door_for(person("clerk", grants=grant_all("service.view_trace", "goods.view_lot")))
    found = clerk.see("/service/trace", mark="supplier_lot", term=term)
    assert (found["customers"], found["suppliers"], found["papers"]) == ([], [], [])
    assert found["hidden"] > 0
    assert story.named(found) == {"S1", "M", "C1", "C2", "E"}


def story_ticket(story: Fixture, name: str) -> UUID:
    line = GoodsReceiptLine.objects.get(lot=story.lots[name])
    assert line.ticket_id is not None
    return line.ticket_id
