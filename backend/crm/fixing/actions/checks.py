"""What a call must satisfy before it counts."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed, Refusal
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.contract.queries import priced_ceiling
from backend.crm.fixing import queries
from backend.crm.fixing.flow import State
from backend.crm.fixing.models import Fixing
from backend.market.pricing import queries as pricing
from backend.market.pricing.queries import (
    CalledTooLate,
    CallRule,
    NoDefault,
    NotCallable,
    NoTrading,
    OffTick,
    OutsideWindow,
    TooManyTranches,
    TooSmall,
    default_day,
)

__all__ = [
    "CalledTooLate",
    "NoDefault",
    "NoTrading",
    "NotAuthorised",
    "NotCallable",
    "OffTick",
    "OutsideWindow",
    "TooManyTranches",
    "TooSmall",
    "line_of",
    "require_call",
    "require_default",
    "require_tick",
]


class NotAuthorised(Refusal):
    """The caller is not among the persons the contract names."""

    sentence = _("“{name}”不在合同授权点价人名单中（{names}）。")


def require_call(
    line: ContractLine, *, quantity: Decimal, trade_date: date, at: datetime, by: str
) -> None:
    """This will raise unless these tonnes may be called for this day by this person.

    The contract is locked by the caller.
    """
    _require_person(line, by)
    pricing.require_call(_rule(line), quantity=quantity, trade_date=trade_date, at=at)


def line_of(contract: Contract, line_id: UUID) -> ContractLine:
    """This will lock a line of a locked contract, or name the wrong field."""
    rows = ContractLine.objects.select_for_update(of=("self",), no_key=True).select_related(
        "instrument"
    )
    line = rows.filter(contract=contract, pk=line_id).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    line.contract = contract
    return line


def _require_person(line: ContractLine, by: str) -> None:
    """A fixing is valid only from persons the contract names, when it names any (rulebook i.1)."""
    names = [one["name"] for one in line.contract.authorised if one["side"] == line.pricer]
    if line.pricing != ContractLine.Pricing.CALL:
        raise NotCallable(line=line.seq)
    if names and by not in names:
        raise NotAuthorised(name=by, names="、".join(names))


def require_default(line: ContractLine, *, at: datetime) -> date:
    """This will give the last trading day of a window that ran out, if the clause prices by it."""
    return default_day(_rule(line), at=at)


def require_tick(line: ContractLine, base: Decimal) -> None:
    """This will raise OffTick for a base price the exchange could not have printed."""
    pricing.require_tick(line.instrument, kind=line.quote_kind, base=base)


def _rule(line: ContractLine) -> CallRule:
    """Tonnes requested count like tonnes booked."""
    live = Fixing.objects.filter(
        line=line, state__in=[State.REQUESTED, State.BOOKED], reverses=None
    )
    return CallRule(
        seq=line.seq,
        is_call=line.pricing == ContractLine.Pricing.CALL,
        instrument=line.instrument,
        window_start=line.window_start,
        window_end=line.window_end,
        cut_off=line.cut_off,
        min_tranche=line.min_tranche,
        max_tranches=line.max_tranches,
        quantity=line.quantity,
        ceiling=priced_ceiling(line),
        priced=line.quantity_priced,
        waiting=queries.requested(line.pk),
        tranches=live.count(),
        prices_uncalled=line.uncalled == ContractLine.Uncalled.LAST_SETTLE,
    )
