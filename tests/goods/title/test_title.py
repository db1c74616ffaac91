"""Goods change their owner where they lie: three say yes, one moment, one cost."""

from uuid import UUID, uuid4

import pytest

from backend.core.access.actor import system
from backend.core.documents.source import Source
from backend.core.files import actions as files
from backend.goods.cost import queries as costs
from backend.goods.cost.models import CostPool
from backend.goods.stock.models import Balance, Lot
from tests.goods.kit import D, World, faults, receive, two_receipts, world
from tests.house_kit import Door

URL = "/goods/titletransfers"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def draft(here: World, lines: list[dict], **facts: object) -> dict:
    body = {
        "made_on": "2026-07-01",
        "from_party_id": here.ours,
        "to_party_id": here.theirs,
        "warehouse_id": here.warehouse,
        "basis_no": "HT-2026-0001",
        "lines": lines,
        **facts,
    }
    return here.boss.do(URL, body)


def step(here: World, row: dict, verb: str, at: str, by: str = "张三") -> dict:
    return here.boss.do(f"{URL}/{row['id']}/{verb.replace('_', '-')}", {"at": at, "signed_by": by})


def evidence(row: dict) -> None:
    files.add(
        actor=system("test"),
        document="goods.titletransfer",
        document_id=UUID(row["id"]),
        kind="other",
        name="确认函.pdf",
        content=PDF,
    )


def through(here: World, row: dict) -> dict:
    step(here, row, "issue", "2026-07-01T09:00:00+08:00")
    evidence(row)
    step(here, row, "confirm", "2026-07-01T10:00:00+08:00", "中储 李四")
    return step(here, row, "take_effect", "2026-07-01T11:00:00+08:00", "王五")


