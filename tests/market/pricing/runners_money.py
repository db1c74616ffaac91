"""Runners of the vectors about settlement (g) and costing (h)."""

from backend.core import money
from backend.goods.cost import calc as cost
from backend.goods.cost.calc import Layer, Pool
from backend.market.pricing.calc import bills, credit, provisional, receipts, terms
from backend.market.pricing.calc.receipts import Debt
from backend.market.pricing.calc.terms import Portion
from tests.market.pricing.vectors import D, day, runs


@runs("G-01")
def receivable_plan(given, want):
    portions = [Portion(percent=D(20)), Portion(percent=D(70)), Portion(percent=D(10))]
    # 28 September 2025 is a Sunday worked for the National Day holiday.
    working_days = [day(text) for text in ("2025-09-10", "2025-09-24", "2025-09-28", "2025-10-28")]
    due = [
        terms.due_on(day(given["sign"])),
        terms.due_on(day(given["pickup"])),
        terms.due_on(day(given["invoice"]), days=30),
    ]

    amounts = terms.split(given["total"], portions=portions)
    days = [terms.rolled(found, working_days=working_days) for found in due]

    plan = [[found.isoformat(), amount] for found, amount in zip(days, amounts, strict=True)]
    assert plan == want["lines"]
    assert money.total(amounts) == given["total"]


@runs("G-04")
def bill_at_a_discount(given, want):
    found = bills.agreed_discount(given["face"], per_hundred_thousand=given["per_10k_cost"])

    assert (found.charge, found.credit) == (want["charge"], want["credit"])


@runs("G-05")
def bill_split(given, want):
    held = bills.Range(*map(int, given["range"]))

    parts = bills.split(held, pay=given["pay"])

    assert held.face == want["face"]
    assert list(parts.paid) == want["paid_range"]
    assert list(parts.rest) == want["rest_range"]
    assert parts.rest.face == want["rest"]
    assert parts.paid.face == given["pay"]


@runs("G-07")
def invoice_lines(given, want):
    amounts = [money.amount(quantity, price) for quantity, price in given["lines"]]
    splits = [money.vat_split(amount, given["rate"]) for amount in amounts]

    assert [[split.incl, split.excl, split.tax] for split in splits] == want["lines"]
    assert [money.vat_drift(split, rate=given["rate"]) for split in splits] == want["check"]
    columns = zip(*([split.incl, split.excl, split.tax] for split in splits), strict=True)
    assert [money.total(column) for column in columns] == want["totals"]


@runs("G-08")
def credit_with_unpriced_goods(given, want):
    waiting = given["undelivered_fixed"]
    owed = credit.Owed(
        receivable=given["ar"],
        uninvoiced=given["delivered_not_invoiced"],
        unpriced=credit.unpriced_value(
            given["unpriced_t"],
            mark=given["mark"],
            premium=given["premium"],
            buffer=given["buffer"],
        ),
        replacement=credit.replacement_risk(
            waiting["t"], price=waiting["price"], mark=waiting["mark"]
        ),
        bills=given["commercial_bills"],
        deposits=given["deposits"],
    )

    room = credit.room(owed, limit=given["limit"])

    assert owed.unpriced == want["unpriced_value"]
    assert owed.replacement == want["replacement"]
    assert (room.exposure, room.available) == (want["exposure"], want["available"])
    released = credit.may_release(owed, limit=given["limit"], adding=given["new_release"])
    assert released is want["release_ok"]
    assert credit.may_release(owed, limit=given["limit"], adding=room.available)


@runs("G-09")
def receipt_allocation(given, want):
    debts = [Debt(number, day(due), amount) for number, due, amount in given["open"]]

    found = receipts.allocate(given["receipt"], debts=reversed(debts))

    assert [[paid.number, paid.amount] for paid in found.payments] == want["alloc"]
    assert [paid.left for paid in found.payments] == want["open_after"]
    assert found.on_account == want["unallocated"]


@runs("G-10")
def late_fee(given, want):
    found = receipts.late_fee(
        given["amount"],
        daily_rate=given["daily_rate"],
        due_on=day(given["due"]),
        paid_on=day(given["paid"]),
    )

    assert (found.days, found.amount) == (want["days"], want["fee"])


@runs("G-11")
def red_letter_difference(given, want):
    red = provisional.correction(given["final"], invoiced=given["invoiced"], rate=D("0.13"))

    assert (red.incl, red.excl, red.tax) == (
        want["diff_incl"],
        want["diff_excl"],
        want["diff_tax"],
    )


