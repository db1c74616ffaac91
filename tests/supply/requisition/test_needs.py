"""From a need to papers that order it: by hand, from a signed contract, from low stock."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.events.models import Event
from backend.supply.requisition import actions, calc, listeners
from backend.supply.requisition.models import Requisition, RequisitionLine
from tests.house_kit import Door
from tests.journeys.told import Deal
from tests.supply import kit

BUYING = system("supply.purchase")
AT = "/supply/requisitions"


def order(line_id: str, quantity: str, no: str) -> RequisitionLine:
    """What a purchase above tells."""
    return actions.note_ordered(
        UUID(line_id), actor=BUYING, quantity=Decimal(quantity), event_no=no
    )


def not_ordered(line_id: str, quantity: str, no: str) -> str:
    """What a purchase above is told when it may not."""
    with pytest.raises(Refusal) as told, transaction.atomic():
        order(line_id, quantity, no)
    return str(told.value)


def test_a_requisition_is_approved_and_ordered_in_parts(boss: Door) -> None:
    copper, zinc = kit.product(boss), kit.product(boss, "ZN-1", name="锌锭", metal="zn")
    made = kit.requisition(boss, [(copper["id"], "60.000"), (zinc["id"], "5.000")], approved=False)
    path = f"{AT}/{made['id']}"
    first, second = (line["id"] for line in made["lines"])
    assert "草稿" in not_ordered(first, "25.000", "CG-1")
    boss.do(f"{path}/submit")
    boss.do(f"{path}/reject", {"reason": "先用库存"})
    boss.do(f"{path}/reopen")
    rows = [{"product_id": copper["id"], "quantity": "50.000", "needed_on": "2026-07-20"}]
    version = boss.see(path)["version"]
    changed = boss.patch(path, {"lines": rows + made_lines(zinc)}, match=f'"{version}"').body
    assert (changed["needed_on"], changed["lines"][0]["quantity"]) == ("2026-07-20", "50.000")
    first, second = (line["id"] for line in changed["lines"])
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"note": "同意"})

    order(first, "25.000", "CG-1")
    half = boss.see(path)
    assert (half["state"], half["lines"][0]["quantity_open"]) == ("sourcing", "25.000")
    order(first, "26.000", "CG-2")
    assert "第 1 行已全部下单" in not_ordered(first, "1.000", "CG-3")
    order(first, "1.000", "CG-2")
    order(second, "5.000", "CG-2")
    done = boss.see(path)
    assert (done["state"], done["lines"][0]["quantity_ordered"]) == ("ordered", "52.000")
    assert [o["event_no"] for o in done["lines"][0]["orders"]] == ["CG-1", "CG-2", "CG-2"]

    order(second, "-5.000", "CG-2")
    assert boss.see(path)["state"] == "sourcing"
    order(second, "5.000", "CG-4")
    closed = boss.do(f"{path}/close", {"reason": "已到货"})
    assert closed["state"] == "closed"
    order(first, "-25.000", "CG-1")
    assert boss.see(path)["state"] == "closed"
    call_command("check_invariants")


def made_lines(product: kit.Json) -> list[dict[str, str]]:
    return [{"product_id": product["id"], "quantity": "5.000", "needed_on": "2026-08-01"}]


def test_lines_of_several_requisitions_are_bought_as_one(boss: Door) -> None:
    copper, rod = kit.product(boss), kit.product(boss, "CU-ROD", name="铜杆", category="rod")
    one = kit.requisition(boss, [(copper["id"], "30.000")], needed_on="2026-08-10")
    two = kit.requisition(boss, [(copper["id"], "20.000"), (rod["id"], "8.000")])
    draft = kit.requisition(boss, [(copper["id"], "9.000")], approved=False)
    order(one["lines"][0]["id"], "4.000", "CG-1")
    rows = boss.see(f"{AT}/open-lines", product_id=copper["id"])["items"]
    assert [(r["quantity_open"], r["needed_on"]) for r in rows] == [
        ("20.000", "2026-08-01"),
        ("26.000", "2026-08-10"),
    ]
    wanted = [one["lines"][0]["id"], *(line["id"] for line in two["lines"])]
    body = {"on": "2026-07-02", "line_ids": wanted}
    for bad in (wanted[:1], [wanted[0], str(uuid4())]):
        kit.refused(boss, f"{AT}/merge", {**body, "line_ids": bad}, status=422)
    kit.refused(boss, f"{AT}/merge", {**body, "line_ids": [wanted[0], draft["lines"][0]["id"]]})
    merged = boss.do(f"{AT}/merge", body)

    assert (merged["state"], merged["reason_kind"], merged["needed_on"]) == (
        "approved",
        "merged",
        "2026-08-01",
    )
    both = next(line for line in merged["lines"] if line["product_id"] == copper["id"])
    assert both["quantity"] == "46.000"
    assert {s["origin_no"]: s["quantity"] for s in both["shares"]} == {
        two["no"]: "20.000",
        one["no"]: "26.000",
    }
    assert "并入合并申请" in not_ordered(wanted[0], "1.000", "CG-9")
    held = kit.refused(boss, f"{AT}/{one['id']}/close", {"reason": "不需要了"})
    assert held["detail"].startswith(f"该申请有 26.000 吨正在合并申请 {merged['no']} 中采购")

    order(both["id"], "45.000", "CG-2")
    first, second = boss.see(f"{AT}/{one['id']}"), boss.see(f"{AT}/{two['id']}")
    assert (first["state"], first["lines"][0]["quantity_ordered"]) == ("sourcing", "29.000")
    assert (second["lines"][0]["quantity_ordered"], second["lines"][1]["quantity_ordered"]) == (
        "20.000",
        "0.000",
    )
    order(both["id"], "3.000", "CG-2")
    assert boss.see(f"{AT}/{one['id']}")["state"] == "ordered"
    order(both["id"], "-18.000", "CG-2")
    assert boss.see(f"{AT}/{one['id']}")["lines"][0]["quantity_ordered"] == "14.000"
    boss.do(f"{AT}/{merged['id']}/close", {"reason": "余量分开采购"})
    free = boss.see(f"{AT}/{one['id']}")["lines"][0]
    assert (free["quantity_merged"], free["quantity_open"]) == ("0.000", "16.000")
    order(wanted[0], "16.000", "CG-5")
    assert boss.see(f"{AT}/{one['id']}")["state"] == "ordered"
    call_command("check_invariants")


def sold(deal: Deal, **line: Any) -> str:
    """A signed contract of one line."""
    made = deal.do(
        "/crm/contracts",
        {
            "on": "2026-07-01",
            "party_id": deal.ids["buyer"],
            "seller_id": deal.ids["seller"],
            "delivery_until": "2026-08-31",
            "lines": [
                {
                    "product_id": deal.ids["product"],
                    "pricing": "fixed",
                    "fixed_price": "110000",
                    **line,
                }
            ],
            "terms": [{"portion": "rest", "trigger": "before_release"}],
        },
    )
    path = f"/crm/contracts/{made['id']}"
    deal.do(f"{path}/submit")
    deal.do(f"{path}/approve", {"on": "2026-07-01"})
    deal.do(f"{path}/sign", {"on": "2026-07-01"})
    return str(made["id"])


def test_a_signed_contract_opens_one_draft_for_what_stock_does_not_cover(
    boss: Door, hear: Callable[[], int]
) -> None:
    deal = Deal(boss, hear)
    deal.ours()
    deal.customer()
    deal.stock()  # 180 t
    deal.limit("90000000.00")
    held = {"warehouse_id": deal.ids["warehouse"], "reserves_stock": True}
    covered = sold(deal, quantity="100.000", **held)
    plain = sold(deal, quantity="50.000")
    short = sold(deal, quantity="70.000")
    later = sold(deal, quantity="12.500")

    found = {str(r.source_id): r for r in Requisition.objects.prefetch_related("lines")}
    assert covered not in found
    assert plain not in found
    line = found[short].lines.get()
    assert (line.quantity, line.needed_on) == (Decimal("40.000"), date(2026, 8, 31))
    assert str(line.line_id) == boss.see(f"/crm/contracts/{short}")["lines"][0]["id"]
    assert found[later].lines.get().quantity == Decimal("12.500")
    assert (found[short].state, found[short].reason_kind) == ("draft", "shortage")

    for event in Event.objects.filter(name="crm.contract.signed"):
        listeners.a_contract_must_be_bought_for(event)
    assert Requisition.objects.count() == 2


def test_an_alert_of_short_stock_opens_one_draft_at_a_time(
    boss: Door, hear: Callable[[], int]
) -> None:
    copper, place = kit.product(boss), kit.warehouse(boss)
    source = Source("goods.safety_stock", uuid4(), "AQ-1")
    need = actions.Need(
        product_id=UUID(copper["id"]),
        quantity=Decimal("80.000"),
        needed_on=date(2026, 7, 20),
        warehouse_id=UUID(place["id"]),
    )

    def told() -> Requisition:
        made = actions.open_for(
            actor=BUYING,
            source=source,
            reason_kind="safety_stock",
            lines=[need],
            owner_id=None,
            unit_id=None,
        )
        assert made is not None
        return made

    first = told()
    assert told().pk == first.pk
    boss.do(f"{AT}/{first.pk}/cancel", {"reason": "已有在途"})
    second = told()
    assert second.pk != first.pk
    assert Requisition.objects.filter(source_id=source.id).count() == 2
    empty = actions.open_for(
        actor=BUYING, source=source, reason_kind="processing", lines=[], owner_id=None, unit_id=None
    )
    assert empty is None


def test_bad_requisitions_are_refused_with_the_field(boss: Door) -> None:
    copper = kit.product(boss)
    line = {"product_id": copper["id"], "quantity": "5.000", "needed_on": "2026-06-30"}
    early = kit.refused(boss, AT, {"on": "2026-07-01", "lines": [line]}, status=422)
    assert early["errors"] == {"lines.0.needed_on": "需求日期不能早于申请日期。"}
    unknown = {**line, "product_id": str(uuid4()), "needed_on": "2026-07-30"}
    gone = kit.refused(boss, AT, {"on": "2026-07-01", "lines": [unknown]}, status=422)
    assert list(gone["errors"]) == ["lines.0.product_id"]
    for bad in ({"quantity": "0"}, {"quantity": "-1"}, {"quantity": "1.0001"}):
        kit.refused(boss, AT, {"on": "2026-07-01", "lines": [{**line, **bad}]}, status=422)
    kit.refused(boss, AT, {"on": "2026-07-01", "lines": []}, status=422)
    made = kit.requisition(boss, [(copper["id"], "5.000")])
    path = f"{AT}/{made['id']}"
    late = boss.patch(path, {"note": "改"}, match=f'"{made["version"]}"')
    assert (late.status_code, late.body["detail"][:7]) == (409, "只有草稿可以修")
    assert "超过采购申请" in not_ordered(made["lines"][0]["id"], "-1.000", "CG-1")


@pytest.mark.parametrize(
    ("shares", "ordered", "parts"),
    [
        (("20", "26"), "45", ("20", "25")),
        (("20", "26"), "60", ("20", "26")),
        (("20", "26"), "0", ("0", "0")),
    ],
)
def test_shares_are_filled_in_their_order(
    shares: tuple[str, ...], ordered: str, parts: tuple[str, ...]
) -> None:
    found = calc.fill([Decimal(s) for s in shares], Decimal(ordered))
    assert found == [Decimal(p) for p in parts]
