"""The board and the figures in the back office."""

from typing import Any

import pytest

from backend.core.access.actor import system
from backend.crm.opportunity import actions
from tests.crm.customer.kit import seller
from tests.crm.opportunity.kit import check, opened, pipeline, stage
from tests.house_kit import Door

BOARD = "/admin/crm/opportunity/board/"


@pytest.fixture(autouse=True)
def _stages(db: None) -> None:
    actions.seed(actor=system("test"))


def staff(door: Door) -> Any:
    """Let a person into the back office."""
    assert door.user is not None
    assert door.client is not None
    door.user.is_staff = True
    door.user.save()
    return door.client


def move(
    client: Any, path: str, to: str, *, query: str = "", key: str = "k1", **headers: str
) -> Any:
    """Send a card's form."""
    form = {"_key": key, "_version": "1", "opportunity": path.rsplit("/", 1)[1], "stage": to}
    return client.post(BOARD + query, form, **headers)


def test_a_card_is_moved_by_the_verb(boss: Door) -> None:
    path, client = opened(boss, "甲"), staff(boss)

    page = client.get(BOARD).content.decode()
    moved = move(client, path, "offer")
    again = move(client, path, "offer")

    assert "三季度阴极铜" in page
    assert (moved.status_code, again.status_code) == (302, 302)
    seen = boss.see(path)
    assert (seen["stage_code"], len(seen["history"])) == ("offer", 2)
    stale = move(client, path, "need", key="k2")
    assert (stale.status_code, boss.see(path)["stage_code"]) == (412, "offer")


def test_the_card_says_every_check_that_fails(boss: Door) -> None:
    asks = [check("items", "above", "0"), check("content", "filled")]
    made = pipeline(boss, stage("a"), stage("b", entry_checks=asks))
    path, client = opened(boss, "甲", pipeline_id=made["id"]), staff(boss)
    query = f"?pipeline={made['id']}"

    script = move(client, path, "b", query=query, HTTP_X_BOARD="1")
    plain = move(client, path, "b", query=query, key="k2")

    checks = ["商机明细行数须大于 0，现为 0", "请填写需求"]
    assert script.status_code == 409
    assert script.json() == {"sentence": "不能进入“B”：", "checks": checks}
    assert plain.status_code == 409
    assert all(one in plain.content.decode() for one in checks)
    assert boss.see(path)["stage_code"] == "a"


def test_a_script_gets_the_columns_anew(boss: Door) -> None:
    path, client = opened(boss, "甲"), staff(boss)

    answer = move(client, path, "offer", HTTP_X_BOARD="1")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert page.index('data-stage="offer"') < page.index("三季度阴极铜")


def test_who_may_open_the_pages(boss: Door, stranger: Door) -> None:
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    path = opened(ann, "甲")
    for page in ("board", "funnel", "forecast"):
        address = f"/admin/crm/opportunity/{page}/"
        assert staff(stranger).get(address).status_code == 403
        for who, status in ((ann, 200), (bob, 200), (boss, 200)):
            answer = staff(who).get(address, {"as_of": "2026-12-31"})
            assert answer.status_code == status
        assert staff(bob).get(address, {"as_of": "never", "pipeline": "x"}).status_code == 200
    assert "三季度阴极铜" not in staff(bob).get(BOARD).content.decode()
    assert move(staff(bob), path, "offer", HTTP_X_BOARD="1").status_code == 404
    assert ann.see(path)["stage_code"] == "need"


def test_pipelines_and_reasons_have_their_pages(boss: Door) -> None:
    made = pipeline(boss, stage("a"), stage("b", entry_checks=[check("amount", "above", "5")]))
    client = staff(boss)

    page = client.get(f"/admin/crm/pipeline/{made['id']}/change/").content.decode()
    form = client.get(f"/admin/crm/pipeline/{made['id']}/edit/").content.decode()
    reasons = client.get("/admin/crm/lostreason/").content.decode()
    listing = client.get("/admin/crm/opportunity/").content.decode()

    assert "预计金额 &gt; 5" in page
    assert 'name="stages.1.entry_checks.0.fact"' in form
    assert "价格偏高" in reasons
    assert "/admin/crm/opportunity/board/" in listing