@runs("H-01")
def moving_average(given, want):
    pool, log = Pool(), []
    for kind, quantity, *value in given["moves"]:
        if kind == "in":
            pool, moved = cost.receive(pool, quantity=quantity, value=value[0]), value[0]
        else:
            moved, pool = cost.issue(pool, quantity=quantity)
        log.append([kind, quantity, moved, pool.unit])

    assert log == want["log"]
    assert (pool.quantity, pool.value) == (want["closing_qty"], want["closing_amount"])


@runs("H-02")
def first_in_first_out(given, want):
    layers, issues, received = [], [], 0
    for kind, quantity, *value in given["moves"]:
        if kind == "in":
            received += 1
            layers.append(Layer(f"L{received}", quantity, value[0]))
        else:
            issued = cost.consume(layers, quantity=quantity)
            layers = list(issued.left)
            issues.append(issued)

    assert [[list(part) for part in issued.taken] for issued in issues] == want["issues"]
    assert [issued.value for issued in issues] == want["issue_totals"]
    assert layers == want["closing"]


@runs("H-03")
def residue_with_the_last_unit(given, want):
    quantity, value = given["receive"]
    layers = (Layer("L1", quantity, value),)
    pool = cost.receive(Pool(), quantity=quantity, value=value)
    by_layer, by_pool = [], []
    for part in given["issues"]:
        consumed, issued = (
            cost.consume(layers, quantity=part),
            cost.issue(pool, quantity=part),
        )
        layers, pool = consumed.left, issued.pool
        by_layer.append(consumed.value)
        by_pool.append(issued.value)

    assert by_layer == by_pool == want["costs"]
    assert pool.value == money.total(layer.value for layer in layers) == want["remaining"]


@runs("H-05")
def priced_up_after_a_sale(given, want):
    received, sold = given["received"], given["sold"]
    unit = given["provisional_excl"]
    layer = cost.consume([Layer("L1", received, money.amount(received, unit))], quantity=sold)
    (left,) = layer.left

    change = cost.true_up(received, provisional=unit, final=given["final_excl"])
    parts = cost.adjust(change, received=received, on_hand=left.quantity)

    assert change == want["adjustment"]
    assert parts.to_cost_of_sales == want["to_cost_of_sales"]
    assert parts.to_stock == want["to_stock"]
    corrected = cost.correct(Pool(left.quantity, left.value), to_stock=parts.to_stock)
    assert corrected.unit == want["new_unit_on_hand"]


@runs("H-07")
def refund_after_a_sale(given, want):
    pool = Pool(*given["pool"])

    parts = cost.adjust(
        given["adjustment"], received=given["received"], on_hand=pool.quantity, value=pool.value
    )

    corrected = cost.correct(pool, to_stock=parts.to_stock)
    assert parts.to_stock == want["to_stock"]
    assert parts.to_cost_of_sales == want["to_cost_of_sales"]
    assert (corrected.value, corrected.unit) == (want["pool_amount"], want["unit"])


@runs("H-08")
def lost_on_the_way(given, want):
    found = cost.transit_loss(
        given["shipped"],
        received=given["received"],
        allowance_percent=given["allowance_pct"],
        value=given["amount_excl"],
    )

    assert found.loss == want["loss"]
    assert found.allowed == want["allowed"]
    assert (found.beyond, found.beyond_cost) == (want["beyond"], want["beyond_cost"])
    assert (found.stock_value, found.unit) == (want["stock_amount"], want["unit"])


@runs("H-09")
def corrected_when_nothing_is_left(given, want):
    pool = Pool(*given["pool"])

    parts = cost.adjust(
        given["adjustment"], received=given["received"], on_hand=pool.quantity, value=pool.value
    )

    assert (parts.to_stock, parts.to_cost_of_sales) == (
        want["to_stock"],
        want["to_cost_of_sales"],
    )


@runs("H-10")
def order_margin(given, want):
    # The vector leaves the tonnage out: 64,807.24 at 2,025.23 per tonne are 32 t.
    found = cost.margin(
        given["revenue_excl"], cost=given["cost"], direct=given["direct"], quantity=D("32.000")
    )

    assert list(found) == [want["margin"], want["margin_pct"], want["margin_per_t"]]
