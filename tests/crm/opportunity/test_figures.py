"""The funnel, the forecast and their past, from the ledger of moves alone."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.core import context
from backend.core.access.actor import of_user, system
from backend.core.access.models import Scope
from backend.crm.opportunity import actions, queries
from backend.crm.opportunity.models import Opportunity, StageHistory
from backend.crm.opportunity.queries import Slice
from tests.crm.customer.kit import seller
from tests.crm.opportunity.kit import at, opened
from tests.house_kit import Door, person, unit

D = Decimal


@pytest.fixture(autouse=True)
def _stages(db: None) -> None:
    actions.seed(actor=system("test"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the house's clock stand at noon of a day in July."""

    def stand(day: int) -> None:
        moment = datetime.fromisoformat(f"2026-07-{day:02d}T12:00:00+08:00")
        monkeypatch.setattr(context, "now", lambda: moment)

    return stand


def july(boss: Door, told: Callable[[int], None]) -> list[str]:
    """Play a month: three sales, moved, repriced, won, lost."""
    told(1)
    one, two, three = (opened(boss, name) for name in ("甲", "乙", "丙"))
    boss.do(f"{one}/move", {"at": at(3), "stage": "offer"})
    boss.do(f"{two}/move", {"at": at(5), "stage": "offer"})
    told(6)
    boss.patch(one, {"amount": "1200000.00", "forecast": "commit"}, match='"2"')
    boss.do(f"{one}/move", {"at": at(9), "stage": "negotiation"})
    boss.do(
        f"{two}/lose", {"at": at(12), "lost_reason": "price", "reason": "太贵", "lost_to": "铜陵"}
    )
    boss.do(f"{one}/win", {"at": at(20), "reason": "合同 HT-1"})
    return [one, two, three]


def rows(boss: Door, day: int, **query: Any) -> dict[str, tuple[int, str, str]]:
    """Give the funnel of a day by stage."""
    seen = boss.see("/crm/opportunities/funnel", as_of=f"2026-07-{day:02d}", **query)
    return {r["stage"]: (r["count"], r["amount"], r["weighted"]) for r in seen["rows"]}


def test_the_funnel_of_any_past_day(boss: Door, told: Callable[[int], None]) -> None:
    july(boss, told)

    assert rows(boss, 2) == {"need": (3, "3000000.00", "300000.00")}
    assert rows(boss, 5) == {
        "need": (1, "1000000.00", "100000.00"),
        "offer": (2, "2000000.00", "600000.00"),
    }
    assert rows(boss, 8) == {
        "need": (1, "1000000.00", "100000.00"),
        "offer": (2, "2200000.00", "660000.00"),
    }
    assert rows(boss, 31) == {
        "need": (1, "1000000.00", "100000.00"),
        "won": (1, "1200000.00", "1200000.00"),
        "lost": (1, "1000000.00", "0.00"),
    }


def snapshot() -> dict[tuple[str, str], tuple[int, D, D]]:
    """Read the forecast of this very moment from the papers themselves."""
    running = Opportunity.objects.filter(state="open").exclude(forecast="omitted").order_by()
    found = {}
    for row in running.values("forecast", "expected_close_on").annotate(
        whole=Sum("amount_cny"), part=Sum(F("amount_cny") * F("probability"))
    ):
        key = (f"{row['expected_close_on']:%Y-%m}", row["forecast"])
        count = running.filter(
            forecast=row["forecast"], expected_close_on=row["expected_close_on"]
        ).count()
        found[key] = (count, row["whole"], row["part"].quantize(D("0.01")))
    for won in Opportunity.objects.filter(state="won"):
        assert won.closed_on is not None
        found[f"{won.closed_on:%Y-%m}", "closed"] = (1, won.amount_cny, won.amount_cny)
    return found


def test_the_forecast_recomputed_for_a_day_is_what_it_was_on_that_day(
    boss: Door, told: Callable[[int], None]
) -> None:
    assert boss.user is not None
    actor = of_user(boss.user)
    taken: dict[date, Any] = {}

    def take(day: int) -> None:
        taken[date(2026, 7, day)] = snapshot()

    told(1)
    one, two = opened(boss, "甲"), opened(boss, "乙")
    take(1)
    boss.do(f"{one}/move", {"at": at(3), "stage": "offer"})
    take(3)
    told(6)
    boss.patch(
        one, {"amount": "1200000.00", "forecast": "commit", "expected_close_on": "2026-09-30"},
        match='"2"',
    )  # fmt: skip
    take(6)
    boss.do(f"{two}/lose", {"at": at(12), "lost_reason": "price", "reason": "太贵"})
    take(12)
    boss.do(f"{one}/win", {"at": at(20), "reason": "合同"})
    take(20)
    boss.do(f"{two}/reopen", {"at": at(25), "stage": "negotiation", "reason": "又来"})
    take(25)

    for day, known in taken.items():
        found = queries.forecast(actor, as_of=day, part=Slice())
        again = {
            (r["month"], r["category"]): (r["count"], r["amount"], r["weighted"]) for r in found
        }
        assert again == known, day
    assert taken[date(2026, 7, 6)][("2026-09", "commit")] == (1, D("1200000.00"), D("360000.00"))


