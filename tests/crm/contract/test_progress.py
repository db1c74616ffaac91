"""What later papers report on a contract, and where the bands stop them."""

from contextlib import nullcontext
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from backend.core.access.actor import system
from backend.core.errors import NotNow
from backend.crm.contract import actions, calc, queries
from backend.crm.contract.actions import OverDelivered, OverPriced
from backend.crm.contract.models import Contract, ContractLine
from tests.crm.contract import kit
from tests.house_kit import Door

D = Decimal
WORLD = system("test")


def lines(deal: dict[str, Any]) -> list[ContractLine]:
    return list(ContractLine.objects.filter(contract_id=deal["id"]))


def axes(deal: dict[str, Any]) -> tuple[str, str, str, str]:
    contract = Contract.objects.get(pk=deal["id"])
    return (
        contract.delivery_axis,
        contract.pricing_axis,
        contract.invoicing_axis,
        contract.payment_axis,
    )


@pytest.fixture
def plain(boss: Door) -> dict[str, Any]:
    """100 t at a fixed price, without tolerance."""
    here = kit.world(boss, limit="99000000.00")
    return kit.signed(boss, here, lines=[kit.fixed_line(here)])


@pytest.fixture
def deal(boss: Door) -> dict[str, Any]:
    """The reference deal, signed."""
    return kit.signed(boss, kit.world(boss))


def test_two_kilograms_too_many_at_zero_tolerance_are_refused(plain: dict[str, Any]) -> None:
    (line,) = lines(plain)

    with pytest.raises(OverDelivered) as refused, transaction.atomic():
        actions.note_shipped(line.pk, actor=WORLD, quantity=D("100.002"))

    assert "100.002" in str(refused.value)
    assert axes(plain)[0] == "none"
    actions.note_shipped(line.pk, actor=WORLD, quantity=D("100.000"))
    assert axes(plain)[0] == "complete"


@pytest.mark.parametrize(
    ("shipped", "fits", "axis"),
    [
        ("102.000", True, "complete"),
        ("102.001", False, "none"),
        ("98.000", True, "complete"),
        ("97.999", True, "partial"),
    ],
)
def test_both_ends_belong_to_the_band(
    deal: dict[str, Any], shipped: str, fits: bool, axis: str
) -> None:
    first, second = lines(deal)
    actions.note_shipped(second.pk, actor=WORLD, quantity=D("60.000"))

    with nullcontext() if fits else pytest.raises(OverDelivered), transaction.atomic():
        actions.note_shipped(first.pk, actor=WORLD, quantity=D(shipped), event_no="FH-2026-1")

    assert axes(deal)[0] == ("complete" if axis == "complete" else "partial")
    first.refresh_from_db()
    assert first.quantity_shipped == (D(shipped) if fits else 0)


def test_a_shipment_taken_back_makes_room_again(plain: dict[str, Any]) -> None:
    (line,) = lines(plain)
    actions.note_shipped(line.pk, actor=WORLD, quantity=D("100.000"))

    actions.note_shipped(line.pk, actor=WORLD, quantity=D("-40.000"))

    assert axes(plain)[0] == "partial"
    actions.note_shipped(line.pk, actor=WORLD, quantity=D("40.000"))
    assert axes(plain)[0] == "complete"


def test_pricing_stops_at_the_upper_band(deal: dict[str, Any]) -> None:
    first = lines(deal)[0]
    actions.note_priced(first.pk, actor=WORLD, quantity=D("102.000"))

    with pytest.raises(OverPriced), transaction.atomic():
        actions.note_priced(first.pk, actor=WORLD, quantity=D("0.001"))

    assert queries.priced_ceiling(first) == D("102")
    assert axes(deal)[1] == "partial"


