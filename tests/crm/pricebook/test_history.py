"""What was paid before: written when a contract is signed, told beside the next price."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from backend.crm.contract.actions import prices
from backend.crm.credit.models import CreditAccount
from backend.crm.pricebook import queries
from backend.crm.pricebook.models import PricePaid
from tests.crm.contract import kit as contracts
from tests.crm.pricebook import kit
from tests.crm.pricebook.kit import World
from tests.house_kit import Door

pytestmark = pytest.mark.django_db
Hear = Callable[[], int]


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def approved(boss: Door, here: World, *lines: dict[str, Any], on: str, buyer: str = "") -> str:
    """A contract of these lines, approved on a day; its path."""
    party = buyer or here.buyer
    body = {
        "on": on, "party_id": party, "seller_id": here.seller,
        "lines": [{"product_id": here.rod, "quantity": "1.000", **line} for line in lines],
        "terms": [{"portion": "rest", "trigger": "before_release"}],
    }  # fmt: skip
    if not CreditAccount.objects.filter(party_id=party).exists():
        boss.do("/crm/credits", {"party_id": party, "limit": "90000000.00", "reason": "授信"})
    path = f"/crm/contracts/{boss.do('/crm/contracts', body)['id']}"
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": on})
    return path


def sold(boss: Door, here: World, *lines: dict[str, Any], on: str, buyer: str = "") -> Any:
    """A contract of these lines, signed on a day."""
    path = approved(boss, here, *lines, on=on, buyer=buyer)
    boss.do(f"{path}/send", {"on": on, "via": "微信"})
    return boss.do(f"{path}/sign", {"on": on, "signed_place": "上海"})


def fixed(price: str) -> dict[str, Any]:
    return {"pricing": "fixed", "fixed_price": price}


def called(here: World, premium: str) -> dict[str, Any]:
    return {
        "pricing": "call", "instrument_id": here.copper, "premium": premium,
        "provisional_on": "2026-06-30", **contracts.WINDOW,
    }  # fmt: skip


def test_a_signed_contract_leaves_every_price_as_what_it_is(
    boss: Door, here: World, hear: Hear
) -> None:
    made = sold(boss, here, called(here, "-50"), fixed("102440"), on="2026-07-01")

    hear()
    hear()

    rows = PricePaid.objects.order_by("kind").values_list(
        "kind", "price", "quantity", "instrument_code", "on", "document_no"
    )
    day, no = date(2026, 7, 1), made["no"]
    estimate = Decimal(made["lines"][0]["provisional_price"])
    assert list(rows) == [
        ("estimated", estimate, Decimal("1.000"), "SHFE.CU", day, no),
        ("fixed", Decimal("102440.0000"), Decimal("1.000"), "", day, no),
        ("premium", Decimal("-50.0000"), Decimal("1.000"), "SHFE.CU", day, no),
    ]


def test_prices_are_not_there_before_the_signature(boss: Door, here: World, hear: Hear) -> None:
    approved(boss, here, fixed("100000"), on="2026-07-01")

    hear()

    assert PricePaid.objects.count() == 0


def test_what_was_paid_is_never_changed(boss: Door, here: World, hear: Hear) -> None:
    sold(boss, here, fixed("100000"), on="2026-07-01")
    hear()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PricePaid.objects.update(price=1)


def test_contracts_from_before_are_remembered_once(boss: Door, here: World) -> None:
    sold(boss, here, fixed("100000"), on="2026-07-01")
    sold(boss, here, called(here, "-50"), called(here, "80"), on="2026-07-01")

    assert prices.backfill_prices() == 5
    assert prices.backfill_prices() == 0
    assert PricePaid.objects.count() == 5


def test_the_last_price_the_lowest_of_a_year_and_the_average_of_the_tier(
    boss: Door, here: World, hear: Hear
) -> None:
    peer = kit.customer(boss, "苏州铜业有限公司", tier="A")["party_id"]
    other = kit.customer(boss, "无锡电缆有限公司", tier="B")["party_id"]
    sold(boss, here, fixed("90000"), on="2025-07-10")
    sold(boss, here, fixed("99000"), on="2025-07-11")
    sold(boss, here, fixed("101000"), on="2026-07-01")
    sold(boss, here, fixed("102000"), on="2026-07-11")
    sold(boss, here, fixed("100003"), on="2026-07-02", buyer=peer)
    sold(boss, here, fixed("50000"), on="2026-07-03", buyer=other)
    hear()
    product = UUID(here.rod)

    found = queries.history(
        UUID(here.buyer), product, on=date(2026, 7, 10), currency="CNY", tier="A"
    )

    assert found.last is not None
    assert (found.last.price, found.last.on) == (Decimal("101000.0000"), date(2026, 7, 1))
    assert found.low_12m == Decimal("99000.0000")
    assert found.tier_average == Decimal("100001.0000")
    usd = queries.history(UUID(here.buyer), product, on=date(2026, 7, 10), currency="USD", tier="A")
    assert usd == queries.NOTHING
    assert queries.history(
        UUID(other), product, on=date(2026, 7, 10), currency="CNY", tier="B"
    ).tier_average == Decimal("50000.0000")


def test_the_history_stands_beside_the_price(boss: Door, here: World, hear: Hear) -> None:
    sold(boss, here, called(here, "-50"), on="2026-07-01")
    hear()
    kit.book(boss, kit.fixed("100000", product_id=here.rod))

    answer = kit.ask(boss, here.rod, party_id=here.buyer).body

    paid = {row["kind"]: (row["last_price"], row["tier_average"]) for row in answer["history"]}
    assert set(paid) == {"estimated", "premium"}
    assert paid["premium"] == ("-50.0000", "-50.0000")