def test_a_cohort_is_never_mixed_with_what_stands(boss: Door, told: Callable[[int], None]) -> None:
    july(boss, told)
    period = {"since": "2026-07-01", "until": "2026-07-02"}

    seen = boss.see("/crm/opportunities/conversion", **period, as_of="2026-07-31")["rows"]
    early = boss.see("/crm/opportunities/conversion", **period, as_of="2026-07-04")["rows"]

    found = {(r["from_stage"], r["to_stage"]): (r["entered"], r["reached"]) for r in seen}
    assert found == {
        ("need", "offer"): (3, 2),
        ("need", "negotiation"): (3, 1),
        ("need", "won"): (3, 1),
        ("need", "lost"): (3, 1),
    }
    assert seen[0]["share"] == "0.6667"
    assert [(r["to_stage"], r["reached"]) for r in early] == [("offer", 1)]


def test_how_long_stages_take(boss: Door, told: Callable[[int], None]) -> None:
    july(boss, told)

    seen = boss.see("/crm/opportunities/stage-durations", since="2026-07-01", until="2026-07-31")

    found = {r["stage"]: (r["count"], r["median"], r["p90"]) for r in seen["rows"]}
    assert found == {
        "need": (2, "3.00", "3.80"),
        "offer": (2, "6.50", "6.90"),
        "negotiation": (1, "11.00", "11.00"),
    }
    assert seen["rows"][0]["expected_days"] == 7


def test_the_share_that_is_won(boss: Door, told: Callable[[int], None]) -> None:
    july(boss, told)
    period = {"since": "2026-07-01", "until": "2026-07-31"}

    whole = boss.see("/crm/opportunities/win-rate", **period)["rows"]
    early = boss.see("/crm/opportunities/win-rate", **period, as_of="2026-07-15")["rows"]
    why = boss.see("/crm/opportunities/win-rate", **period, by="reason")["rows"]

    assert [(r["won"], r["lost"], r["rate"], r["amount_rate"]) for r in whole] == [
        (1, 1, "0.5000", "0.5455")
    ]
    assert [(r["won"], r["lost"], r["rate"]) for r in early] == [(0, 1, "0.0000")]
    assert [(r["key"], r["label"], r["lost"]) for r in why] == [
        ("", "", 0),
        ("price", "价格偏高", 1),
    ]


def test_how_good_the_forecast_was(boss: Door, told: Callable[[int], None]) -> None:
    told(1)
    path = opened(boss, "甲", amount="2000000.00", expected_close_on="2026-07-30")
    boss.do(f"{path}/win", {"at": at(20), "reason": "合同"})

    seen = boss.see("/crm/opportunities/forecast-accuracy", month="2026-07-15")

    assert seen == {
        "month": "2026-07",
        "asked_on": "2026-07-01",
        "forecast": "200000.00",
        "actual": "2000000.00",
        "accuracy": "0.1000",
    }


