"""What happened with a customer is told to each reader as far as the reader may see."""

import pytest

from backend.core import overview
from backend.core.access.models import Scope
from tests.crm.customer.kit import a_customer, seller
from tests.house_kit import Door, door_for, person
from tests.house_kit import unit as a_unit

pytestmark = pytest.mark.django_db
CALLS = 25


def _call(door: Door, customer: dict[str, object], number: int) -> None:
    door.do(
        "/crm/followups",
        {
            "document": "crm.customer",
            "document_id": customer["id"],
            "kind": "call",
            "at": f"2026-07-02T10:{number:02d}:00+08:00",
            "content": f"第 {number} 通电话",
        },
    )


def test_what_is_out_of_sight_is_passed_over_and_the_rest_is_still_found(
    boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = seller("ann", "华东")
    made = a_customer(boss)
    for number in range(CALLS):
        _call(boss, made, number)
    path = f"/crm/customers/{made['id']}"
    see = {"crm.view_customer": Scope.ALL, "crm.view_followup": Scope.OWN}
    mia = door_for(person("mia", team=a_unit("华北"), grants=see))
    assert ann.get(path).status_code == 404
    monkeypatch.setattr(overview, "MOST", 4)

    whole = boss.see(f"{path}/timeline", limit=200)["items"]
    page = mia.see(f"{path}/timeline", limit=3)
    side = mia.see(f"{path}/overview")

    assert [row["name"] for row in whole[:CALLS]] == ["crm.followup.created"] * CALLS
    expected = [row["id"] for row in whole if row["document"] == "crm.customer"]
    assert [row["id"] for row in page["items"]] == expected[:3]
    assert {row["document"] for row in side["timeline"]} == {"crm.customer"}
    assert side["sections"]["followups"] == []
    assert side["sections"]["quotes"] is None


def test_the_page_of_one_reader_is_not_shown_to_another(boss: Door) -> None:
    made = a_customer(boss)
    _call(boss, made, 1)
    path = f"/crm/customers/{made['id']}/overview"
    see = {"crm.view_customer": Scope.ALL, "crm.view_followup": Scope.TEAM}
    readers = [
        door_for(person(name, team=a_unit(team), grants=see))
        for name, team in (("mia", "华北"), ("kim", "华南"))
    ]
    for _ in range(2):
        assert len(boss.see(path)["sections"]["followups"]) == 1
        assert [reader.see(path)["sections"]["followups"] for reader in readers] == [[], []]
    _call(boss, made, 2)
    assert [row["content"] for row in boss.see(path)["sections"]["followups"]] == [
        "第 2 通电话",
        "第 1 通电话",
    ]
