"""How far each seeded role sees, on every surface: one customer a seller, in three teams."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.house.crawl import content
from tests.house_kit import Door

pytestmark = pytest.mark.slow
SELLERS = {"sales": "华东一组", "sales2": "华东二组", "sales3": "华南一组"}
REACH = {
    "sales": {"sales"},
    "sales2": {"sales2"},
    "lead": {"sales"},
    "region": {"sales", "sales2"},
    "finance": set(SELLERS),
    "auditor": set(SELLERS),
    "risk": set(SELLERS),
    "boss": set(SELLERS),
    "warehouse": set(),
}
"""Whose customers a desk sees."""
LIST = "/crm/customers"


@pytest.fixture(scope="module")
def made(desks: dict[str, Door], keeper_hears: Callable[[], int]) -> dict[str, dict[str, Any]]:
    """One customer with a phone and a contact for each seller."""
    found = {}
    for number, name in enumerate(SELLERS, start=1):
        party = {"name": f"{name}的铜材客户", "phone": f"1391111000{number}"}
        people = [{"name": "王采购", "phone": f"1392222000{number}"}]
        body = {"on": "2026-07-01", "party": party, "contacts": people, "level": "A"}
        found[name] = desks[name].do(LIST, body)
    keeper_hears()
    return found


def shown(text: str) -> set[str]:
    """Whose customer a text names."""
    return {name for name in SELLERS if f"{name}的铜材客户" in text}


@pytest.mark.parametrize("desk", REACH)
def test_a_desk_sees_what_its_role_reaches_and_no_more(
    desk: str, desks: dict[str, Door], made: dict[str, dict[str, Any]]
) -> None:
    door, near = desks[desk], REACH[desk]
    client = door.client
    assert client is not None
    if not near:
        assert door.get(LIST).status_code == 403
        assert client.get("/admin/crm/customer/").status_code == 403
        return

    listed = door.see(LIST, counted="true")
    assert (shown(str(listed)), listed["count"]) == (near, len(near))
    assert shown(str(door.see(LIST, q="铜材客户"))) == near
    assert shown(str(door.see(LIST, level="A"))) == near
    assert shown(str(door.see(LIST, ordering="name"))) == near if _sorts(door) else True
    for name, customer in made.items():
        status = 200 if name in near else 404
        one = f"{LIST}/{customer['id']}"
        for path in (one, f"{one}/overview", f"{one}/timeline"):
            assert door.get(path).status_code == status, (path, name)
        page = reverse("admin:crm_customer_change", args=[customer["id"]])
        assert client.get(page).status_code == status, (page, name)
        events = door.get("/core/events", document="crm.customer", document_id=customer["id"])
        assert shown(events.content.decode()) <= near
    assert shown(content(client.get("/admin/crm/customer/"))) == near
    picked = client.get(reverse("admin:find", args=["crm.customer"]), {"q": "铜材客户"})
    assert shown(str(picked.json())) == near
    exported = client.get("/admin/crm/customer/export.csv")
    assert exported.status_code in (200, 403)
    assert shown(content(exported)) <= near
    feed = door.see("/changes", objects="crm.customer")["items"]
    ids = {str(customer["id"]): name for name, customer in made.items()}
    assert {ids[row["id"]] for row in feed if not row["removed"]} == near


def _sorts(door: Door) -> bool:
    return bool(door.get(LIST, ordering="name").status_code == 200)


@pytest.mark.parametrize("desk", ["finance", "auditor"])
def test_phones_are_masked_for_finance_on_every_surface(
    desk: str, desks: dict[str, Door], made: dict[str, dict[str, Any]]
) -> None:
    door = desks[desk]
    assert door.client is not None
    one = f"{LIST}/{made['sales']['id']}"
    pages = ["/admin/crm/customer/", "/admin/crm/contact/", "/admin/crm/customer/export.csv",
             reverse("admin:crm_customer_change", args=[made["sales"]["id"]])]  # fmt: skip

    texts = [door.get(path).content.decode() for path in (LIST, one, f"{one}/overview")]
    texts += [content(door.client.get(path)) for path in pages]

    assert all(f"139{middle}000" not in text for text in texts for middle in ("1111", "2222"))
    assert "139****0001" in texts[1].replace("+86", "")
    assert door.see(LIST, q="11110001")["items"] == []
    assert door.get(LIST, ordering="phone").status_code == 422


def test_who_moves_a_customer_sees_it_leave(
    desks: dict[str, Door], made: dict[str, dict[str, Any]]
) -> None:
    """The feed tells the one who lost it that it went, and no more about it."""
    sales, mine = desks["sales"], str(made["sales"]["id"])
    place = sales.see("/changes")["next"]
    user = desks["sales2"].user
    assert user is not None

    desks["boss"].do(f"{LIST}/{mine}/assign", {"owner_id": user.pk, "reason": "调整"})

    rows = sales.see("/changes", since=place, objects="crm.customer")["items"]
    gone = [row for row in rows if row["id"] == mine]
    assert [(row["removed"], row["event"], row["version"]) for row in gone] == [(True, "", 0)]
    assert sales.get(f"{LIST}/{mine}").status_code == 404
