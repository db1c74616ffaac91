"""Runners of the vectors about pricing (a)."""

from datetime import date, timedelta
from decimal import Decimal

from backend.core import money
from backend.market.pricing.calc import (
    alerts,
    averages,
    exchange,
    fixing,
    margin,
    parity,
    provisional,
    windows,
)
from backend.market.pricing.calc.alerts import Crossing
from backend.market.pricing.calc.fixing import Tranche
from tests.market.pricing.vectors import D, day, runs


def weekdays(first, last):
    span = (last - first).days + 1
    return [d for n in range(span) if (d := first + timedelta(days=n)).weekday() < 5]


def tranches(given, premium=Decimal(0)):
    return [Tranche(quantity=q, base=p, premium=premium) for q, p in given]


@runs("A-01")
def fixed_in_tranches(given, want):
    calls = tranches(given["tranches"], given["premium"])

    fixed = fixing.settle_tranches(calls, agreed=given["contract_qty"])

    assert [call.price for call in calls] == want["tranche_price"]
    assert list(fixed.amounts) == want["tranche_amount"]
    assert fixed.amount == want["total"]
    assert fixed.average == want["avg_price"]
    assert fixed.unpriced == want["unpriced"]


@runs("A-02")
def never_from_the_average(given, want):
    calls = tranches(given["tranches"], given["premium"])

    fixed = fixing.settle_tranches(calls, agreed=D("100.000"))

    assert list(fixed.amounts) == want["tranche_amount"]
    assert fixed.amount == want["total"]
    assert fixed.average == want["avg_price_display"]
    wrong = money.amount(fixed.priced, fixed.average)
    assert wrong == want["wrong_total_from_avg"]
    assert wrong - fixed.amount == want["difference"]


@runs("A-04")
def each_market_over_its_own_days(given, want):
    first, last = map(day, given["window"])
    holiday = date(2025, 8, 25)
    lme = {day(key): value for key, value in given["lme_official_cash"].items()}
    shfe = {day(key): value for key, value in given["shfe_settle"].items()}
    shfe_days = windows.between(first, last, calendar=weekdays(first, last)).days
    lme_days = [d for d in shfe_days if d != holiday]

    london = averages.average(lme, trading_days=lme_days, as_of=last)
    shanghai = averages.average(shfe, trading_days=shfe_days, as_of=last)

    assert (london.n, london.value) == (want["lme_n"], want["lme_avg"])
    assert (shanghai.n, shanghai.value) == (want["shfe_n"], want["shfe_avg"])
    zero_filled = averages.average({holiday: D(0), **lme}, trading_days=shfe_days, as_of=last)
    assert zero_filled.value == want["wrong_lme_if_divided_by_5"]


@runs("A-05")
def middle_of_a_published_range(given, want):
    mids = [averages.middle(low, high) for low, high in given["low_high"]]

    assert mids == want["mids"]
    assert money.cents(averages.mean(mids)) == want["avg_2dp"]
    rounded_first = averages.mean([money.price(mid, places=0) for mid in mids])
    assert money.cents(rounded_first) == want["if_daily_mids_rounded_to_yuan_first"]


@runs("A-07", "A-08")
def provisional_then_final(given, want):
    paid = provisional.provisional_amount(
        given["final_qty"], price=given["provisional_price"], percent=given["provisional_pct"]
    )
    final = money.amount(given["final_qty"], given["final_price"])

    balance = provisional.settle(final, received=[paid])

    assert paid == balance.received == want["provisional_received"]
    assert balance.final == want["final_amount"]
    assert balance.due == want["due"]
    assert balance.direction == want["direction"]


@runs("A-10")
def margin_on_unpriced_goods(given, want):
    found = margin.unpriced(
        given["unpriced_qty"],
        received=given["received"],
        mark=given["mark"],
        premium=given["premium"],
        trigger=given["trigger"],
        target=given["target"],
    )

    assert found.value == want["value"]
    assert money.price(found.coverage, places=6) == want["coverage_6dp"]
    assert found.call == want["call"]
    assert found.ask == want["call_rounded_up_to_1000"]


