"""The back office shows every paper of the room."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from backend.goods.stock.models import StockMove
from tests.goods.kit import two_receipts, world
from tests.goods.weighing.test_truck import announce, truck, weigh
from tests.house_kit import Door

MODELS = ("product", "warehouse", "lot", "stockmove", "reservation", "weighticket", "scale")


def desk_of(door: Door) -> Client:
    """Let a person into the back office."""
    assert door.user is not None
    assert door.client is not None
    door.user.is_staff = True
    door.user.save()
    return door.client


@pytest.mark.parametrize("model", [*MODELS, "vehicletare"])
def test_every_list_opens(boss: Door, model: str) -> None:
    here = world(boss)
    two_receipts(here)
    truck(here, "15240", "40376")
    desk = desk_of(boss)

    page = desk.get(reverse(f"admin:goods_{model}_changelist"))

    assert page.status_code == 200


def test_every_paper_opens_with_its_buttons(boss: Door) -> None:
    here = world(boss)
    lot, _new = two_receipts(here)
    ticket = truck(here, "15240", "40376")
    desk = desk_of(boss)
    papers: dict[str, UUID | str] = {
        "product": here.product,
        "warehouse": here.warehouse,
        "lot": lot["id"],
        "stockmove": StockMove.objects.all()[0].pk,
        "weighticket": ticket["id"],
    }

    pages = {
        name: desk.get(reverse(f"admin:goods_{name}_change", args=[pk]))
        for name, pk in papers.items()
    }

    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(papers, 200)
    assert "调拨" in pages["lot"].content.decode()
    assert "88,000" in pages["lot"].content.decode()
    assert "核对磅差" in pages["weighticket"].content.decode()


def test_the_home_page_names_readings_that_wait_for_a_second_person(boss: Door) -> None:
    from backend.core import panels
    from backend.core.access.actor import of_user
    from tests.house_kit import person

    here = world(boss)
    ticket = announce(here).body["id"]
    weigh(boss, ticket, "tare", "15240", "08:10", device="manual", reason="仪表黑屏")
    assert boss.user is not None

    mine = panels.todays(of_user(boss.user))
    others = panels.todays(of_user(person("second", superuser=True)))

    assert not [item for item in mine if "手工磅重" in str(item.label)]
    assert [item.count for item in others if "手工磅重" in str(item.label)] == [1]
