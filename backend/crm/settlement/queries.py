"""What a contract finally comes to, worked out from its trucks and its prices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.errors import Refusal
from backend.core.money import VatSplit
from backend.crm.contract import queries as contracts
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.delivery import queries as deliveries
from backend.crm.delivery.models import Delivery
from backend.crm.fixing import queries as fixings
from backend.goods.cost import queries as costs
from backend.goods.stock.models import Source

ZERO = Decimal(0)


class TrucksOpen(Refusal):
    """A truck of this contract is planned or under way."""

    sentence = _("还有 {count} 车未签收或未取消：{numbers}。")


class NotDelivered(Refusal):
    """A line is short of its lower band and nobody closed it."""

    sentence = _(
        "第 {line} 行已签收 {signed} {unit}，低于合同下限 {least} {unit}；请补交或短交结案。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSum:
    """The final figures of one contract line: tonnes, price for show, money, cost, the steps."""

    line: ContractLine
    quantity: Decimal
    own_weight: Decimal
    price: Decimal
    split: VatSplit
    amount: Decimal
    cost: Decimal
    trace: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The final figures of a contract and the trucks they stand on."""

    lines: list[LineSum]
    trucks: list[Delivery]

    @property
    def amount(self) -> Decimal:
        """The amount with tax."""
        return money.total(line.amount for line in self.lines)

    @property
    def excl(self) -> Decimal:
        """The amount without tax."""
        return money.total(line.split.excl for line in self.lines)

    @property
    def cost(self) -> Decimal:
        """What the goods cost us."""
        return money.total(line.cost for line in self.lines)


def work_out(contract: Contract) -> Sum:
    """This will price what was accepted of every line and split the tax, line by line.

    Raises TrucksOpen, NotDelivered or NotPricedYet naming what is missing.
    """
    _require_no_open_trucks(contract)
    found: list[LineSum] = []
    trucks: list[Delivery] = []
    for line in contract.lines.select_related("instrument", "contract").order_by("seq"):
        mine = deliveries.signed(line.pk)
        found.append(_line(line, mine, rate=contract.tax_rate))
        trucks += mine
    return Sum(lines=found, trucks=trucks)


def _require_no_open_trucks(contract: Contract) -> None:
    states = (*deliveries.AHEAD, *deliveries.UNDER_WAY)
    rows = Delivery.objects.filter(contract=contract, state__in=states)
    numbers = list(rows.order_by("no").values_list("no", flat=True))
    if numbers:
        raise TrucksOpen(count=len(numbers), numbers="、".join(numbers[:5]))


def _line(line: ContractLine, trucks: list[Delivery], *, rate: Decimal) -> LineSum:
    quantity = sum((truck.settle_weight or ZERO for truck in trucks), ZERO)
    own = sum((truck.our_weight or ZERO for truck in trucks), ZERO)
    least = contracts.delivery_band(line).min
    if own < least and not line.is_delivered:
        raise NotDelivered(
            line=line.seq,
            signed=quantity,
            least=least.normalize(),
            unit=line.product.measured_in,
        )
    final = fixings.final_price(line, quantity)
    steps = [_truck_step(truck) for truck in trucks]
    return LineSum(
        line=line,
        quantity=quantity,
        own_weight=own,
        price=final.price,
        split=money.vat_split(final.amount, rate),
        amount=final.amount,
        cost=money.total(costs.cost_of(Source.of(truck)) for truck in trucks),
        trace=[*steps, *final.trace],
    )


def _truck_step(truck: Delivery) -> dict[str, Any]:
    return {
        "step": "truck",
        "no": truck.no,
        "plate": truck.plate,
        "day": truck.signed_at,
        "ours": truck.our_weight,
        "theirs": truck.their_weight,
        "is_within": truck.is_within,
        "settled": truck.settle_weight,
    }
