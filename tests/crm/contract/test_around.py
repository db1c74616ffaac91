"""Contracts seen from around: made from a quote, on the customer's page, in the back office."""

from backend.core import overview, panels
from backend.core.access import actor as actors
from backend.core.people.models import User
from backend.crm.contract.models import Contract
from backend.crm.quote.models import Quote
from tests.crm.contract import kit
from tests.crm.fixing import kit as fixings
from tests.crm.quote import kit as quotes
from tests.house_kit import Door


def test_one_click_turns_an_accepted_quote_into_a_contract(boss: Door) -> None:
    quote = boss.see(quotes.accepted(boss, quotes.world(boss)))
    typed = {
        "on": "2026-07-02",
        "quote_id": quote["id"],
        "lines": [{"seq": 1, "cut_off": "10:00", "min_tranche": "25.000"}],
    }

    made = boss.post("/crm/contracts/from-quote", typed)
    again = boss.post("/crm/contracts/from-quote", typed)

    assert made.status_code == 201, made.body
    deal = made.body
    assert (deal["quote_id"], deal["state"]) == (quote["id"], "draft")
    assert deal["amount_estimated"] == quote["amount_estimated"]
    first, second = deal["lines"]
    assert (first["pricing"], first["premium"], first["cut_off"]) == ("call", "-50.0000", "10:00")
    assert (second["pricing"], second["fixed_price"]) == ("fixed", "103500.0000")
    assert [term["portion"] for term in deal["terms"]] == ["percent", "percent", "rest"]
    assert Quote.objects.get(pk=quote["id"]).state == "contracted"
    assert again.status_code == 409
    assert Contract.objects.count() == 1


def test_a_quote_nobody_accepted_gives_no_contract(
    boss: Door, stranger: Door, nobody: Door
) -> None:
    path = quotes.quoted(boss, quotes.world(boss))
    typed = {"on": "2026-07-02", "quote_id": boss.see(path)["id"]}

    answers = [d.post("/crm/contracts/from-quote", typed) for d in (nobody, stranger, boss)]

    assert [a.status_code for a in answers] == [401, 403, 409]
    assert Contract.objects.count() == 0


def test_a_customers_page_shows_contracts_and_fixings_to_whoever_may_see_them(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here)

    mine = overview.of_party(deal["party_id"], actors.of_user(boss.user))
    theirs = overview.of_party(deal["party_id"], actors.of_user(kit.neighbour().user))

    assert [row["no"] for row in mine["contracts"] or []] == [deal["no"]]
    assert mine["fixings"] == []
    assert theirs["contracts"] == []


def test_what_waits_is_on_the_first_page(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.draft(boss, here)
    boss.do(f"/crm/contracts/{deal['id']}/submit")

    items = {str(item.label): item for item in panels.todays(actors.of_user(boss.user))}

    assert items["待批准合同"].count == 1
    assert deal["no"] in str(items["待批准合同"].lines[0].text)


def test_the_back_office_shows_every_page_and_form(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.signed(boss, here, authorised=[{"side": "buyer", "name": "王采购"}])
    fixing = fixings.booked(boss, deal, "40.000", "2026-07-08")
    draft = kit.draft(boss, here)
    boss.do(
        f"/crm/contracts/{deal['id']}/amend",
        {"on": "2026-07-10", "reason": "延期交货", "delivery_until": "2026-09-30"},
    )
    amendment = boss.see("/crm/amendments")["items"][0]["id"]
    account = boss.see("/crm/credits")["items"][0]["id"]
    User.objects.update(is_staff=True)
    assert boss.client is not None

    pages = {
        path: boss.client.get(f"/admin/crm/{path}")
        for path in (
            "contract/",
            "contract/add/",
            f"contract/{deal['id']}/change/",
            f"contract/{draft['id']}/edit/",
            f"contract/{draft['id']}/do/void/",
            "amendment/",
            f"amendment/{amendment}/change/",
            f"amendment/{amendment}/do/approve/",
            "creditaccount/",
            f"creditaccount/{account}/change/",
            f"creditaccount/{account}/do/set/",
            "fixing/",
            "fixing/add/",
            f"fixing/{fixing['id']}/change/",
        )
    }

    assert {path for path, answer in pages.items() if answer.status_code != 200} == set()
    shown = pages[f"contract/{deal['id']}/change/"].content.decode()
    for word in ("HT-2026-0001", "DJ-2026-0001", "16,398,200.00", "王采购", "document.pdf"):
        assert word in shown, word
