"""What must always be true of price settlements."""

from django.db.models import F, Q, Sum

from backend.core.invariants import invariant
from backend.supply.pricesettlement.flow import State
from backend.supply.pricesettlement.models import PriceSettlement, PriceSettlementLine

MOST = 100


@invariant("supply.settlement.head_is_sum_of_lines")
def head_is_sum() -> list[str]:
    """This will name settlements whose amounts are not those of their lines."""
    rows = PriceSettlement.objects.annotate(
        incl=Sum("lines__amount", default=0),
        excl=Sum("lines__amount_excl", default=0),
        before=Sum("lines__provisional", default=0),
    )
    wrong = rows.exclude(
        amount=F("incl"),
        amount_excl=F("excl"),
        tax=F("amount") - F("excl"),
        provisional=F("before"),
        difference=F("amount") - F("provisional"),
    )
    return list(wrong.values_list("no", flat=True)[:MOST])


@invariant("supply.settlement.purchase_says_the_same")
def purchase_agrees() -> list[str]:
    """This will name confirmed settlements whose line amounts the purchase does not carry."""
    rows = PriceSettlementLine.objects.filter(settlement__state=State.CONFIRMED)
    wrong = rows.exclude(line__amount_final=F("amount"))
    return list(wrong.values_list("settlement__no", flat=True).distinct()[:MOST])


@invariant("supply.settlement.lots_bear_it_all")
def lots_bear_it() -> list[str]:
    """This will name settlements whose lots do not add up to the amount and the change of cost."""
    lines = PriceSettlementLine.objects.annotate(shared=Sum("lots__amount", default=0))
    faults = set(lines.exclude(amount=F("shared")).values_list("settlement__no", flat=True)[:MOST])
    rows = PriceSettlement.objects.filter(state__in=[State.CONFIRMED, State.REVERSED])
    rows = rows.annotate(
        changed=Sum("lines__lots__difference", default=0),
        stock=Sum("lines__lots__to_stock", default=0),
        sales=Sum("lines__lots__to_sales", default=0),
    )
    wrong = rows.exclude(
        Q(cost_to_stock=F("stock"), cost_to_sales=F("sales"))
        & Q(changed=F("cost_to_stock") + F("cost_to_sales"))
    )
    return sorted(faults | set(wrong.values_list("no", flat=True)[:MOST]))
