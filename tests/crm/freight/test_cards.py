"""Freight cards: kept, corrected, retired; two of one lane never hold on one day."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.core.events.models import Event
from backend.crm.freight import actions
from backend.crm.freight.models import FreightCard
from backend.crm.freight.schemas.cards import FreightCardIn
from tests.crm.freight.make import card
from tests.house_kit import Door, door_for, grant_all, person

CARDS = "/crm/freight-cards"


def test_a_card_is_kept_with_its_rates_and_surcharges(boss: Door) -> None:
    made = boss.do(
        CARDS,
        card(surcharges=[{"kind": "fuel", "basis": "percent", "amount": "0.08"}]),
    )

    seen = boss.see(f"{CARDS}/{made['id']}")
    assert seen["no"] == "YJ-2026-0001"
    assert seen["state"] == "active"
    assert [(r["from_tonnes"], r["rate"]) for r in seen["rates"]] == [
        ("0.000", "180.0000"),
        ("10.000", "150.0000"),
    ]
    assert seen["surcharges"] == [{"kind": "fuel", "basis": "percent", "amount": "0.080000"}]
    assert sorted(seen["verbs"]) == ["retire"]


def test_an_overlap_is_refused_with_both_cards_named(boss: Door) -> None:
    boss.do(CARDS, card())

    refused = boss.post(
        CARDS, card(origin=" 江阴 ", valid_from="2026-12-31", valid_until="2027-06-30")
    )

    assert refused.status_code == 409
    assert refused.body["type"] == "/problems/cards-overlap"
    said = refused.body["detail"]
    assert "YJ-2026-0001 江阴顺达物流 江阴 → 宁波”（2026-07-01 至 2026-12-31）" in said
    assert "2026-12-31 至 2027-06-30" in said
    assert FreightCard.objects.count() == 1
    boss.do(CARDS, card(valid_from="2027-01-01", valid_until="2027-06-30"))
    boss.do(CARDS, card(carrier_name="另一家"))
    boss.do(CARDS, card(mode="rail"))


def test_a_retired_card_makes_room_and_comes_back_only_when_there_is_room(boss: Door) -> None:
    old = boss.do(CARDS, card())
    boss.do(f"{CARDS}/{old['id']}/retire", {"reason": "油价调整"})
    boss.do(CARDS, card())

    back = boss.post(f"{CARDS}/{old['id']}/resume")

    assert back.status_code == 409
    assert back.body["type"] == "/problems/cards-overlap"
    assert boss.see(f"{CARDS}/{old['id']}")["state"] == "retired"


def test_a_change_may_not_overlap_either(boss: Door) -> None:
    boss.do(CARDS, card())
    later = boss.do(CARDS, card(valid_from="2027-01-01", valid_until="2027-06-30"))

    refused = boss.patch(f"{CARDS}/{later['id']}", {"valid_from": "2026-12-01"}, match='"1"')
    moved = boss.patch(f"{CARDS}/{later['id']}", {"valid_from": "2027-02-01"}, match='"1"')

    assert refused.status_code == 409
    assert (moved.status_code, moved.body["valid_from"]) == (200, "2027-02-01")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_until": "2026-06-30"}, "valid_until"),
        ({"carrier_name": ""}, "carrier_name"),
        ({"rates": []}, "rates"),
        ({"rates": [{"up_to_km": "100", "rate": "1"}]}, "rates.0.from_tonnes"),
        ({"rates": [{"from_tonnes": "0", "per": "trip", "rate": "1"}]}, "rates.0.per"),
        ({"rates": [{"from_tonnes": "0", "container": "20GP", "rate": "1"}]}, "rates.0.container"),
        ({"rates": [{"from_tonnes": "0", "rate": "-1"}]}, "rates.0.rate"),
        ({"currency": "usd"}, "currency"),
        ({"mode": "boat"}, "mode"),
        ({"carrier_id": "01890000-0000-7000-8000-000000000000"}, "carrier_id"),
    ],
)
def test_what_is_no_card_is_refused(boss: Door, change: dict[str, Any], field: str) -> None:
    refused = boss.post(CARDS, card(**change))

    assert refused.status_code == 422
    assert field in refused.body["errors"]
    assert FreightCard.objects.count() == 0


def test_one_step_has_one_rate(boss: Door) -> None:
    twice = [{"from_tonnes": "0", "rate": "1"}, {"from_tonnes": "0", "rate": "2"}]

    assert boss.post(CARDS, card(rates=twice)).status_code == 422
    assert FreightCard.objects.count() == 0


def test_cards_are_found_by_way_day_and_word(boss: Door) -> None:
    made = boss.do(CARDS, card())
    boss.do(CARDS, card(carrier_name="中远", mode="sea", origin="上海", destination="釜山"))

    def ids(**query: str) -> list[str]:
        return [row["id"] for row in boss.see(CARDS, **query)["items"]]

    assert ids(origin="江阴", destination="宁波") == [made["id"]]
    assert ids(valid_on="2027-01-01") == []
    assert ids(q="顺达") == [made["id"]]
    assert len(ids(valid_on="2026-12-31")) == 2


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    made = boss.do(CARDS, card())
    reader = door_for(person("reader", grants=grant_all("crm.view_freight_card")))
    path = f"{CARDS}/{made['id']}"
    happened = Event.objects.count()

    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert door.post(CARDS, card(carrier_name="乙")).status_code == status
        assert door.post(f"{path}/retire", {"reason": "停用"}).status_code == status
        assert door.patch(path, {"note": "x"}, match='"1"').status_code == status
    assert nobody.get(path).status_code == 401
    assert stranger.get(path).status_code == 403
    assert reader.get(path).status_code == 200

    assert FreightCard.objects.get().state == "active"
    assert Event.objects.count() == happened


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_lane_at_once_leave_one_card() -> None:
    """The lane is locked while a card is written, so the second writer sees the first."""
    start, came = Barrier(6), []

    def write() -> None:
        body = FreightCardIn(**card())
        start.wait()
        try:
            actions.create(actor=system("test"), **dict(body))
            came.append("made")
        except Refusal as refused:
            came.append(refused.slug)
        finally:
            connections.close_all()

    writers = [Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(came) == ["cards-overlap"] * 5 + ["made"]
    assert FreightCard.objects.count() == 1
    connection.close()
