"""Writing a contract."""

import pytest

from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from tests.crm.contract import kit
from tests.house_kit import Door, door_for, grant_all, person


def test_the_reference_deal_is_estimated_at_the_price_of_its_base_day(boss: Door) -> None:
    here = kit.world(boss)

    made = boss.post("/crm/contracts", kit.body(here))

    assert made.status_code == 201, made.body
    deal = made.body
    assert (deal["no"], deal["state"]) == ("HT-2026-0001", "draft")
    first, second = deal["lines"]
    assert (first["provisional_price"], second["provisional_price"]) == (
        "102440.0000",
        "102570.0000",
    )
    assert (first["amount_estimated"], second["amount_estimated"]) == (
        "10244000.00",
        "6154200.00",
    )
    assert deal["amount_estimated"] == "16398200.00"
    assert [term["share"] for term in deal["terms"]] == ["2459730.00", "13118560.00", "819910.00"]
    assert (first["quantity_min"], first["quantity_max"]) == ("98.000000000", "102.000000000")
    assert made["Location"] == f"/api/v1/crm/contracts/{deal['id']}"
    assert Event.objects.filter(name="crm.contract.created").count() == 1


def test_the_margin_is_live_and_closed_to_whoever_has_no_rule_for_it(boss: Door) -> None:
    here = kit.world(boss, stock=True)
    deal = kit.draft(boss, here)
    plain = door_for(person("ann", grants=grant_all("crm.view_contract")))

    seen = plain.see(f"/crm/contracts/{deal['id']}")

    # 80 t at 88,000 and 80 t at 91,500 against 16,398,200.00 / 1.13.
    assert deal["cost_estimated"] == "14360000.00"
    assert deal["margin_estimated"] == "151681.42"
    assert (seen["cost_estimated"], seen["margin_estimated"]) == (None, None)
    assert seen["withheld"] == ["cost_estimated", "margin_estimated"]


@pytest.mark.parametrize(
    ("terms", "adds_up"),
    [
        ([("percent", "0.30"), ("percent", "0.70")], True),
        ([("percent", "0.30"), ("rest", None)], True),
        ([("amount", "1000000.00"), ("percent", "0.50"), ("rest", None)], True),
        ([("rest", None)], True),
        ([("percent", "0.30"), ("percent", "0.60")], False),
        ([("percent", "0.30"), ("percent", "0.80")], False),
        ([("percent", "0.30"), ("rest", None), ("rest", None)], False),
        ([("percent", "1"), ("rest", None)], False),
        ([("amount", "16398200.00"), ("rest", None)], False),
        ([("amount", "16398200.00")], False),
    ],
)
def test_instalments_add_up_or_the_contract_is_refused(
    boss: Door, terms: list[tuple[str, str | None]], adds_up: bool
) -> None:
    here = kit.world(boss)
    rows = [
        {"portion": portion, "trigger": "signing"} | ({} if value is None else {portion: value})
        for portion, value in terms
    ]

    answer = boss.post("/crm/contracts", kit.body(here, terms=rows))

    assert answer.status_code == (201 if adds_up else 422), answer.body
    assert Contract.objects.count() == (1 if adds_up else 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "-1.000"}, "lines.0.quantity"),
        ({"quantity": "NaN"}, "lines.0.quantity"),
        ({"quantity": "1.0005"}, "lines.0.quantity"),
        ({"window_end": "2026-06-01"}, "lines.0.window_end"),
        ({"window_start": None}, "lines.0.window_start"),
        ({"instrument_id": None}, "lines.0.instrument_id"),
        ({"provisional_on": None}, "lines.0.provisional_on"),
        ({"pricing": "fixed"}, "lines.0.fixed_price"),
        ({"tolerance_less": "1.5"}, "lines.0.tolerance_less"),
        ({"product_id": "01920000-0000-7000-8000-000000000000"}, "lines.0.product_id"),
        ({"cut_off": "25:00"}, "lines.0.cut_off"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(
    boss: Door, change: dict[str, str | None], field: str
) -> None:
    here = kit.world(boss)

    refused = boss.post("/crm/contracts", kit.body(here, lines=[kit.call_line(here, **change)]))

    assert refused.status_code == 422, refused.body
    assert any(name.endswith(field) for name in refused.body["errors"]), refused.body["errors"]
    assert Contract.objects.count() == 0
    assert Event.objects.filter(document="crm.contract").count() == 0


def test_a_day_without_a_price_gives_no_provisional_price(boss: Door) -> None:
    here = kit.world(boss)

    refused = boss.post(
        "/crm/contracts",
        kit.body(here, lines=[kit.call_line(here, provisional_on="2026-06-28")]),
    )

    assert refused.status_code == 422
    assert refused.body["type"] == "/problems/no-base-price"


def test_an_agreed_provisional_price_needs_no_base_day(boss: Door) -> None:
    here = kit.world(boss)
    line = kit.call_line(here, provisional_on=None, provisional_price="100000.00")

    deal = kit.draft(boss, here, lines=[line])

    assert deal["amount_estimated"] == "10000000.00"


def test_only_our_own_company_sells_and_nobody_sells_to_a_blacklisted_party(boss: Door) -> None:
    here = kit.world(boss)
    other = kit.company(boss, "别家贸易有限公司", "91310115MA1K35XY2")

    foreign = boss.post("/crm/contracts", kit.body(here, seller_id=other))
    boss.do(f"/core/parties/{here.buyer}/blacklist", {"reason": "长期欠款"})
    black = boss.post("/crm/contracts", kit.body(here))

    assert (foreign.status_code, black.status_code) == (422, 409)
    assert "seller_id" in foreign.body["errors"]
    assert black.body["type"] == "/problems/blacklisted"


def test_a_draft_may_be_rewritten_and_is_estimated_anew(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.draft(boss, here)
    path = f"/crm/contracts/{deal['id']}"

    changed = boss.patch(path, {"lines": [kit.fixed_line(here)], "copies": 2}, match='"1"')

    assert changed.status_code == 200, changed.body
    assert changed.body["amount_estimated"] == "10244000.00"
    assert [line["pricing"] for line in changed.body["lines"]] == ["fixed"]
    assert (changed.body["copies"], changed.body["version"]) == (2, 2)


def test_a_submitted_contract_may_not_be_changed(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.draft(boss, here)
    path = f"/crm/contracts/{deal['id']}"
    boss.do(f"{path}/submit")

    refused = boss.patch(path, {"copies": 2}, match='"2"')

    assert refused.status_code == 409
    assert refused.body["verbs"] == ["return_to_draft", "approve", "void"]
    assert boss.see(path)["copies"] == 4


def test_who_may_write_a_contract(boss: Door, stranger: Door, nobody: Door) -> None:
    here = kit.world(boss)
    typed = kit.body(here)

    answers = [door.post("/crm/contracts", typed).status_code for door in (nobody, stranger)]

    assert answers == [401, 403]
    assert Contract.objects.count() == 0


def test_contracts_are_found_by_number_party_pinyin_and_filtered(boss: Door) -> None:
    here = kit.world(boss)
    deal = kit.draft(boss, here, their_no="YD-CG-778")

    for typed in ("HT-2026-0001", "CG-778", "远东", "ydd"):
        assert [row["no"] for row in boss.see("/crm/contracts", q=typed)["items"]] == [deal["no"]]
    assert boss.see("/crm/contracts", state="effective")["items"] == []
    assert len(boss.see("/crm/contracts", product_id=here.product)["items"]) == 1
    assert len(boss.see("/crm/contracts", party_id=here.buyer, pricing_axis="none")["items"]) == 1
