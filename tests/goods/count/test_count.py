"""A stock-take of one owner's goods while trucks go on leaving."""

from datetime import UTC, datetime
from uuid import uuid4

from backend.core.access.models import Scope
from backend.core.documents.source import Source
from backend.goods.cost.models import CostPool
from backend.goods.count.models import CountLine
from backend.goods.stock import actions as stock
from backend.goods.stock.models import Balance, StockMove
from tests.goods.kit import D, faults, receive, two_receipts, world
from tests.goods.stock.test_papers import ACTOR, AT, issue
from tests.house_kit import Door, door_for, grant_all, person

URL = "/goods/stockcounts"
VERBS = ("view", "create", "change", "start", "record", "submit", "send_back", "approve", "post")
EIGHT, NINE = "2026-06-30T08:00:00+08:00", "2026-06-30T09:00:00+08:00"


def test_a_blind_count_ends_in_the_books_by_another_persons_word(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    theirs = receive(here, "7.000", None, owner_party_id=here.theirs)
    grants = grant_all(*(f"goods.{verb}_stockcount" for verb in VERBS), "goods.view_lot")
    grants |= grant_all("goods.view_warehouse", "core.view_party", "goods.view_product")
    clerk = door_for(person("clerk", grants=grants | {"goods.view_lot": Scope.ALL}))
    chief = door_for(person("chief", grants=grants))
    plan = {
        "planned_on": "2026-06-30",
        "warehouse_id": here.warehouse,
        "owner_party_id": here.ours,
        "is_blind": True,
    }
    count = clerk.do(URL, plan)
    at = f"{URL}/{count['id']}"

    started = clerk.do(f"{at}/start", {"at": EIGHT})
    rows = {line["lot_id"]: line for line in started["lines"]}
    assert set(rows) == {old["id"], new["id"]}  # those of others are not counted with ours
    assert (rows[old["id"]]["book"], rows[old["id"]]["difference"]) == (None, None)
    assert chief.get(f"{at}/pdf").content.startswith(b"%PDF")
    again = clerk.do(URL, {**plan, "is_blind": False})
    twice = clerk.post(f"{URL}/{again['id']}/start", {"at": EIGHT})
    assert (twice.status_code, count["no"] in twice.body["detail"]) == (409, True)

    # 20 t leave after the freeze and before the old lot is counted
    issue(here, "20.000")
    record = {
        "at": "2026-07-02T09:00:00+08:00",
        "lines": [
            {"lot_id": old["id"], "weight": "59.500", "pieces": 24},
        ],
    }
    clerk.do(f"{at}/record", record)
    assert clerk.post(f"{at}/submit").status_code == 409  # the new lot was not counted
    bad = clerk.post(
        f"{at}/record", {"at": NINE, "lines": [{"lot_id": theirs["id"], "weight": "1"}]}
    )
    assert (bad.status_code, list(bad.body["errors"])) == (422, ["lines.0.lot_id"])
    clerk.do(
        f"{at}/record",
        {
            "at": NINE,
            "lines": [
                {"lot_id": new["id"], "weight": "100.020", "pieces": 40},
            ],
        },
    )
    off = clerk.post(f"{at}/submit")  # 0.5 t of 60 t is more than 3 per mille
    assert (off.status_code, "复盘" in off.body["detail"], old["no"] in off.body["detail"]) == (
        409,
        True,
        True,
    )
    clerk.do(f"{at}/record", {**record, "at": "2026-07-02T10:00:00+08:00"})
    why = clerk.post(f"{at}/submit")
    assert (why.status_code, "原因" in why.body["detail"]) == (409, True)
    clerk.do(
        f"{at}/record",
        {
            "at": "2026-07-02T11:00:00+08:00",
            "lines": [
                {"lot_id": old["id"], "weight": "59.500", "pieces": 24, "reason": "磅差累计"},
                {"lot_id": new["id"], "weight": "100.020", "pieces": 40, "reason": "多收未磅"},
            ],
        },
    )
    handed_in = clerk.do(f"{at}/submit")
    found = {line["lot_id"]: line for line in handed_in["lines"]}
    assert (
        found[old["id"]]["book"],
        found[old["id"]]["moved"],
        found[old["id"]]["difference"],
    ) == (
        "80.000",
        "-20.000",
        "-0.500",
    )
    assert (found[old["id"]]["moved_pieces"], found[old["id"]]["difference_pieces"]) == (-8, 0)
    assert found[new["id"]]["difference"] == "0.020"

    own = clerk.post(f"{at}/approve")
    assert (own.status_code, "其他人" in own.body["detail"]) == (403, True)
    assert chief.do(f"{at}/approve")["approved_by_id"] == chief.user.pk
    # 5 t more leave before it is posted: the difference stays what was counted
    issue(here, "5.000", at=datetime(2026, 7, 3, tzinfo=UTC))
    late = Source("crm.delivery", uuid4())
    issue(here, "2.000", late)  # and a paper of before the count is entered only now
    post = {"at": "2026-07-03T09:00:00+08:00"}
    changed = chief.post(f"{at}/post", post)
    assert (changed.status_code, old["no"] in changed.body["detail"]) == (409, True)
    stock.take_back(actor=ACTOR, at=AT, source=late, reason="录错")
    posted = chief.do(f"{at}/post", post)

    assert posted["state"] == "posted"
    left = {str(b.lot_id): b.actual for b in Balance.objects.filter(owner_party__is_ours=True)}
    assert left == {old["id"]: D("54.500"), new["id"]: D("100.020")}
    moves = StockMove.objects.filter(kind="count", source_id=count["id"]).order_by("actual")
    assert [(m.actual, m.reason) for m in moves] == [
        (D("-0.500"), "磅差累计"),
        (D("0.020"), "多收未磅"),
    ]
    pool = CostPool.objects.get()
    assert pool.value == D("54.500") * 88000 + D("100.020") * 91500
    assert faults() == []


def test_a_found_lot_joins_and_a_dropped_count_leaves_the_books(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    far = receive(here, "3.000", "90000", warehouse_id=here.other)
    plan = {"planned_on": "2026-06-30", "warehouse_id": here.other, "owner_party_id": here.ours}
    count = boss.do(URL, plan)
    boss.do(f"{URL}/{count['id']}/start", {"at": EIGHT})
    boss.do(
        f"{URL}/{count['id']}/record",
        {
            "at": NINE,
            "lines": [
                {"lot_id": far["id"], "weight": "3.000"},
                {"lot_id": old["id"], "weight": "0.400", "reason": "放错仓库"},
            ],
        },
    )
    line = CountLine.objects.get(lot_id=old["id"])
    assert (line.book, line.counted) == (D("0.000"), D("0.400"))
    boss.do(f"{URL}/{count['id']}/cancel", {"reason": "重新计划"})
    assert StockMove.objects.filter(kind="count").count() == 0

    empty = boss.do(URL, {**plan, "owner_party_id": here.theirs})
    nothing = boss.post(f"{URL}/{empty['id']}/start", {"at": EIGHT})
    assert (nothing.status_code, "没有货物" in nothing.body["detail"]) == (409, True)
    assert boss.post(f"{URL}/{uuid4()}/start", {"at": EIGHT}).status_code == 404
    assert faults() == []
