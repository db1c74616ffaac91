"""The papers before a contract, in the back office."""

from collections.abc import Callable

from backend.core import panels
from backend.core.access.actor import of_user, system
from backend.crm.opportunity.actions import seed
from tests.crm.customer.kit import CABLE, a_customer, masked, seller
from tests.crm.quote.kit import quoted, world
from tests.house_kit import Door


def at_the_desk(door: Door) -> Door:
    """Let this person into the back office."""
    assert door.user is not None
    door.user.is_staff = True
    door.user.save(update_fields=["is_staff"])
    return door


def page(door: Door, path: str) -> str:
    """Open a page of the back office and expect it to be drawn."""
    assert door.client is not None
    answer = door.client.get(f"/admin/{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_lists_pages_and_the_first_page_are_drawn(boss: Door, hear: Callable[[], int]) -> None:
    at_the_desk(boss)
    seed(actor=system("test"))
    facts = world(boss)
    customer = a_customer(boss, contacts=[{"name": "王建国", "phone": "13812345678"}])
    party = customer["party_id"]
    lead = boss.do(
        "/crm/leads", {"on": "2026-07-01", "title": "询价", "source": "web", "company": "甲"}
    )
    opportunity = boss.do(
        "/crm/opportunities",
        {
            "at": "2026-07-01T09:00:00+08:00",
            "party_id": party,
            "name": "阴极铜",
            "amount": "1000000.00",
            "expected_close_on": "2026-07-31",
        },
    )
    follow_up = boss.do(
        "/crm/followups",
        {
            "document": "crm.opportunity",
            "document_id": opportunity["id"],
            "kind": "call",
            "at": "2026-07-02T09:30:00+08:00",
            "content": "确认用量",
            "next_action": "寄样",
            "next_on": "2026-07-05",
        },
    )
    hear()
    quote = quoted(boss, facts, party_id=party, opportunity_id=opportunity["id"])
    rows = {
        "customer": (customer["id"], "王建国"),
        "lead": (lead["id"], "询价"),
        "opportunity": (opportunity["id"], "确认用量"),
        "followup": (follow_up["id"], "寄样"),
        "quote": (quote.rsplit("/", 1)[1], "打印报价单"),
    }

    for name, (pk, word) in rows.items():
        page(boss, f"crm/{name}/")
        assert word in page(boss, f"crm/{name}/{pk}/change/"), name
        page(boss, f"crm/{name}/add/")
    assert "寄样" in page(boss, "")
    assert boss.user is not None
    charts = {str(chart.title): chart for chart in panels.charts(of_user(boss.user))}
    amounts, weighted = charts["商机漏斗"].series.values()
    assert [str(n) for n in amounts] == ["100.00"]
    assert [str(n) for n in weighted] == ["10.00"]


def test_a_neighbour_and_a_mask_hold_in_the_back_office(boss: Door) -> None:
    ann, bob, mia = seller("ann", "华东"), seller("bob", "华西"), masked("mia", "华东")
    made = a_customer(ann, party={**CABLE, "phone": "13987654321"})
    for door in (ann, bob, mia):
        at_the_desk(door)
    assert bob.client is not None

    assert bob.client.get(f"/admin/crm/customer/{made['id']}/change/").status_code == 404
    assert "远东" not in page(bob, "crm/customer/")
    assert "13987654321" in page(ann, f"crm/customer/{made['id']}/change/")
    shown = page(mia, f"crm/customer/{made['id']}/change/")
    assert "13987654321" not in shown
    assert "139****4321" in shown
    assert made["no"] not in page(mia, "crm/customer/?q=87654321")
