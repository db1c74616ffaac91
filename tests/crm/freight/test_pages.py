"""Freight in the back office: lists, papers, and the two pages of sums."""

import pytest
from django.test import Client

from tests.crm.freight.make import card, profile
from tests.crm.freight.test_quote import rate
from tests.house_kit import Door, person

TERMS = "/admin/crm/costprofile/terms/"
ASK = "/admin/crm/freightcard/ask/"


@pytest.fixture
def desk(boss: Door) -> Client:
    """The boss at the back office."""
    user = boss.user
    assert user is not None
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_eleven_terms_of_typed_figures(boss: Door, desk: Client) -> None:
    rate(boss)
    made = boss.do("/crm/cost-profiles", profile())
    typed = {
        "asked": "1", "on": "2026-07-20", "net_back": "88,200", "net_back_currency": "CNY",
        "currency": "USD", "tonnes": "50", "containers": "2", "bills": "1",
        "profile_id": made["id"],
        "elements.0.kind": "bank_fee", "elements.0.basis": "percent", "elements.0.amount": "0",
    }  # fmt: skip

    blank = desk.get(TERMS, {"profile_id": made["id"]})
    found = desk.get(TERMS, typed)
    wrong = desk.get(TERMS, {**typed, "tonnes": "0"})

    assert blank.status_code == 200
    page = found.content.decode()
    assert found.status_code == 200
    assert page.count("612500.00</td>") == 11
    assert "618129.94" in page
    assert "CIF 成本、保险费加运费" in page
    assert wrong.status_code == 422


def test_a_load_is_priced_by_the_cards_of_its_way(boss: Door, desk: Client) -> None:
    boss.do("/crm/freight-cards", card())
    boss.do("/crm/freight-cards", card(carrier_name="乙", valid_from="2026-08-01"))
    typed = {"asked": "1", "on": "2026-07-20", "origin": "江阴", "destination": "宁波",
             "weight": "12", "prefer": "cheapest"}  # fmt: skip

    page = desk.get(ASK, typed).content.decode()
    none = desk.get(ASK, {**typed, "destination": "大连"})

    assert "1800.00 CNY" in page
    assert "当日不在有效期内" in page
    assert none.status_code == 409
    assert "没有可用的运价卡" in none.content.decode()


def test_cards_and_profiles_have_lists_papers_and_forms(boss: Door, desk: Client) -> None:
    one = boss.do("/crm/freight-cards", card())
    two = boss.do("/crm/cost-profiles", profile())

    for path in ("freightcard", "costprofile"):
        assert desk.get(f"/admin/crm/{path}/").status_code == 200
        assert desk.get(f"/admin/crm/{path}/add/").status_code == 200
    seen = desk.get(f"/admin/crm/freightcard/{one['id']}/change/").content.decode()
    assert f"{ASK}?origin=" in seen
    seen = desk.get(f"/admin/crm/costprofile/{two['id']}/change/").content.decode()
    assert f"{TERMS}?profile_id={two['id']}" in seen


def test_the_pages_are_closed_to_strangers(boss: Door) -> None:
    user = person("visitor")
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(TERMS).status_code == 403
    assert client.get(ASK).status_code == 403
