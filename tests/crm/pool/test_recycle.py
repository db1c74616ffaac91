"""Customers that are let lie fall, after warnings, exactly as the preview said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.crm.customer.models import Customer
from backend.crm.pool import actions
from backend.crm.pool.models import OwnershipEvent, PoolEntry, RecycleWarning
from backend.notify.inbox.models import Message
from tests.crm.pool.kit import (
    NOW,
    a_pool,
    a_rule,
    company,
    later,
    lead,
    moment,
    rep,
    user_of,
)
from tests.house_kit import Door

TODAY = date(2026, 7, 1)


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def night(days: int) -> Any:
    """Let the rules do their work so many days after the story began."""
    with later(days=days):
        return actions.recycle(after(days), actor=system("clock"))


def owner(customer: dict[str, Any]) -> int | None:
    return Customer.objects.get(pk=customer["id"]).owner_id


def test_a_customer_falls_on_its_day_and_is_told_before(
    boss: Door, hear: Callable[[], int]
) -> None:
    seller = rep("seller")
    pool = a_pool(boss, seller)
    a_rule(boss, pool, grace_days=5, max_extensions=1, extension_days=10)
    with moment(NOW):
        made = company(seller)

    told = {days: [w.threshold for w in night(days).warns] for days in (22, 23, 24, 27, 29)}
    assert told == {22: [], 23: [7], 24: [], 27: [3], 29: [1]}
    done = night(30)

    assert [fall.customer_id for fall in done.falls] == [Customer.objects.get().pk]
    assert owner(made) is None
    entry = PoolEntry.objects.get()
    assert (entry.way, entry.from_owner_id, entry.reason) == (
        "recycle",
        user_of(seller).pk,
        "30 天未跟进",
    )
    event = OwnershipEvent.objects.get(kind="recycle")
    assert (event.from_user_id, event.to_user_id, event.pool_to_id) == (
        user_of(seller).pk,
        None,
        entry.pool_id,
    )
    hear()
    titles = list(Message.objects.order_by("created_at", "id").values_list("title", flat=True))
    assert titles == ["客户“无锡001金属制品有限公司”将于 2026-07-31 被回收"] * 3 + [
        f"客户 {made['no']} 已按规则“30 天未跟进”被回收"
    ]
    with later(days=34):
        assert seller.see(f"/crm/customers/{made['id']}")["verbs"] == []
        assert seller.post(f"/crm/customers/{made['id']}/develop").status_code == 403
    with later(days=36):
        assert seller.get(f"/crm/customers/{made['id']}").status_code == 404


def test_doing_it_twice_the_same_night_changes_nothing(boss: Door) -> None:
    seller = rep("seller")
    a_rule(boss, a_pool(boss, seller))
    with moment(NOW):
        company(seller, 1)
    with later(days=25):
        company(seller, 2)
    night(30)
    before = (Event.objects.count(), OwnershipEvent.objects.count(), RecycleWarning.objects.count())

    again = night(30)

    assert (list(again.falls), list(again.warns)) == ([], [])
    assert before == (
        Event.objects.count(),
        OwnershipEvent.objects.count(),
        RecycleWarning.objects.count(),
    )


def test_days_differ_by_level_and_a_contact_starts_them_anew(boss: Door) -> None:
    seller = rep("seller")
    a_rule(boss, a_pool(boss, seller), warn_days=[], level_days=[{"level": "A", "days": 90}])
    with moment(NOW):
        big, small, called = (company(seller, n, level=lv) for n, lv in enumerate("ACC"))
        seller.do(
            "/crm/followups",
            {
                "document": "crm.customer",
                "document_id": called["id"],
                "kind": "call",
                "at": "2026-07-11T10:00:00+08:00",
                "content": "下月要货",
            },
        )

    assert [f.no for f in night(30).falls] == [small["no"]]
    assert [f.no for f in night(40).falls] == [called["no"]]
    assert [f.no for f in night(90).falls] == [big["no"]]


@pytest.mark.parametrize("exemption", ["locked", "dealt", "open_opportunity", "open_quote"])
def test_what_is_exempt_is_left_alone(boss: Door, exemption: str) -> None:
    seller = rep("seller")
    codes = [] if exemption == "locked" else [exemption]
    a_rule(boss, a_pool(boss, seller), exemptions=codes, warn_days=[])
    with moment(NOW):
        spared, other = company(seller, 1), company(seller, 2)
    _spare(boss, seller, spared, exemption)

    done = night(30)

    assert [fall.no for fall in done.falls] == [other["no"]]
    assert owner(spared) == user_of(seller).pk


def _spare(boss: Door, seller: Door, customer: dict[str, Any], exemption: str) -> None:
    if exemption == "locked":
        with moment(NOW):
            seller.do(
                f"/crm/customers/{customer['id']}/lock",
                {"until": "2026-12-31", "reason": "年度招标中"},
            )
    elif exemption == "dealt":
        from backend.crm.customer import actions as customers

        customers.note_deal(customer["party_id"], actor=system("test"), on=TODAY)
    elif exemption == "open_opportunity":
        from backend.crm.opportunity.actions import seed
        from backend.crm.opportunity.queries import default_pipeline

        if default_pipeline() is None:
            seed(actor=system("test"))
        boss.do(
            "/crm/opportunities",
            {
                "at": "2026-07-01T10:00:00+08:00",
                "party_id": customer["party_id"],
                "name": "铜杆 60 吨",
                "amount": "6000000.00",
                "expected_close_on": "2026-09-01",
            },
        )
    else:
        from backend.crm.quote.models import Quote
        from tests.house import filler

        quote = filler.fill(Quote, 1)
        Quote.objects.filter(pk=quote.pk).update(party_id=customer["party_id"])


def test_an_extension_puts_the_day_off_as_often_as_the_rule_allows(boss: Door) -> None:
    seller, other = rep("seller"), rep("other")
    a_rule(boss, a_pool(boss, seller), max_extensions=1, extension_days=10)
    with moment(NOW):
        made = company(seller)
    body = {"customer_id": made["id"], "reason": "月底出国回来再谈"}

    with later(days=27):
        assert other.post("/crm/recycle-extensions", body).status_code == 422
        granted = seller.do("/crm/recycle-extensions", body)
        again = seller.post("/crm/recycle-extensions", body)

    assert granted["until"] == "2026-08-10"
    assert again.status_code == 409
    assert again.body["detail"] == (
        "规则“30 天未跟进”最多可延期 1 次，该客户已延期 1 次，请尽快跟进。"
    )
    assert list(night(30).falls) == []
    assert [w.threshold for w in night(33).warns] == [7]
    assert [fall.no for fall in night(40).falls] == [made["no"]]


def test_customers_go_to_the_manager_or_back_to_who_had_them_before(boss: Door) -> None:
    seller, before = rep("seller"), rep("before")
    chief = lead("chief")
    user_of(chief).memberships.update(is_lead=True)
    pool = a_pool(boss, seller)
    a_rule(
        boss, pool, name="退回上任", target="previous_owner", levels=["A"],
        days=10, warn_days=[], priority=1,
    )  # fmt: skip
    a_rule(boss, pool, name="交主管", target="manager", levels=["B"], days=10, warn_days=[])
    with moment(NOW):
        returned = company(before, 1, level="A")
        chief.do(
            f"/crm/customers/{returned['id']}/assign",
            {"owner_id": user_of(seller).pk, "reason": "换人"},
        )
        raised = company(seller, 2, level="B")

    night(10)

    assert owner(returned) == user_of(before).pk
    assert owner(raised) == user_of(chief).pk
    assert list(night(10).falls) == []
    assert Customer.objects.get(pk=returned["id"]).collected_at == NOW + timedelta(days=10)


def test_the_preview_shows_each_reader_their_own(boss: Door, nobody: Door, stranger: Door) -> None:
    seller, other = rep("seller"), rep("other", "华南一组")
    a_rule(boss, a_pool(boss, seller))
    with moment(NOW):
        made, foreign = company(seller, 1), company(other, 2)
    path = "/crm/recycle-rules/preview"

    whole = boss.see(path, on="2026-07-31")
    mine = seller.see(path, on="2026-07-31")

    assert [row["customer_no"] for row in whole["falls"]] == [made["no"], foreign["no"]]
    assert [(r["customer_no"], r["rule_name"], r["counts_from"]) for r in mine["falls"]] == [
        (made["no"], "30 天未跟进", "2026-07-01")
    ]
    assert (mine["fall_count"], mine["warn_count"]) == (1, 0)
    assert nobody.get(path, on="2026-07-31").status_code == 401
    assert stranger.get(path, on="2026-07-31").status_code == 403
    assert Customer.objects.filter(owner=None).count() == 0


def test_a_rule_is_run_at_once_by_whoever_may(boss: Door, nobody: Door, stranger: Door) -> None:
    seller = rep("seller")
    rule = a_rule(boss, a_pool(boss, seller))
    with moment(NOW):
        made = company(seller)
    path = f"/crm/recycle-rules/{rule['id']}/run"

    with later(days=31):
        assert nobody.post(path, {"on": "2026-08-01"}).status_code == 401
        assert stranger.post(path, {"on": "2026-08-01"}).status_code == 403
        assert seller.post(path, {"on": "2026-08-01"}).status_code == 403
        assert boss.post(path, {"on": "2026-08-02"}).status_code == 422
        assert owner(made) == user_of(seller).pk
        assert boss.post(path, {"on": "2026-08-01"}).status_code == 200
    assert owner(made) is None


def test_a_night_costs_the_same_statements_for_ten_customers_and_for_sixty(boss: Door) -> None:
    seller = rep("seller")
    a_rule(boss, a_pool(boss, seller), exemptions=["open_opportunity", "active_contract"])

    def cost(many: int, start: int) -> int:
        with moment(NOW):
            for number in range(start, start + many):
                company(seller, number)
        with CaptureQueriesContext(connection) as queries:
            assert len(night(30).falls) == many
        return len(queries)

    ten = cost(10, 0)
    assert cost(60, 100) == ten
    assert ten < 40


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"pool_id": None}, "pool_id"),
        ({"clock": "since_full_moon"}, "clock"),
        ({"exemptions": ["rich"]}, "exemptions"),
        ({"warn_days": [30]}, "warn_days"),
        ({"level_days": [{"level": "D", "days": 5}]}, "warn_days"),
        ({"max_extensions": 1}, "extension_days"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(boss: Door, facts: dict[str, Any], field: str) -> None:
    pool = a_pool(boss)
    body = {"name": "规则", "pool_id": pool["id"], "clock": "since_collected", "days": 30}

    answer = boss.post("/crm/recycle-rules", {**body, "warn_days": [7], **facts})

    assert answer.status_code == 422
    assert list(answer.body["errors"]) == [field]


def test_who_was_put_out_of_work_is_no_previous_owner(boss: Door) -> None:
    seller, gone = rep("seller"), rep("gone")
    chief = lead("chief")
    pool = a_pool(boss, seller)
    a_rule(boss, pool, target="previous_owner", days=10, warn_days=[])
    with moment(NOW):
        made = company(gone)
        chief.do(
            f"/crm/customers/{made['id']}/assign",
            {"owner_id": user_of(seller).pk, "reason": "换人"},
        )
    user_of(gone).__class__.objects.filter(pk=user_of(gone).pk).update(is_active=False)

    (fall,) = night(10).falls

    assert (fall.to_id, str(fall.pool_id)) == (None, pool["id"])
