"""A quote is read, sent, answered, revised and becomes a contract."""

from datetime import date

import pytest

from backend.core import invariants, printing
from backend.core.access.actor import of_user, system
from backend.crm.opportunity.actions import seed
from backend.crm.quote import actions, jobs, paper, queries
from backend.crm.quote.models import Quote
from tests.crm.customer.kit import CABLE, a_customer
from tests.crm.quote.kit import accepted, quoted, world
from tests.house_kit import Door


def test_it_goes_its_way_to_the_customers_yes(boss: Door) -> None:
    path = accepted(boss, world(boss))

    seen = boss.see(path)

    assert (seen["state"], seen["accepted_on"], seen["accepted_by"]) == (
        "accepted",
        "2026-07-02",
        "王建国",
    )
    assert (seen["approved_on"], seen["sent_on"], seen["sent_via"]) == (
        "2026-07-01",
        "2026-07-01",
        "微信",
    )
    assert sorted(seen["verbs"]) == ["reject", "revise"]


def test_an_empty_quote_is_not_submitted(boss: Door) -> None:
    path = quoted(boss, world(boss), lines=[], terms=[])

    assert boss.post(f"{path}/submit").status_code == 409
    assert boss.see(path)["state"] == "draft"


def test_a_reviewer_sends_it_back(boss: Door) -> None:
    path = quoted(boss, world(boss))
    boss.do(f"{path}/submit")

    back = boss.do(f"{path}/return-to-draft", {"reason": "升贴水偏低"})

    assert back["state"] == "draft"


def test_after_its_last_day_it_can_neither_be_sent_nor_accepted(boss: Door) -> None:
    path = quoted(boss, world(boss))
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-03"})

    late = boss.post(f"{path}/send", {"on": "2026-07-04"})
    assert late.status_code == 409
    assert late.body["type"] == "/problems/quote-passed"
    boss.do(f"{path}/send", {"on": "2026-07-03"})
    too_late = boss.post(f"{path}/accept", {"on": "2026-07-04", "accepted_by": "王建国"})

    assert too_late.status_code == 409
    seen = boss.see(path)
    assert (seen["state"], seen["is_expired"]) == ("sent", True)


def test_nobody_says_yes_before_the_quote_was_sent(boss: Door) -> None:
    path = quoted(boss, world(boss))
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-02"})
    boss.do(f"{path}/send", {"on": "2026-07-02"})

    early = boss.post(f"{path}/accept", {"on": "2025-01-01", "accepted_by": "王建国"})

    assert (early.status_code, list(early.body["errors"])) == (422, ["on"])
    assert boss.see(path)["state"] == "sent"


def test_the_clock_closes_what_passed_once(boss: Door) -> None:
    facts = world(boss)
    path = quoted(boss, facts)
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-01"})

    assert jobs.expire_what_passed(date(2026, 7, 3)).changed == 0
    assert jobs.expire_what_passed(date(2026, 7, 4)).changed == 1
    assert jobs.expire_what_passed(date(2026, 7, 4)).changed == 0
    assert boss.see(path)["state"] == "expired"


def test_a_revision_takes_the_place_of_the_one_before(boss: Door) -> None:
    path = accepted(boss, world(boss))

    old = boss.do(f"{path}/revise", {"on": "2026-07-03", "valid_until": "2026-07-06"})

    assert old["state"] == "superseded"
    new = boss.see(f"/crm/quotes/{old['superseded_by_id']}")
    assert (new["no"], new["revision"], new["state"]) == ("BJ-2026-0001-R2", 2, "draft")
    assert (new["supersedes_id"], new["amount_estimated"]) == (old["id"], "11290000.00")
    assert [line["quantity"] for line in new["lines"]] == ["100.000", "10.000"]
    assert [term["portion"] for term in new["terms"]] == ["percent", "percent", "rest"]
    assert boss.see(path)["lines"] != []
    again = boss.post(f"{path}/revise", {"on": "2026-07-03", "valid_until": "2026-07-06"})
    assert again.status_code == 409
    series = boss.see("/crm/quotes", series="BJ-2026-0001")["items"]
    assert [row["revision"] for row in series] == [2, 1]


