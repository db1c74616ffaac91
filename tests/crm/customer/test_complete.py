"""How complete a customer's file is, and what it asks of every paper."""

from decimal import Decimal

from backend.core.access.actor import system
from backend.crm.customer import actions, queries
from backend.crm.customer.models import Customer
from tests.crm.customer.kit import CABLE, a_customer
from tests.house_kit import Door

ROD = {
    "code": "ROD-8",
    "name": "铜杆",
    "category": "rod",
    "metal": "cu",
    "grade": "T2",
    "spec": "Φ8",
    "weight_rule": "round_bar",
    "dimensions": {"diameter": "8", "length": "1"},
}


def test_the_file_says_what_is_missing_and_the_score_follows_every_correction(boss: Door) -> None:
    made = a_customer(boss, party={"name": "铜陵华强铜材有限公司"}, level="C")

    assert made["completeness"] == "0.1250"
    assert made["missing"] == [
        "uscc", "province", "phone", "contact", "city", "source", "contact_phone",
    ]  # fmt: skip

    boss.do(
        "/crm/contacts",
        {"customer_id": made["id"], "name": "赵敏", "role": "decider", "phone": "13900001111"},
    )
    known = boss.see(f"/crm/customers/{made['id']}")

    assert known["completeness"] == "0.3750"
    assert known["missing"] == ["uscc", "province", "phone", "city", "source"]


def test_a_higher_level_asks_for_more_and_a_level_set_by_hand_stays(boss: Door) -> None:
    made = a_customer(boss, party=CABLE, level="C")

    raised = boss.patch(
        f"/crm/customers/{made['id']}", {"level": "A"}, match=f'"{made["version"]}"'
    )

    assert raised.status_code == 200, raised.body
    assert raised.body["level_is_pinned"] is True
    assert "invoice_account" in raised.body["missing"]
    customer = Customer.objects.get(pk=made["id"])
    actions.grade(customer.pk, actor=system("rule"), level="D", reason="规则")
    assert Customer.objects.get(pk=made["id"]).level == "A"


def test_rows_from_before_are_measured_by_the_clock_once(boss: Door) -> None:
    made = a_customer(boss, party=CABLE)
    Customer.objects.filter(pk=made["id"]).update(completeness=Decimal(0), missing=[])

    assert actions.measure_all() == 1
    assert actions.measure_all() == 0
    assert boss.see(f"/crm/customers/{made['id']}")["completeness"] == made["completeness"]


def test_what_is_asked_for_one_product_prints_only_where_it_is_sold(boss: Door) -> None:
    rod = boss.do("/goods/products", ROD)
    made = a_customer(
        boss,
        party=CABLE,
        requirements=[
            {"kind": "packaging", "text": "木托盘", "prints_on": ["pick", "ship"]},
            {"kind": "label", "text": "炉号贴标", "product_id": rod["id"], "prints_on": ["pick"]},
        ],
    )
    party = Customer.objects.get(pk=made["id"]).party_id

    with_rod = queries.printed_requirements(party, paper="pick", products=[rod["id"]])
    without = queries.printed_requirements(party, paper="pick", products=[])

    assert [row.text for row in with_rod] == ["木托盘", "炉号贴标"]
    assert [row.text for row in without] == ["木托盘"]


def test_a_product_nobody_knows_is_named_in_the_refusal(boss: Door) -> None:
    unknown = "018f0000-0000-7000-8000-000000000000"
    asked = [{"kind": "label", "text": "贴标", "product_id": unknown, "prints_on": ["pick"]}]

    refused = boss.post(
        "/crm/customers", {"on": "2026-07-01", "party": CABLE, "requirements": asked}
    )

    assert refused.status_code == 422
    assert "requirements.0.product_id" in refused.body["errors"]
    assert Customer.objects.count() == 0
