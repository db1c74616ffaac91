"""Machines leave by number and serial, are paid like everything else, and are then on file."""

from decimal import Decimal

from pypdfium2 import PdfDocument

from backend.config.demo.deal import at
from backend.core import invariants
from backend.goods.stock.models import Balance, Reservation
from backend.service.asset.models import Asset
from tests.journeys.told import Deal
from tests.service.asset.conftest import DAY, PLATE, gone, loaded, machine, signed


def words_of(deal: Deal, path: str) -> str:
    """The text of a printed paper."""
    answer = deal.door.get(path.format(**deal.ids))
    assert answer.status_code == 200, answer.body
    pages = PdfDocument(answer.content)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_three_presses_from_the_contract_to_the_last_cent(deal: Deal) -> None:
    half = deal.door.post(
        "/crm/deliveries",
        {
            "on": DAY,
            "contract_id": deal.ids["contract"],
            "line_id": deal.ids["line1"],
            "planned_on": DAY,
            "planned_weight": "1.5",
            "plate": PLATE,
            "driver_name": "王师傅",
        },
    )
    loaded(deal, "2")
    pick = words_of(deal, "/crm/deliveries/{delivery}/pick-list.pdf")
    ticket = deal.refused(
        "/crm/deliveries/{delivery}/weigh-out",
        {"at": at(DAY, "09:00"), "ticket_id": deal.ids["contract"]},
    )
    few = deal.refused(
        "/crm/deliveries/{delivery}/count-out", {"at": at(DAY, "09:00"), "serials": ["P-001"]}
    )
    unknown = deal.refused(
        "/crm/deliveries/{delivery}/count-out",
        {"at": at(DAY, "09:00"), "serials": ["P-001", "P-009"]},
    )
    out = gone(deal, "P-001", "P-003")
    note = words_of(deal, "/crm/deliveries/{delivery}/note.pdf")
    scale = deal.refused(
        "/crm/deliveries/{delivery}/weigh-in", {"at": at(DAY, "13:30"), "net": "2.000"}
    )
    first = signed(deal)

    loaded(deal, "1")
    again = deal.refused(
        "/crm/deliveries/{delivery}/count-out", {"at": at(DAY, "09:00"), "serials": ["P-003"]}
    )
    rest = gone(deal, "P-002")
    signed(deal)
    statement = deal.settle("2026-07-12")
    printed = words_of(deal, "/crm/settlements/{settlement}/statement.pdf")
    deal.invoice("2026-07-13", "26322000000011")
    paper = words_of(deal, "/crm/contracts/{contract}/document.pdf")
    contract = deal.read("/crm/contracts/{contract}")

    assert half.status_code == 422
    assert half.body["errors"]["planned_weight"] == "63 吨冲床 按台计数，数量必须是整数"
    assert ticket["type"] == "/problems/counted"
    assert "清点出库" in ticket["detail"]
    assert few["errors"]["serials"] == "需要 2 个序列号，填写了 1 个"
    assert unknown["type"] == "/problems/serial-not-here"
    assert (out["state"], out["our_weight"], out["cost"]) == ("weighed_out", "2.000", "210000.00")
    assert (out["measured_in"], out["serials"]) == ("台", ["P-001", "P-003"])
    assert scale["type"] == "/problems/counted"
    assert (first["settle_weight"], first["their_weight"]) == ("2.000", None)
    assert again["type"] == "/problems/serial-not-here"
    assert first["no"] in again["detail"]
    assert rest["cost"] == "100000.00"
    assert (statement["amount"], statement["amount_excl"]) == ("678000.00", "600000.00")
    assert (statement["tax"], statement["cost"]) == ("78000.00", "310000.00")
    line = contract["lines"][0]
    assert (line["quantity_shipped"], line["quantity_signed"]) == ("3.000", "3.000")
    assert line["measured_in"] == "台"
    assert line["amount_invoiced"] == "678000.00"
    assert contract["payment_axis"] == contract["invoicing_axis"] == "complete"
    assert sum(row.actual for row in Balance.objects.all()) == Decimal(0)
    assert not Reservation.objects.filter(state="open").exists()
    assert "P-002" in pick
    assert "应拣数量" in pick
    assert "P-003" in note
    assert "数量（台）" in note
    for paper_said in (note, printed, paper, pick):
        assert "（吨）" not in paper_said
        assert "元/吨" not in paper_said
    assert "3 台" in paper
    assert "226,000.00/台" in printed
    assert {name: said for name in invariants.names() if (said := invariants.check(name))} == {}


def test_every_serial_becomes_one_machine_however_often_it_is_told(there: Deal) -> None:
    there.hear()
    press = machine(there, "P-001")
    other = machine(there, "P-003")

    assert Asset.objects.count() == 2
    assert (press["state"], press["delivered_on"]) == ("shipped", DAY)
    assert (press["customer_id"], press["contract_id"]) == (
        there.ids["buyer"],
        there.ids["contract"],
    )
    assert (press["lot_id"], other["lot_id"]) == (there.ids["lot_a"], there.ids["lot_b"])
    assert (press["warranty_start"], press["warranty_end"]) == (DAY, "2028-01-10")
    assert press["bom_id"] == there.ids["bom"]
    assert [(part["product_code"], part["quantity"]) for part in press["parts"]] == [
        ("MOT-45", "1.000000"),
        ("MOT-45", "1.000000"),
        ("SEAL-1", "16.000000"),
    ]
    (promise,) = press["entitlements"]
    assert (promise["kind"], promise["starts_on"], promise["ends_on"]) == (
        "warranty",
        DAY,
        "2028-01-10",
    )


def test_what_was_refused_goes_back_into_stock_with_its_serial(there: Deal) -> None:
    loaded(there, "1")
    gone(there, "P-002")
    because = {"at": at(DAY, "15:00"), "reason": "机身有划痕"}
    there.do("/crm/deliveries/{delivery}/refuse", because)
    there.do("/crm/deliveries/{delivery}/take-back", because)

    serial = there.door.see("/goods/serials", no="P-002")["items"][0]

    assert (serial["state"], serial["warehouse_id"]) == ("in_stock", there.ids["warehouse"])
    assert sum(row.actual for row in Balance.objects.all()) == Decimal(1)
    assert not Asset.objects.filter(serial="P-002").exists()