def test_a_move_told_late_does_not_undo_what_is_known(
    boss: Door, told: Callable[[int], None]
) -> None:
    told(10)
    path = opened(boss, "甲")
    boss.patch(path, {"amount": "900000.00"}, match='"1"')

    boss.do(f"{path}/move", {"at": at(5), "stage": "offer"})

    assert rows(boss, 10) == {"offer": (1, "900000.00", "270000.00")}
    times = list(StageHistory.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(set(times))


def test_another_currency_counts_at_its_rate_or_is_counted_apart(boss: Door) -> None:
    usd = {"currency": "USD", "amount": "100000.00"}
    bare = boss.see(opened(boss, "甲", **usd))
    boss.do(
        "/market/fx-rates",
        {
            "pair": "USD/CNY",
            "kind": "market",
            "day": "2026-07-01",
            "value": "7.10",
            "source": "中间价",
        },
    )
    rated = boss.see(opened(boss, "乙", **usd))

    assert (bare["amount_cny"], rated["amount_cny"]) == (None, "710000.00")
    seen = boss.see("/crm/opportunities/funnel", as_of="2026-07-31")["rows"]
    assert [(r["count"], r["amount"], r["unconverted"]) for r in seen] == [(2, "710000.00", 1)]


def test_everybody_sees_the_figures_of_what_they_may_see(
    boss: Door, stranger: Door, nobody: Door, told: Callable[[int], None]
) -> None:
    told(1)
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    opened(ann, "甲")
    opened(bob, "乙", amount="5.00")

    assert rows(ann, 2) == {"need": (1, "1000000.00", "100000.00")}
    assert rows(bob, 2) == {"need": (1, "5.00", "0.50")}
    assert rows(boss, 2) == {"need": (2, "1000005.00", "100000.50")}
    days = {"since": "2026-07-01", "until": "2026-07-31"}
    given = {
        "board": {"on": "2026-07-02"}, "funnel": {"as_of": "2026-07-02"}, "conversion": days,
        "stage-durations": days, "forecast": {"as_of": "2026-07-02"},
        "forecast-accuracy": {"month": "2026-07-02"}, "win-rate": days,
    }  # fmt: skip
    for view, query in given.items():
        for who, status in [(nobody, 401), (stranger, 403), (bob, 200)]:
            assert who.get(f"/crm/opportunities/{view}", **query).status_code == status, view
        wrong = boss.get(f"/crm/opportunities/{view}", **query, colour="red")
        assert (wrong.status_code, list(wrong.body["errors"])) == (422, ["colour"])


def test_figures_are_told_apart_by_who_owned_it_then(
    boss: Door, told: Callable[[int], None]
) -> None:
    told(1)
    ann, bob = seller("ann", "华东"), seller("bob", "华西")
    lead = seller("lea", "管理", scope=Scope.ALL, **{"crm.assign_opportunity": Scope.ALL})
    path = opened(ann, "甲")
    told(10)
    assert bob.user is not None
    lead.do(f"{path}/assign", {"owner_id": bob.user.pk})

    def owners(day: int) -> list[str]:
        query = {"as_of": f"2026-07-{day:02d}", "by": "owner"}
        return [r["label"] for r in boss.see("/crm/opportunities/forecast", **query)["rows"]]

    assert (owners(9), owners(10)) == (["ann"], ["bob"])
    assert rows(boss, 9, owner_id=bob.user.pk) == {}


def test_the_board_counts_everything_and_shows_the_largest(
    boss: Door, told: Callable[[int], None]
) -> None:
    told(1)
    for number, name in enumerate(("甲", "乙", "丙"), 1):
        opened(boss, name, amount=f"{number}00.00")
    late = opened(boss, "丁", expected_close_on="2026-07-10")
    boss.do(f"{late}/move", {"at": at(2), "stage": "offer"})

    seen = boss.see("/crm/opportunities/board", on="2026-07-20", limit=2)

    columns = {c["stage"]["code"]: c for c in seen["columns"]}
    assert list(columns) == ["need", "offer", "negotiation", "signing", "on_hold"]
    need, offer = columns["need"], columns["offer"]
    assert (need["count"], need["amount"], need["weighted"]) == (3, "600.00", "60.00")
    assert [card["party_name"] for card in need["cards"]] == ["丙", "乙"]
    assert [card["alarm"] for card in need["cards"]] == ["warn", "warn"]
    assert [(c["age"], c["alarm"], c["is_late"]) for c in offer["cards"]] == [(18, "warn", True)]


def test_figures_cost_one_statement_however_many_rows(
    boss: Door, told: Callable[[int], None]
) -> None:
    july(boss, told)
    assert boss.user is not None
    actor = of_user(boss.user)
    counts = set()
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            queries.funnel_as_of(actor, as_of=timezone.localdate(), part=Slice())
            queries.forecast(actor, as_of=timezone.localdate(), part=Slice())
        counts.add(len(asked))
        opened(boss, "戊")

    assert counts == {2}


def test_who_took_over_from_a_leaver_has_the_forecast_from_that_day_on(
    boss: Door, told: Callable[[int], None], hear: Callable[[], int]
) -> None:
    told(1)
    ann, bob = person("ann", team=unit("华东一组")), person("bob", team=unit("华东二组"))
    path = opened(boss, "甲")
    boss.do(f"{path}/assign", {"owner_id": ann.pk, "reason": "熟悉"})
    told(10)
    boss.do(
        "/core/departures",
        {"user_id": ann.pk, "to_id": bob.pk, "on": "2026-07-10", "reason": "离职"},
    )
    hear()
    hear()

    def owners(day: int) -> list[str]:
        query = {"as_of": f"2026-07-{day:02d}", "by": "owner"}
        return [row["key"] for row in boss.see("/crm/opportunities/forecast", **query)["rows"]]

    assert (owners(9), owners(10)) == ([str(ann.pk)], [str(bob.pk)])
    assert [row["about"] for row in boss.see(path)["history"]].count("assigned") == 2
