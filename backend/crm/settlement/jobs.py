"""What must always be true of settlement statements."""

from django.db.models import F, Sum

from backend.core.invariants import invariant
from backend.crm.settlement.flow import State
from backend.crm.settlement.models import Settlement, SettlementLine


@invariant("crm.settlement.head_is_sum_of_lines")
def head_is_sum() -> list[str]:
    """This will name statements whose amounts are not those of their lines."""
    rows = Settlement.objects.annotate(
        incl=Sum("lines__amount", default=0), excl=Sum("lines__amount_excl", default=0)
    )
    wrong = rows.exclude(amount=F("incl"), amount_excl=F("excl"), tax=F("amount") - F("excl"))
    return list(wrong.values_list("no", flat=True)[:100])


@invariant("crm.settlement.contract_says_the_same")
def contract_agrees() -> list[str]:
    """This will name issued statements whose line amounts the contract does not carry."""
    rows = SettlementLine.objects.filter(settlement__state=State.ISSUED)
    wrong = rows.exclude(line__amount_final=F("amount"))
    return list(wrong.values_list("settlement__no", flat=True).distinct()[:100])
