"""What an order earns from the signature to a purchase price that came late, figure by figure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from backend.config.demo.deal import at
from backend.core import invariants
from backend.core.access.actor import system
from backend.core.access.models import Mode, Scope
from backend.core.documents.source import Source
from backend.crm.margin import actions
from backend.crm.margin.models import MarginCost, MarginSnapshot
from tests.crm.delivery.conftest import DAY, loaded, sold, stocked, yard  # noqa: F401
from tests.crm.settlement.test_issue import deliver
from tests.house_kit import door_for, person
from tests.journeys.told import Deal

Sold = Callable[..., Deal]
Loaded = Callable[[Deal, str, str], str]


def parts_of(bridge: dict[str, object]) -> dict[str, str]:
    rows: list[dict[str, str]] = bridge["parts"]  # type: ignore[assignment]
    return {row["name"]: row["amount"] for row in rows if row["amount"] != "0.00"}


def stages(deal: Deal) -> list[tuple[str, str, str, str]]:
    rows = deal.read("/crm/margins?contract_id={contract}")["items"]
    return [
        (row["stage"], row["weight"], row["cost_source"], row["margin_amount"])
        for row in reversed(rows)
    ]


def freight(deal: Deal, amount: str, key: str) -> MarginCost | None:
    return actions.add_cost(
        UUID(deal.ids["line1"]),
        actor=system("test"),
        kind="freight",
        amount=Decimal(amount),
        on=date(2026, 7, 22),
        source=Source("supply.shipment", uuid4(), "YS-1"),
        key=key,
    )


def test_an_order_from_estimate_to_a_late_purchase_price(
    sold: Sold,  # noqa: F811
    loaded: Loaded,  # noqa: F811
    hear: Callable[[], int],
) -> None:
    # 100 t at 110,000 with tax; 80 t held at 88,000 and 20 t at 91,500 without.
    deal = sold()
    hear()
    order = ("order", "100.000", "reserved", "864513.27")  # 9,734,513.27 - 8,870,000
    assert stages(deal) == [order]

    # 40 t leave at 88,000; what stays is estimated from the lots still held.
    for plate in ("苏B10001", "苏B10002"):
        deliver(deal, loaded(deal, plate, "20.000"))
        hear()
    deal.do(
        "/crm/contracts/{contract}/short-close",
        {"line_id": deal.ids["line1"], "reason": "买方减产，双方同意"},
    )
    deal.settle("2026-07-21")
    hear()
    kept = stages(deal)
    assert kept[0] == order
    assert kept[-1] == ("final", "40.000", "issued", "373805.31")  # 3,893,805.31 - 3,520,000
    assert [row[0] for row in kept] == sorted(
        (row[0] for row in kept), key=["order", "ship", "provisional", "final"].index
    )

    # The carrier's bill, told twice; then the first lot turns out to cost 88,500: of 80 t half
    # had left, so 20,000 of 40,000 are cost of these very sales.
    assert freight(deal, "1200.00", "bill-1") is not None
    assert freight(deal, "1200.00", "bill-1") is None
    lot = deal.read("/goods/lots?product_id={product}")["items"][-1]
    assert lot["unit_cost"] == "88000.0000"
    deal.do(
        f"/goods/lots/{lot['id']}/price",
        {"at": at("2026-07-25"), "unit_cost": "88500", "reason": "采购结算价"},
    )
    hear()
    hear()
    assert [row[3] for row in stages(deal)[-3:]] == ["373805.31", "372605.31", "352605.31"]

    bridge = deal.read("/crm/margins/bridge?contract_id={contract}")
    assert (bridge["before"], bridge["after"]) == ("864513.27", "352605.31")
    assert bridge["change"] == "-511907.96"
    assert parts_of(bridge) == {
        "weight": "-518707.96",  # -60 t: revenue -5,840,707.96, cost 60 x 88,700
        "cost": "8000.00",  # 40 t: 88,700 mixed against 88,500
        "freight": "-1200.00",
    }
    assert parts_of(bridge["lines"][0]) == parts_of(bridge)
    assert MarginSnapshot.objects.count() == len(stages(deal))
    assert invariants.check("crm.margin.amounts_add_up") == []

    # An earlier snapshot is what it was; the whole can be taken anew and finds nothing new.
    row = deal.read("/crm/margins?contract_id={contract}&stage=order")["items"][0]
    deal.do(f"/crm/margins/{row['id']}/retake", {"at": at("2026-07-26")})
    assert stages(deal)[-1][3] == "352605.31"
    assert len(stages(deal)) == MarginSnapshot.objects.count()

    may_see_nothing_closed(deal)


def may_see_nothing_closed(deal: Deal) -> None:
    """A seller sees that there is a margin; a lead what it is; the bridge takes every figure."""
    view = {"crm.view_margin": Scope.ALL, "crm.view_contract": Scope.ALL}
    seller = door_for(person("seller", grants=view))
    lead = door_for(
        person("lead", grants=view, fields={("crm.margin", "margin_amount"): Mode.READONLY})
    )
    path = f"/crm/margins?contract_id={deal.ids['contract']}"

    row = seller.see(path)["items"][0]
    assert row["stage"] == "final"
    assert {name for name, value in row.items() if value is None} >= {
        "margin_revenue", "cost_material", "cost_source", "margin_amount", "margin_percent",
    }  # fmt: skip
    assert lead.see(path)["items"][0]["margin_amount"] == "352605.31"
    for who in (seller, lead):
        refused = who.get("/crm/margins/bridge", contract_id=deal.ids["contract"])
        assert refused.status_code == 403
        assert "352605" not in refused.content.decode()
    bridge = "/crm/margins/bridge"
    unknown = deal.door.get(bridge, contract_id=str(uuid4()))
    assert unknown.status_code == 404
    early = deal.door.get(bridge, contract_id=deal.ids["contract"], before="quote")
    assert early.status_code == 409
    assert "报价" in early.body["detail"]
