"""A certificate that ran out stops the orders of its category on the day they go out."""

import pytest

from tests.house_kit import Door
from tests.supply import kit
from tests.supply.purchase.test_life import draft, step
from tests.supply.receiving.yard import Yard


@pytest.fixture
def here(boss: Door) -> Yard:
    seller = kit.supplier(boss, "双品铜业", categories=["cathode", "rod"])
    return Yard(
        boss,
        ours=kit.ours(boss)["id"],
        seller=seller["party_id"],
        product=kit.product(boss)["id"],
        warehouse=kit.warehouse(boss)["id"],
        bank=seller["id"],
    )


def certificate(here: Yard, number: str, expires_on: str, on: str) -> None:
    """A verified certificate of cathode."""
    body = {"supplier_id": here.bank, "kind": "quality", "category": "cathode", "number": number}
    made = here.boss.do("/supply/certificates", {**body, "expires_on": expires_on})
    here.boss.do(f"/supply/certificates/{made['id']}/verify", {"on": on})


def test_an_order_waits_for_the_certificate_of_its_category(here: Yard) -> None:
    rod = kit.product(here.boss, "ROD-8", name="铜杆 8mm", category="rod")["id"]
    certificate(here, "Q-CATH", "2026-07-04", "2026-07-01")
    bought, other = draft(here), draft(here, {"product_id": rod})
    for made in (bought, other):
        step(here, made, "submit")
        step(here, made, "approve", {"on": "2026-07-04"})  # the last day it holds
    sent = {"on": "2026-07-05", "via": "邮件"}

    path = f"/supply/purchases/{bought['id']}"
    problem = kit.refused(here.boss, f"{path}/send", sent)

    assert problem["type"].endswith("certificate-expired")
    assert problem["detail"] == (
        "供应商“双品铜业”的质量管理体系 Q-CATH 已于 2026-07-04 过期，请先上传并核验新证书。"
    )
    assert here.boss.see(path)["state"] == "approved"
    assert step(here, other, "send", sent)["state"] == "sent"
    certificate(here, "Q-NEW", "2027-07-04", "2026-07-05")
    assert step(here, bought, "send", sent)["state"] == "sent"