@runs("A-13")
def imported_with_duty(given, want):
    def landed(duty):
        return parity.landed(
            given["lme"],
            spread=given["spread"],
            premium=given["prem"],
            fx=given["fx"],
            duty=duty,
            vat=given["vat"],
            misc=given["misc"],
        )

    cost = landed(given["duty"])

    assert cost.cif_foreign == want["cif_usd"]
    assert cost.cif == want["cif_cny"]
    assert cost.duty == want["duty"]
    assert cost.vat == want["import_vat"]
    assert cost.incl == want["landed_incl_vat"]
    assert cost.excl == want["landed_excl_vat"]
    assert money.price(cost.unrounded, places=6) == want["unrounded"]
    assert cost.incl - landed(D(0)).incl == want["extra_vs_zero_duty"]


@runs("A-14")
def tax_taken_out(given, want):
    split = money.vat_split(given["amount_incl"], given["rate"])

    assert split.excl == want["amount_excl"]
    assert split.tax == want["tax"]
    unit = money.exclusive(given["price_incl"], rate=given["rate"], places=10)
    assert unit == want["unit_excl_10dp"]
    drift = money.vat_drift(split, rate=given["rate"])
    assert drift == want["tie_out_diff"]
    assert split.tax - drift == want["tax_recomputed_from_excl"]


@runs("A-15")
def bonded_against_home(given, want):
    incl = parity.comparable(given["bc"], duty=given["duty"], vat=given["vat"])

    assert incl == want["bc_incl"]
    assert given["shfe"] - incl == want["shfe_minus_bc"]


@runs("A-16")
def limit_on_tick(given, want):
    for name, _, tick in given["cases"]:
        house, metal = name.split()
        assert exchange.CONTRACTS[house, metal].tick == tick

    found = [exchange.on_tick(price, tick=tick) for _, price, tick in given["cases"]]

    assert found == want["ok"]


@runs("A-18")
def twenty_days_after_arrival(given, want):
    holidays = weekdays(date(2025, 10, 1), date(2025, 10, 8))
    calendar = set(weekdays(date(2025, 9, 1), date(2025, 10, 31))) - set(holidays)
    arrival, n = day(given["arrival"]), int(given["n"])

    plain = windows.after(arrival, n=n, calendar=calendar)
    pushed = windows.after(
        arrival, n=n, calendar=calendar, excluded=[day(text) for text in given["excluded"]]
    )

    assert plain.first == day(want["first_day"])
    assert plain.last == day(want["last_day"])
    assert pushed.last == day(want["last_day_with_exclusion"])
    assert len(plain.days) == len(pushed.days) == n


@runs("A-20")
def cheapest_five_days(given, want):
    lowest = averages.lowest_run(given["prices"], length=5)

    assert (lowest.start, lowest.value) == (want["window_index"], want["average"])


@runs("A-21")
def delivered_less_than_priced(given, want):
    calls = tranches(given["tranches"])

    shortened = fixing.by_last_tranche(calls, delivered=given["delivered"])
    shared = fixing.pro_rata(calls, delivered=given["delivered"])

    assert shortened.amount == want["last_tranche"]
    assert shared.amount == want["pro_rata"]
    assert shared.amount - shortened.amount == want["difference"]


@runs("A-22")
def delivered_more_than_priced(given, want):
    settled = fixing.excess_at_market(
        tranches(given["tranches"]),
        delivered=given["delivered"],
        mark=given["mark"],
        premium=given["premium"],
    )

    assert settled.excess == want["excess"]
    assert settled.excess_amount == want["excess_amount"]
    assert settled.amount == want["total"]


@runs("A-23")
def one_message_per_crossing(given, want):
    armed, previous, fired = True, None, []
    for index, price in enumerate(given["series"]):
        step = alerts.step(
            price,
            armed=armed,
            previous=previous,
            level=given["level"],
            band=given["rearm_band"],
            crossing=Crossing.FALLING,
        )
        armed, previous = step.armed, price
        fired += [index] if step.fire else []

    assert fired == want["fires_at_index"]
    rearm_at = alerts.rearm_at(given["level"], band=given["rearm_band"], crossing=Crossing.FALLING)
    assert rearm_at == want["rearm_at"]