def test_a_settlement_completes_pricing_and_can_be_undone(deal: dict[str, Any]) -> None:
    first, second = lines(deal)
    figures = {
        first.pk: (D("104625.3169361634"), D("10430307.04")),
        second.pk: (D("104133.0400"), D("6234653.37")),
    }

    actions.note_settled(UUID(deal["id"]), actor=WORLD, lines=figures, event_no="JS-2026-0001")

    contract = Contract.objects.get(pk=deal["id"])
    assert (contract.amount_final, contract.pricing_axis) == (D("16664960.41"), "complete")
    shares = [share.amount for share in queries.shares(contract)]
    assert (shares[0], sum(shares)) == (D("2499744.06"), D("16664960.41"))
    actions.note_settled(UUID(deal["id"]), actor=WORLD, lines=None)
    contract.refresh_from_db()
    assert (contract.amount_final, contract.pricing_axis) == (None, "none")


def test_only_the_final_amount_completes_invoicing(deal: dict[str, Any]) -> None:
    first, second = lines(deal)
    actions.note_invoiced(first.pk, actor=WORLD, amount=D("10430307.04"))
    assert axes(deal)[2] == "partial"
    figures = {first.pk: (D(1), D("10430307.04")), second.pk: (D(1), D("6234653.37"))}

    actions.note_settled(UUID(deal["id"]), actor=WORLD, lines=figures)
    assert axes(deal)[2] == "partial"
    actions.note_invoiced(second.pk, actor=WORLD, amount=D("6234653.37"))

    assert axes(deal)[2] == "complete"


def test_paid_is_noted_once(deal: dict[str, Any]) -> None:
    actions.note_paid(UUID(deal["id"]), actor=WORLD, axis="partial")
    before = Contract.objects.get(pk=deal["id"]).version

    actions.note_paid(UUID(deal["id"]), actor=WORLD, axis="partial")

    assert axes(deal)[3] == "partial"
    assert Contract.objects.get(pk=deal["id"]).version == before


def test_a_contract_whose_axes_are_complete_is_fulfilled_and_closed(
    boss: Door, plain: dict[str, Any]
) -> None:
    (line,) = lines(plain)
    key = UUID(plain["id"])
    actions.note_shipped(line.pk, actor=WORLD, quantity=D("100.000"))
    actions.note_settled(key, actor=WORLD, lines={line.pk: (D("102440"), D("10244000.00"))})
    actions.note_invoiced(line.pk, actor=WORLD, amount=D("10244000.00"))
    actions.note_paid(key, actor=WORLD, axis="complete")

    done = boss.do(f"/crm/contracts/{key}/fulfil", {"on": "2026-09-01"})
    shut = boss.do(f"/crm/contracts/{key}/close", {"on": "2026-09-02"})

    assert (done["state"], shut["state"], shut["ended_on"]) == ("fulfilled", "closed", "2026-09-02")
    account = boss.see("/crm/credits")["items"][0]
    assert account["exposure"] == "0.00"


def test_a_line_closed_short_counts_as_delivered(boss: Door, deal: dict[str, Any]) -> None:
    first, second = lines(deal)
    for line, tonnes in ((first, "40.000"), (second, "60.000")):
        actions.note_shipped(line.pk, actor=WORLD, quantity=D(tonnes))
    assert axes(deal)[0] == "partial"

    boss.do(
        f"/crm/contracts/{deal['id']}/short-close",
        {"line_id": str(first.pk), "reason": "买方停产，余量取消"},
    )

    assert axes(deal)[0] == "complete"


def test_a_later_paper_is_refused_in_the_wrong_state(boss: Door, deal: dict[str, Any]) -> None:
    boss.do(f"/crm/contracts/{deal['id']}/suspend", {"reason": "对账"})

    with pytest.raises(NotNow) as refused:
        actions.lock_for(UUID(deal["id"]), actor=WORLD, states=["effective"])

    assert refused.value.verbs == ["resume", "terminate"]


def test_no_percent_is_rounded_before_it_is_compared() -> None:
    band = calc.band(D("33.333"), more=D("0.0015"), less=D("0.0015"))

    assert (band.min, band.max) == (D("33.2830005"), D("33.3829995"))