def test_a_rejected_one_keeps_its_reason_and_may_be_revised(boss: Door) -> None:
    path = accepted(boss, world(boss))

    assert boss.post(f"{path}/reject", {}).status_code == 422
    no = boss.do(f"{path}/reject", {"reason": "价格偏高"})

    assert (no["state"], no["closed_reason"], no["verbs"]) == ("rejected", "价格偏高", ["revise"])


def test_a_contract_made_from_it_wins_its_opportunity(boss: Door) -> None:
    seed(actor=system("test"))
    facts = world(boss)
    customer = a_customer(boss)
    opportunity = boss.do(
        "/crm/opportunities",
        {
            "at": "2026-07-01T09:00:00+08:00",
            "party_id": customer["party_id"],
            "name": "阴极铜",
            "amount": "11290000.00",
            "expected_close_on": "2026-07-31",
        },
    )
    path = accepted(boss, facts, party_id=customer["party_id"], opportunity_id=opportunity["id"])
    quote = Quote.objects.get()

    actions.mark_contracted(quote.pk, actor=system("test"), on=date(2026, 7, 2))

    assert boss.see(path)["state"] == "contracted"
    won = boss.see(f"/crm/opportunities/{opportunity['id']}")
    assert (won["state"], won["closed_reason"]) == ("won", "BJ-2026-0001")
    offer = queries.for_contract(quote)
    assert [line.seq for line in offer.lines] == [1, 2]


def test_what_expires_soon_is_found_for_the_first_page(boss: Door) -> None:
    path = quoted(boss, world(boss))
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-01"})
    assert boss.user is not None
    actor = of_user(boss.user)

    soon = queries.expiring(actor, on=date(2026, 7, 2), until=date(2026, 7, 3))

    assert [quote.no for quote in soon] == ["BJ-2026-0001"]
    assert not queries.expiring(actor, on=date(2026, 7, 4), until=date(2026, 7, 9)).exists()


def test_it_is_printed_in_chinese_with_its_price_rule(boss: Door) -> None:
    facts = world(boss)
    rows = [{"kind": "packaging", "text": "每捆不超过 2 吨", "prints_on": ["quote"]}]
    customer = a_customer(boss, party={**CABLE, "phone": "13812345678"}, requirements=rows)
    path = quoted(boss, facts, party_id=customer["party_id"])
    assert boss.user is not None

    shown = paper.context(Quote.objects.get(), actor=of_user(boss.user))

    assert shown["amount_words"] == "人民币壹仟壹佰贰拾玖万元整"
    assert "点价期 2026-07-01 至 2026-08-21" in shown["lines"][0]["price"]
    assert "减 50 元/吨" in shown["lines"][0]["price"]
    assert shown["lines"][0]["tolerance"] == "±2%（卖方选择）"
    assert [str(part["amount"]) for part in shown["instalments"]] == [
        "1693500.00",
        "9032000.00",
        "564500.00",
    ]
    assert [row["text"] for row in shown["requirements"]] == ["每捆不超过 2 吨"]
    try:
        printing.pdf_of("<p>衡</p>")
    except printing.NoPrinter:
        pytest.skip("this machine cannot print")
    printed = boss.get(f"{path}/document.pdf")
    assert printed.status_code == 200
    assert printed.content.startswith(b"%PDF")


def test_the_books_are_in_order_and_a_fault_is_named(boss: Door) -> None:
    facts = world(boss)
    path = accepted(boss, facts)
    boss.do(f"{path}/revise", {"on": "2026-07-03", "valid_until": "2026-07-06"})
    quoted(boss, facts, lines=[], terms=[], party_id=boss.see(path)["party_id"])

    assert invariants.check("crm.quote.total_is_sum") == []
    Quote.objects.filter(revision=2).update(amount_estimated=1)
    assert invariants.check("crm.quote.total_is_sum") == [
        "BJ-2026-0001-R2: 1.00 is not the sum of its lines"
    ]
