"""A customer of a file may go to a pool at once; the export says in which it waits."""

import pytest

from backend.core.access.models import Scope
from backend.crm.customer.models import Customer
from backend.crm.pool.models import OwnershipEvent, PoolEntry
from tests.core.spreadsheet.kit import book, brought, opened, reasons, tally
from tests.core.spreadsheet.test_export import out
from tests.house_kit import Door, door_for, person

HEADS = ["客户名称", "省份", "公海池"]


@pytest.fixture
def pool(boss: Door) -> str:
    boss.do("/crm/pools", {"name": "浙江公海", "provinces": ["浙江"]})
    return str(boss.do("/crm/pools", {"name": "华东公海"})["id"])


def test_customers_with_a_pool_wait_there_and_the_others_are_mine(boss: Door, pool: str) -> None:
    content = book(
        HEADS,
        ["江苏远东电缆有限公司", "江苏", "华东公海"],
        ["宁波镇海铜业有限公司", "浙江", ""],
        ["铜陵有色物资有限公司", "安徽", "浙江公海"],
        ["佛山南海铝业有限公司", "广东", "没有这个公海"],
    )

    batch = brought(boss, "crm.customer", content)

    why = reasons(boss, batch)
    assert tally(batch) == (2, 0, 0, 0, 2)
    assert why[4].startswith("公海池“浙江公海”不收纳该客户（省份）")
    assert why[5] == "公海池：没有找到“没有这个公海”，或您无权查看"
    waiting = Customer.objects.get(party__name="江苏远东电缆有限公司")
    assert (waiting.owner_id, str(PoolEntry.objects.get().pool_id)) == (None, pool)
    ledger = OwnershipEvent.objects.filter(customer=waiting).order_by("id")
    assert ledger.last().to_user_id is None  # type: ignore[union-attr]
    other = Customer.objects.get(party__name="宁波镇海铜业有限公司")
    assert other.owner_id == boss.user.pk  # type: ignore[union-attr]


def test_what_went_out_with_pools_changes_nothing_and_may_be_undone(boss: Door, pool: str) -> None:
    content = book(HEADS, ["江苏远东电缆有限公司", "江苏", "华东公海"])
    batch = brought(boss, "crm.customer", content)
    file = out(boss, "crm.customer")
    heads, row = opened(file)

    assert row[heads.index("公海池")] == "华东公海"
    assert tally(brought(boss, "crm.customer", file, manner="upsert")) == (0, 0, 1, 0, 0)
    assert boss.do(f"/core/imports/{batch['id']}/undo")["state"] == "undone"
    assert Customer.objects.count() == PoolEntry.objects.count() == 0


def test_a_known_customer_is_given_to_a_pool_and_back_to_its_owner(boss: Door, pool: str) -> None:
    brought(boss, "crm.customer", book(HEADS[:2], ["江苏远东电缆有限公司", "江苏"]))
    no = Customer.objects.get().no
    batch = brought(
        boss, "crm.customer", book(["编号", "公海池"], [no, "华东公海"]), manner="update"
    )

    assert tally(batch) == (0, 1, 0, 0, 0)
    assert Customer.objects.get().owner_id is None
    boss.do(f"/core/imports/{batch['id']}/undo")
    assert Customer.objects.get().owner_id == boss.user.pk  # type: ignore[union-attr]
    assert PoolEntry.objects.filter(left_at=None).count() == 0


def test_who_may_not_give_customers_to_a_pool_imports_none_into_it(boss: Door, pool: str) -> None:
    names = ("core.create_party", "crm.create_customer", "crm.import_customer", "core.view_party",
             "crm.view_customer", "crm.view_pool")  # fmt: skip
    grants = dict.fromkeys(names, Scope.ALL)
    for verb in ("create", "view", "map", "validate", "run"):
        grants[f"core.{verb}_import_batch"] = Scope.OWN
    ann = door_for(person("ann", grants=grants))

    batch = brought(ann, "crm.customer", book(HEADS, ["江苏远东电缆有限公司", "江苏", "华东公海"]))

    assert tally(batch) == (0, 0, 0, 0, 1)
    assert "crm.create_pool_entry" in reasons(ann, batch)[2]
    assert Customer.objects.count() == 0
