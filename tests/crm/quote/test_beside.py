"""What stands beside a quote: history, explanation, the contract with one click."""

from typing import Any

import pytest

from backend.core import printing
from backend.core.access.actor import of_user
from backend.crm.contract.models import Contract
from backend.crm.quote import paper
from backend.crm.quote.models import Quote, QuoteLine
from tests.crm.quote.kit import accepted, fixed_line, quoted, world
from tests.house_kit import Door, door_for, grant_all, person, unit

SITE = "/admin/crm/quote"


@pytest.fixture(scope="module")
def facts(keeper: Door) -> dict[str, Any]:
    return world(keeper)


def test_one_click_makes_the_contract(boss: Door, facts: dict[str, Any]) -> None:
    path = accepted(boss, facts)
    quote = Quote.objects.get()
    assert boss.client is not None
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save()
    page = boss.client.get(f"{SITE}/{quote.pk}/change/").content.decode()
    link = f"/admin/crm/contract/from-quote/{quote.pk}/"

    clicked = boss.client.post(link, {"_key": "one"})
    again = boss.client.post(link, {"_key": "one"})

    assert link in page
    contract = Contract.objects.get()
    assert (clicked.status_code, clicked["Location"]) == (
        302, f"/admin/crm/contract/{contract.pk}/change/",
    )  # fmt: skip
    assert again["Location"] == clicked["Location"]
    assert contract.amount_estimated == quote.amount_estimated
    mine, theirs = contract.lines.order_by("seq"), quote.lines.order_by("seq")
    assert [line.quote_line_id for line in mine] == [line.pk for line in theirs]
    assert [line.amount_estimated for line in mine] == [line.amount_estimated for line in theirs]
    assert [(t.portion, t.percent, t.trigger) for t in contract.terms.order_by("seq")] == [
        (t.portion, t.percent, t.trigger) for t in quote.terms.order_by("seq")
    ]
    assert boss.see(path)["state"] == "contracted"
    assert link not in boss.client.get(f"{SITE}/{quote.pk}/change/").content.decode()


def test_the_click_is_for_whoever_may_write_contracts(boss: Door, facts: dict[str, Any]) -> None:
    accepted(boss, facts)
    quote = Quote.objects.get()
    reader = person("reader", grants=grant_all("crm.view_quote"))
    reader.is_staff = True
    reader.save()
    door = door_for(reader)
    assert door.client is not None

    assert door.client.post(f"/admin/crm/contract/from-quote/{quote.pk}/").status_code == 403
    assert Contract.objects.count() == 0


def test_who_may_read_how_prices_came_about(
    boss: Door, facts: dict[str, Any], stranger: Door, nobody: Door
) -> None:
    path = quoted(boss, facts)
    neighbour = door_for(
        person("neighbour", team=unit("别组"),
               grants=grant_all("crm.view_quote", "crm.view_quote_costs", scope=2))
    )  # fmt: skip
    reader = door_for(person("reader", grants=grant_all("crm.view_quote")))
    holder = door_for(person("holder", grants=grant_all("crm.view_quote", "crm.view_quote_costs")))

    for leaf in ("trace", "explanation.pdf"):
        assert nobody.get(f"{path}/{leaf}").status_code == 401
        assert stranger.get(f"{path}/{leaf}").status_code == 403
        assert neighbour.get(f"{path}/{leaf}").status_code == 404
        assert reader.get(f"{path}/{leaf}").status_code == 403
    assert len(holder.see(f"{path}/trace")["items"]) == 2


def test_beside_each_line_stands_what_was_paid_before(boss: Door, facts: dict[str, Any]) -> None:
    from backend.crm.pricebook.models import PricePaid

    path = quoted(boss, facts, lines=[fixed_line(facts)], terms=[])
    quote = Quote.objects.get()
    rows = [("2025-01-05", "90000"), ("2026-03-05", "99000"), ("2026-06-05", "101000")]
    for on, price in rows:
        PricePaid.objects.create(
            party_id=quote.party_id, product_id=facts["product_id"], kind="fixed", price=price,
            currency="CNY", unit_of_measure="t", quantity="10", on=on, document="crm.contract",
            document_id=quote.pk, document_no=f"HT-{on}", line_id=QuoteLine().pk,
        )  # fmt: skip

    (line,) = boss.see(f"{path}/history")["items"]

    assert (line["price"], line["last_price"], line["last_on"], line["last_no"]) == (
        "103500.0000", "101000.0000", "2026-06-05", "HT-2026-06-05",
    )  # fmt: skip
    assert line["low_12m"] == "99000.0000"
    assert line["tier_average"] is None


def test_it_is_printed_in_english_and_in_both(boss: Door, facts: dict[str, Any]) -> None:
    quoted(boss, facts, language="both", incoterm="CIP", named_place="Hamburg")
    quote = Quote.objects.get()
    assert boss.user is not None
    actor = of_user(boss.user)

    both = paper.context(quote, actor=actor)
    english = paper.context(quote, actor=actor, language="en")

    assert (both["title"], english["title"]) == ("报价单 QUOTATION", "QUOTATION")
    assert english["term"] == "CIP Hamburg"
    assert english["lines"][0]["tolerance"] == "±2% at seller's option"
    assert english["lines"][0]["price"] == (
        "priced by the buyer between 2026-07-01 and 2026-08-21 on SHFE.CU settlement price "
        "less CNY 50/t (provisionally as of 2026-06-30)"
    )
    assert english["amount_words"] == (
        "SAY YUAN RENMINBI ELEVEN MILLION TWO HUNDRED AND NINETY THOUSAND ONLY"
    )
    assert "壹仟壹佰贰拾玖万元整" in both["amount_words"]
    try:
        content = paper.quote_pdf(quote, actor=actor, language="en")
    except printing.NoPrinter:
        pytest.skip("this machine cannot print")
    assert content.startswith(b"%PDF")
