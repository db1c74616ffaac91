"""Writing a quote and finding out what it comes to."""

from backend.core.access.models import Scope
from backend.crm.quote.models import Quote
from tests.crm.customer.kit import a_customer, seller
from tests.crm.quote.kit import TERMS, body, call_line, fixed_line, quoted, world
from tests.house_kit import Door


def test_a_quote_is_estimated_with_the_price_of_the_day_before(boss: Door) -> None:
    facts = world(boss)

    seen = boss.see(quoted(boss, facts))

    assert (seen["no"], seen["state"], seen["revision"]) == ("BJ-2026-0001", "draft", 1)
    assert seen["seller_name"] == "衡铜贸易"
    called, fixed = seen["lines"]
    assert (called["provisional_on"], called["provisional_price"]) == ("2026-06-30", "102550.0000")
    assert called["amount_estimated"] == "10255000.00"
    assert (fixed["provisional_on"], fixed["amount_estimated"]) == (None, "1035000.00")
    assert seen["amount_estimated"] == "11290000.00"


def test_an_agreed_provisional_price_stands(boss: Door) -> None:
    facts = world(boss)
    lines = [call_line(facts, provisional_price="100000")]

    seen = boss.see(quoted(boss, facts, lines=lines))

    assert (seen["lines"][0]["provisional_on"], seen["amount_estimated"]) == (None, "10000000.00")


def test_without_any_price_the_line_is_named(boss: Door) -> None:
    facts = world(boss)
    party = a_customer(boss)["party_id"]

    refused = boss.post(
        "/crm/quotes", body(facts, party, on="2026-06-30", valid_until="2026-07-01")
    )

    assert refused.status_code == 422
    assert list(refused.body["errors"]) == ["lines.0.provisional_price"]
    assert Quote.objects.count() == 0


def test_bad_lines_and_terms_are_named(boss: Door) -> None:
    facts = world(boss)
    party = a_customer(boss)["party_id"]
    lines = [
        (fixed_line(facts, fixed_price=None), "lines.0.fixed_price"),
        (fixed_line(facts, quantity="-1.000"), "lines.0.quantity"),
        (fixed_line(facts, quantity="1.0005"), "lines.0.quantity"),
        (fixed_line(facts, quantity=10), "lines.0.quantity"),
        (fixed_line(facts, fixed_price="NaN"), "lines.0.fixed_price"),
        (fixed_line(facts, tolerance_more="1"), "lines.0.tolerance_more"),
        (call_line(facts, instrument_id=None), "lines.0.instrument_id"),
        (call_line(facts, window_end=None), "lines.0.window_start"),
        (call_line(facts, window_end="2026-06-01"), "lines.0.window_end"),
        (fixed_line(facts, product_id=facts["seller_id"]), "lines.0.product_id"),
    ]
    terms = [
        ([{**TERMS[0], "percent": "1.5"}], "terms.0.percent"),
        ([{**TERMS[0], "amount": "5.00"}], "terms.0.portion"),
        ([{"portion": "amount", "trigger": "signing"}], "terms.0.portion"),
        (TERMS[:2], "terms"),
        ([*TERMS, TERMS[2]], "terms"),
    ]
    whole = [
        ({"valid_until": "2026-06-30"}, "valid_until"),
        ({"party_id": facts["seller_id"]}, "party_id"),
        ({"seller_id": party}, "seller_id"),
        ({"tax_rate": "1"}, "tax_rate"),
    ]
    cases = [({"lines": [line]}, field) for line, field in lines]
    cases += [({"terms": rows}, field) for rows, field in terms]

    for change, field in [*cases, *whole]:
        wrong = boss.post("/crm/quotes", {**body(facts, party), **change})
        assert wrong.status_code == 422, (change, wrong.body)
        assert list(wrong.body["errors"]) == [field], (change, wrong.body["errors"])
    assert Quote.objects.count() == 0


def test_nothing_is_offered_to_a_blacklisted_company(boss: Door) -> None:
    facts = world(boss)
    party = a_customer(boss)["party_id"]
    boss.do(f"/core/parties/{party}/blacklist", {"reason": "恶意拖欠"})

    refused = boss.post("/crm/quotes", body(facts, party))

    assert refused.status_code == 409
    assert "恶意拖欠" in refused.body["detail"]


def test_only_a_draft_is_changed_and_lines_are_replaced_as_a_whole(boss: Door) -> None:
    facts = world(boss)
    path = quoted(boss, facts)

    changed = boss.patch(path, {"lines": [fixed_line(facts)]}, match='"1"')
    assert (changed.status_code, changed.body["amount_estimated"]) == (200, "1035000.00")
    assert [line["seq"] for line in changed.body["lines"]] == [1]
    assert [term["seq"] for term in changed.body["terms"]] == [1, 2, 3]
    boss.do(f"{path}/submit")
    late = boss.patch(path, {"their_no": "X-1"}, match='"3"')

    assert late.status_code == 409
    assert boss.see(path)["their_no"] == ""


def test_a_draft_is_priced_anew(boss: Door) -> None:
    facts = world(boss)
    path = quoted(boss, facts)

    again = boss.do(f"{path}/reprice", {"on": "2026-07-03"})

    called = again["lines"][0]
    assert (called["provisional_on"], called["provisional_price"]) == ("2026-07-02", "102950.0000")
    assert again["amount_estimated"] == "11330000.00"


def test_who_may_write_and_move_a_quote(boss: Door, stranger: Door, nobody: Door) -> None:
    facts = world(boss)
    ann = seller("ann", "华东", **{"goods.view_product": Scope.ALL})
    bob = seller("bob", "华西", **{"goods.view_product": Scope.ALL})
    wrote = body(facts, a_customer(ann)["party_id"], lines=[fixed_line(facts)], terms=[])

    for who, status in [(nobody, 401), (stranger, 403), (bob, 422)]:
        assert who.post("/crm/quotes", wrote).status_code == status
    assert Quote.objects.count() == 0
    path = f"/crm/quotes/{ann.do('/crm/quotes', wrote)['id']}"
    assert ann.do(f"{path}/submit")["verbs"] == ["revise"]
    assert ann.post(f"{path}/approve", {"on": "2026-07-01"}).status_code == 403
    assert ann.see(path)["state"] == "in_review"


def test_a_neighbours_quote_is_out_of_sight(boss: Door, stranger: Door, nobody: Door) -> None:
    facts = world(boss)
    path = quoted(boss, facts)
    bob = seller("bob", "华西")

    for who, status in [(nobody, 401), (stranger, 403), (bob, 404)]:
        assert who.get(path).status_code == status
        assert who.get(f"{path}/document.pdf").status_code == status
        assert who.post(f"{path}/submit").status_code == status
    assert bob.see("/crm/quotes")["items"] == []
    assert boss.see(path)["state"] == "draft"


def test_a_sum_nobody_could_mean_is_refused_not_a_fault(boss: Door) -> None:
    facts = world(boss)
    line = fixed_line(facts, quantity="99999999999.000", fixed_price="99999999999999")
    party = a_customer(boss)["party_id"]

    refused = boss.post("/crm/quotes", body(facts, party, lines=[line]))

    assert (refused.status_code, refused.body["type"]) == (422, "/problems/figure-too-large")
    assert not Quote.objects.exists()
