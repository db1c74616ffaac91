"""Price books in the back office: the book as a table, what changed, a price tried."""

import pytest
from django.test import Client

from tests.crm.pricebook import kit
from tests.crm.pricebook.kit import World, fixed
from tests.house_kit import Door, grant_all, person

pytestmark = pytest.mark.django_db
TRY = "/admin/crm/pricebook/try/"


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def desk(name: str, **rights: object) -> Client:
    """Somebody at the back office."""
    user = person(name, **rights)  # type: ignore[arg-type]
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_book_is_read_as_a_table_and_says_what_changed(boss: Door, here: World) -> None:
    made = kit.book(
        boss,
        fixed("72000", product_code="CU-ROD-8", floor_price="70000"),
        fixed("71000", product_code="CU-ROD-8", break_basis="quantity", break_from="10"),
        {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "850", "category": "rod"},
        {"kind": "formula", "formula": "quantity * 2", "metal": "cu"},
    )
    new = kit.follow(boss, made, "mass-change", valid_from="2026-08-01", percent="0.02")
    client = desk("chief", superuser=True)

    page = client.get(f"/admin/crm/pricebook/{new['id']}/change/").content.decode()

    for words in (
        "CU-ROD-8", "按数量 ≥ 10", "73440", "SHFE.CU 结算价 +850", "quantity * 2",
        "与上一版相比", "72000", "+2.00%", "70000", made["no"],
    ):  # fmt: skip
        assert words in page, words
    assert client.get("/admin/crm/pricebook/").status_code == 200
    assert client.get("/admin/crm/pricebook/add/").status_code == 200
    assert client.get(f"/admin/crm/pricebook/{new['id']}/edit/").status_code == 200


def test_a_price_is_tried_and_explained(boss: Door, here: World) -> None:
    kit.book(boss, fixed("72000", product_code="CU-ROD-8", floor_price="70500"))
    kit.book(boss, {"kind": "discount", "discount": "0.03"}, scope="tier", tier="A")
    client = desk("chief", superuser=True)
    asked = {
        "asked": "1", "product_id": here.rod, "party_id": here.buyer, "quantity": "5",
        "on": kit.ON, "currency": "CNY", "unit": "t",
    }  # fmt: skip

    empty = client.get(TRY)
    found = client.get(TRY, asked)
    none = client.get(TRY, {**asked, "currency": "EUR"})
    wrong = client.get(TRY, {**asked, "quantity": "-1"})

    assert empty.status_code == 200
    page = found.content.decode()
    for words in ("69840.00 CNY/吨", "等级价", "× 0.97", "折扣", "价格来历"):
        assert words in page, words
    assert none.status_code == 409
    assert "已依次查找" in none.content.decode()
    assert wrong.status_code == 422


def test_the_floor_is_not_on_the_page_of_whom_it_does_not_concern(boss: Door, here: World) -> None:
    made = kit.book(boss, fixed("72000", product_code="CU-ROD-8", floor_price="70321"))
    client = desk("seller", grants=grant_all("crm.view_pricebook", "goods.view_product"))
    asked = {
        "asked": "1", "product_id": here.rod, "quantity": "5", "on": kit.ON,
        "currency": "CNY", "unit": "t",
    }  # fmt: skip

    page = client.get(f"/admin/crm/pricebook/{made['id']}/change/").content.decode()
    tried = client.get(TRY, asked).content.decode()

    assert "72000" in page
    assert "70321" not in page
    assert "72000" in tried
    assert "70321" not in tried
    assert "无权查看" in tried
    assert desk("other").get(TRY).status_code in (302, 403)