def test_ours_becomes_theirs_at_one_moment_and_the_cost_is_that_of_the_sale(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    sale = boss.do("/core/parties", {"on": "2026-06-01", "name": "代替销售合同的单据"})
    row = draft(
        here,
        [
            {"lot_id": old["id"], "weight": "30.000"},
            {"lot_id": new["id"], "weight": "100.000", "pieces": 40},
        ],
        paper_code="core.party",
        paper_id=sale["id"],
    )
    assert (row["state"], row["weight"], row["cost"]) == ("draft", "130.000", None)

    step(here, row, "issue", "2026-07-01T09:00:00+08:00")
    held = Balance.objects.get(lot_id=old["id"])
    assert (held.actual, held.reserved) == (D("80.000"), D("30.000"))
    bare = boss.post(
        f"{URL}/{row['id']}/confirm", {"at": "2026-07-01T10:00:00+08:00", "signed_by": "李"}
    )
    assert (bare.status_code, "凭证" in bare.body["detail"]) == (409, True)
    evidence(row)
    early = boss.post(
        f"{URL}/{row['id']}/confirm", {"at": "2026-07-01T08:59:00+08:00", "signed_by": "李"}
    )
    assert (early.status_code, list(early.body["errors"])) == (422, ["at"])
    step(here, row, "confirm", "2026-07-01T10:00:00+08:00")
    done = step(here, row, "take_effect", "2026-07-01T11:00:00+08:00")

    # first in, first out of the pool: 80 t at 88,000 and 50 t at 91,500
    worth = D("80.000") * 88000 + D("50.000") * 91500
    assert (done["state"], done["cost"]) == ("effective", f"{worth:.2f}")
    paper = Source("core.party", sale["id"])
    assert costs.cost_of(paper) == worth
    mine = {line["lot_id"]: line["new_lot_id"] for line in done["lines"]}
    theirs = Lot.objects.get(pk=mine[old["id"]])
    assert (
        theirs.owner_party_id,
        theirs.unit_cost,
        theirs.actual,
        theirs.pieces,
        theirs.brand,
    ) == (
        Lot.objects.get(pk=mine[new["id"]]).owner_party_id,
        None,
        D("30.000"),
        12,
        "贵冶",
    )
    places = {b.lot_id: (b.actual, b.reserved) for b in Balance.objects.all()}
    assert places[held.lot_id] == (D("50.000"), D("0.000"))
    assert places[theirs.pk] == (D("30.000"), D("0.000"))
    pool = CostPool.objects.get()
    assert (pool.quantity, pool.value) == (D("50.000"), D("50.000") * 91500)
    assert boss.get(f"{URL}/{row['id']}/pdf").content.startswith(b"%PDF")
    kinds = {link["kind"] for link in boss.see(f"/goods/lots/{theirs.pk}/trace")["links"]}
    assert kinds == {"title"}
    assert faults() == []

    gone = {"at": "2026-07-02T09:00:00+08:00", "warehouse_id": here.warehouse, "reason": "发走"}
    boss.do(f"/goods/lots/{theirs.pk}/adjust", {**gone, "weight": "-1.000"})
    late = boss.post(
        f"{URL}/{row['id']}/reverse", {"at": "2026-07-02T10:00:00+08:00", "reason": "解约"}
    )
    assert late.status_code == 409
    boss.do(f"/goods/lots/{theirs.pk}/adjust", {**gone, "weight": "1.000"})
    back = boss.do(
        f"{URL}/{row['id']}/reverse", {"at": "2026-07-02T11:00:00+08:00", "reason": "解约"}
    )
    assert back["state"] == "reversed"
    assert costs.cost_of(paper) == 0
    pool.refresh_from_db()
    assert (pool.quantity, pool.value) == (D("180.000"), D("16190000.00"))
    assert faults() == []


def test_what_becomes_ours_needs_a_cost_and_others_among_themselves_have_none(boss: Door) -> None:
    here = world(boss)
    third = boss.do("/core/parties", {"on": "2026-06-01", "name": "第三方金属"})["id"]
    lot = receive(here, "25.000", None, owner_party_id=here.theirs, brand="铁峰")
    line = {"lot_id": lot["id"], "weight": "25.000"}
    sides = {"from_party_id": here.theirs, "to_party_id": here.ours}

    for facts, lines, field in (
        (sides, [line], "lines.0.unit_cost"),
        ({**sides, "to_party_id": third}, [{**line, "unit_cost": "1"}], "lines.0.unit_cost"),
        ({**sides, "to_party_id": here.theirs}, [line], "to_party_id"),
        ({}, [line], "lines.0.lot_id"),
        ({**sides, "to_party_id": third}, [line, line], "lines.1.lot_id"),
        (
            {**sides, "to_party_id": third, "paper_code": "crm.contract", "paper_id": str(uuid4())},
            [line],
            "paper_id",
        ),
    ):
        body = {
            "made_on": "2026-07-01",
            "from_party_id": here.ours,
            "to_party_id": here.theirs,
            "warehouse_id": here.warehouse,
            "lines": lines,
            **facts,
        }
        bad = boss.post(URL, body)
        assert (bad.status_code, list(bad.body["errors"])) == (422, [field]), body

    first = through(here, draft(here, [line], **{**sides, "to_party_id": third}))
    assert (first["cost"], CostPool.objects.count()) == (None, 0)
    passed = {"lot_id": first["lines"][0]["new_lot_id"], "weight": "10.000", "unit_cost": "90000"}
    through(here, draft(here, [passed], from_party_id=third, to_party_id=here.ours))
    pool = CostPool.objects.get()
    assert (pool.quantity, pool.value) == (D("10.000"), D("900000.00"))
    assert faults() == []


@pytest.mark.parametrize("hold", ["pledge", "freeze"])
def test_held_tonnes_do_not_pass_and_a_refusal_frees_them(boss: Door, hold: str) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    body = {"warehouse_id": here.warehouse, "weight": "60.000", "reason": "银行"}
    boss.do(f"/goods/lots/{old['id']}/{hold}", body)
    much = draft(here, [{"lot_id": old["id"], "weight": "20.001"}])
    sign = {"at": "2026-07-01T09:00:00+08:00", "signed_by": "张三"}
    assert boss.post(f"{URL}/{much['id']}/issue", sign).status_code == 409
    boss.patch(
        f"{URL}/{much['id']}", {"lines": [{"lot_id": old["id"], "weight": "20"}]}, match='"1"'
    )
    boss.do(f"{URL}/{much['id']}/issue", sign)
    assert Balance.objects.get(lot_id=old["id"]).reserved == D("20.000")

    no = boss.do(f"{URL}/{much['id']}/reject", {"at": sign["at"], "reason": "仓库不认"})
    assert (no["state"], Balance.objects.get(lot_id=old["id"]).reserved) == ("rejected", 0)
    assert faults() == []
