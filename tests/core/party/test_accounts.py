"""A bank account that somebody may not write is neither put, nor cleared, nor exchanged."""

import pytest

from backend.core.access.models import Mode, Scope
from backend.core.party.models import PartyBank
from tests.house_kit import Door, door_for, grant_all, person, unit

MAY = grant_all("core.view_party", "core.create_party", "core.change_party", scope=Scope.TEAM)
FIELD = ("core.party", "banks.account")


@pytest.fixture
def seller(db: None) -> Door:
    """Somebody who may change companies but sees their accounts masked."""
    return door_for(person("seller", team=unit("一组"), grants=MAY, fields={FIELD: Mode.MASKED}))


@pytest.fixture
def company(seller: Door) -> str:
    """A company with an account."""
    made = seller.do("/core/parties", {"on": "2026-07-01", "name": "甲公司"})
    PartyBank.objects.create(party_id=made["id"], bank="工行", account="6222000011112222")
    return f"/core/parties/{made['id']}"


@pytest.mark.parametrize("banks", [[], [{"bank": "工行", "account": "6666"}]])
def test_an_account_is_not_exchanged_by_who_may_not_write_it(
    seller: Door, company: str, banks: list[dict[str, str]]
) -> None:
    answer = seller.patch(company, {"banks": banks}, match='"1"')

    assert answer.status_code == 403
    assert "banks.account" in answer.body["detail"]
    assert PartyBank.objects.get().account == "6222000011112222"
    assert seller.patch(company, {"city": "宜兴"}, match='"1"').status_code == 200


def test_a_company_is_made_without_accounts_by_who_may_not_write_them(seller: Door) -> None:
    body = {"on": "2026-07-01", "name": "乙公司"}
    account = {"bank": "工行", "account": "6666"}

    refused = seller.post("/core/parties", {**body, "banks": [account]})

    assert refused.status_code == 403
    assert seller.do("/core/parties", {**body, "banks": []})["banks"] == []


def test_a_line_break_is_no_part_of_a_number(boss: Door) -> None:
    answer = boss.post("/crm/credits", {"party_id": "x", "limit": "1.00\n", "reason": "年度"})

    assert answer.status_code == 422
    assert "limit" in answer.body["errors"]
