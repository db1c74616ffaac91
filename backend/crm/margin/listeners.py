"""News of an order that change what it earns. Heard twice, nothing is kept twice."""

from uuid import UUID

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.fixing.models import Fixing
from backend.crm.margin import actions, queries
from backend.crm.margin.models import Stage
from backend.crm.settlement.models import Settlement

SELF = system("crm.margin")


@log.on("crm.contract.created")
def quoted(event: Event) -> None:
    """This will keep what the quote behind a new contract promised."""
    _take(event, event.document_id, stage=Stage.QUOTE)


@log.on("crm.contract.signed")
def signed(event: Event) -> None:
    """This will keep what a signed order is expected to earn."""
    _take(event, event.document_id, stage=Stage.ORDER)


@log.on("crm.contract.amended")
def amended(event: Event) -> None:
    """This will take the margin anew on the terms both sides agreed on."""
    _take(event, event.document_id)


@log.on("crm.contract.short_closed")
def short_closed(event: Event) -> None:
    """This will drop the tonnes that will not be delivered."""
    _take(event, event.document_id)


@log.on("crm.delivery.weighed_out")
def goods_left(event: Event) -> None:
    """This will put what left at its actual cost."""
    _take_line(event)


@log.on("crm.delivery.signed")
def accepted(event: Event) -> None:
    """This will count the weight that is settled."""
    _take_line(event)


@log.on("crm.delivery.resolved")
def agreed(event: Event) -> None:
    """This will count the weight both sides agreed on."""
    _take_line(event)


@log.on("crm.delivery.taken_back")
def came_back(event: Event) -> None:
    """This will count goods that came back as still to be sold."""
    _take_line(event)


@log.on("crm.fixing.booked")
def priced(event: Event) -> None:
    """This will put the called price in place of the mark."""
    _take_fixed(event)


@log.on("crm.fixing.reversed")
def unpriced(event: Event) -> None:
    """This will put the mark back where a call was taken back."""
    _take_fixed(event)


@log.on("crm.settlement.issued")
def settled(event: Event) -> None:
    """This will keep what an order finally earned."""
    _take(event, UUID(event.payload["contract_id"]))


@log.on("crm.settlement.reversed")
def unsettled(event: Event) -> None:
    """This will take an order whose statement was taken back as not settled."""
    _take(event, Settlement.objects.get(pk=event.document_id).contract_id)


@log.on("goods.lot.priced")
def cost_known(event: Event) -> None:
    """This will put a late purchase price on the orders whose goods had left before it."""
    _true_up(event)


@log.on("goods.lot.charged")
def cost_added(event: Event) -> None:
    """This will put late freight and duty on the orders whose goods had left before them."""
    _true_up(event)


def _true_up(event: Event) -> None:
    lines = queries.lines_that_took(event.document_id)
    actions.take_lines(lines, actor=SELF, at=event.at, cause=event.name, event_id=event.pk)


def _take_fixed(event: Event) -> None:
    fixing = Fixing.objects.get(pk=event.document_id)
    _take(event, fixing.contract_id, line_id=fixing.line_id)


def _take_line(event: Event) -> None:
    _take(event, UUID(event.payload["contract_id"]), line_id=UUID(event.payload["line_id"]))


def _take(
    event: Event, contract_id: UUID, *, stage: Stage | None = None, line_id: UUID | None = None
) -> None:
    actions.take(
        contract_id,
        actor=SELF,
        at=event.at,
        cause=event.name,
        cause_no=event.document_no,
        event_id=event.pk,
        stage=stage,
        line_id=line_id,
    )
