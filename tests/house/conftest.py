"""The demo company's people, and one whole deal with a secret in every closed field."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.management import call_command

from backend.config.demo import people
from tests.house.crawl import change
from tests.house.hoard import hoard
from tests.house_kit import Door, door_for
from tests.journeys.told import Deal


@pytest.fixture(scope="module")
def desks(kept: None) -> dict[str, Door]:
    """A door for everybody of the demo company."""
    call_command("seed_world")
    call_command("seed_roles")
    return {name: door_for(user) for name, user in people.make().items()}


@pytest.fixture
def deal(db: None, played: Deal) -> Deal:
    """The whole deal of one seller, with a secret in every closed field."""
    return replace(played, ids=dict(played.ids))


@pytest.fixture(scope="module")
def played(desks: dict[str, Door], keeper_hears: Callable[[], int]) -> Deal:
    """The deal as it was played, before any test."""
    found = Deal(desks["admin"], keeper_hears, author=desks["sales"])
    found.world()
    found.contract()
    found.receipt("2459730.00", "2026-07-02", "R-1")
    found.receipt("13118560.00", "2026-07-07", "R-2")
    found.fix("40.000", "2026-07-08")
    found.fixed("1.000", "118000.00", on="2026-07-10")
    found.receipt("23600.00", "2026-07-10", "R-3")
    found.truck("line1", "苏B61001", "1.004", "2026-08-10")
    found.settle("2026-08-21")
    found.invoice("2026-08-23", "26322000000012345678")
    secrets(found)
    hoard(found, desks)
    return found


def secrets(deal: Deal) -> None:
    """Fill what the deal leaves empty: accounts, phones, addresses of people."""
    author = deal.author
    assert isinstance(author, Door)
    change(
        deal.door,
        f"/core/parties/{deal.ids['buyer']}",
        {"phone": "13512345678", "banks": [{"bank": "工行", "account": "6222000011112222"}]},
    )
    change(
        deal.door,
        f"/crm/customers/{deal.ids['customer']}",
        {"invoice_phone": "051012345678", "invoice_account": "6222333344445555"},
    )
    author.do(
        "/crm/contacts",
        {
            "customer_id": deal.ids["customer"], "name": "张会计",
            "phone": "13711112222", "email": "zhang.secret@example.com",
        },
    )  # fmt: skip
    deal.do(
        "/crm/receipts",
        {
            "received_on": "2026-08-25", "party_id": deal.ids["buyer"], "amount": "100.00",
            "payer_name": "江苏远东电缆有限公司", "payer_account": "6222777788889999",
            "bank_reference": "R-9",
        },
    )  # fmt: skip
