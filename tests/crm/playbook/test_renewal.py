"""A long-term contract that runs out is renewed in time, by a task at 30 days and at 7."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.crm.playbook.models import PlaybookRule
from backend.crm.playbook.queries.papers import in_cny
from tests.crm.playbook.kit import House, it_is, local, moment, tasks


def contract(home: House, until: str, *, signed: str = "2026-01-05", **facts: Any) -> Contract:
    """Put a running long-term contract on file; its own stories are told elsewhere."""
    buyer = home.customer(party={"name": facts.pop("name", "江苏远东电缆有限公司")})
    ours = Party.objects.filter(is_ours=True).first()
    if ours is None:
        made = home.boss.do("/core/parties", {"on": "2026-01-01", "name": "衡铜", "is_ours": True})
        ours = Party.objects.get(pk=made["id"])
    assert home.ann.user is not None
    now = moment("2026-06-01T09:00")
    row = Contract(
        no=f"HT-{until}",
        party_id=buyer["party_id"],
        seller=ours,
        kind="long_term",
        made_on=date.fromisoformat(signed),
        signed_on=date.fromisoformat(signed),
        delivery_until=date.fromisoformat(until),
        owner=home.ann.user,
        created_at=now,
        updated_at=now,
        **facts,
    )
    row.__dict__["state"] = "effective"
    row.save(force_insert=True)
    return row


def test_it_is_told_at_thirty_days_and_at_seven(home: House) -> None:
    contract(home, "2026-08-31")

    home.scan("2026-07-31T23:50")
    assert tasks("renewal") == []
    home.scan("2026-08-01T00:10")
    home.scan("2026-08-23T23:50")
    assert [local(task.due_at) for task in tasks("renewal")] == ["2026-08-01T18:00"]
    home.scan("2026-08-24T00:10")
    home.scan("2026-09-01T00:10")

    far, near = tasks("renewal")
    assert (local(near.due_at), near.priority) == ("2026-08-24T18:00", "urgent")
    assert far.title == "续约：江苏远东电缆有限公司 合同 HT-2026-08-31 于 2026-08-31 到期"


@pytest.mark.parametrize(
    "facts", [{"kind": "spot"}, {"signed": "2026-08-10"}], ids=["a spot contract", "a short one"]
)
def test_what_was_never_to_be_renewed_is_let_be(home: House, facts: dict[str, str]) -> None:
    row = contract(home, "2026-08-31", signed=facts.get("signed", "2026-01-05"))
    Contract.objects.filter(pk=row.pk).update(kind=facts.get("kind", "long_term"))

    home.scan("2026-08-12T00:10")

    assert tasks("renewal") == []


def test_foreign_money_is_weighed_at_the_rate_on_file(home: House) -> None:
    PlaybookRule.objects.filter(code__startswith="renewal").update(amount_over="500000.00")
    row = contract(home, "2026-08-31")
    Contract.objects.filter(pk=row.pk).update(currency="USD", amount_estimated="80000.00")
    home.scan("2026-08-01T00:10")
    assert tasks("renewal") == []  # no rate: what it is worth cannot be said

    rate = {"pair": "USD/CNY", "day": "2026-01-04", "value": "7.1", "source": "外汇交易中心"}
    home.boss.do("/market/fx-rates", rate)
    home.scan("2026-08-02T00:10")

    assert len(tasks("renewal")) == 1  # 80,000 x 7.1 = 568,000
    assert in_cny(Decimal("80000"), "USD", date(2026, 1, 5)) == Decimal("568000.0")


def test_near_its_end_when_the_rule_begins_it_gets_the_nearer_task_alone(home: House) -> None:
    contract(home, "2026-08-31")
    PlaybookRule.objects.update(active_from=moment("2026-08-26T09:00"))

    home.scan("2026-08-26T09:10")

    (task,) = tasks("renewal")
    assert task.origin_key.startswith("rule:renewal-7:")
    assert local(task.due_at) == "2026-08-26T18:00"


def test_a_worker_down_over_the_mark_still_tells(home: House) -> None:
    contract(home, "2026-08-31")
    home.scan("2026-07-31T09:00")

    home.scan("2026-08-02T20:00")

    assert [local(task.due_at) for task in tasks("renewal")] == ["2026-08-01T18:00"]


def test_a_new_contract_with_the_customer_is_the_renewal(home: House) -> None:
    from backend.core.access.actor import system
    from backend.core.events import log

    old = contract(home, "2026-08-31")
    home.scan("2026-08-01T00:10")
    with it_is("2026-08-05T10:00"):
        log.emit("crm.contract.signed", old, actor=system("test"))
        home.hear()

    assert [task.state for task in tasks("renewal")] == ["done"]
