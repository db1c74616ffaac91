"""The HTTP door of nettings."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from backend.core import money, printing
from backend.core.access import policy
from backend.core.http.doors import actor_of, fixed_first, read, router_for
from backend.core.types import Id
from backend.supply.netting import calc, paper, queries
from backend.supply.netting.models import NettingLine
from backend.supply.netting.schemas import NETTING, NettingDebtsOut, NettingDebtsQuery
from backend.supply.payable.models import Payable

nettings = router_for(NETTING)


@nettings.get(
    "/open",
    response=NettingDebtsOut,
    operation_id="supply_netting_open",
    summary="What could be set against each other",
)
def open_debts(
    request: HttpRequest, query: Annotated[NettingDebtsQuery, Query(...)]
) -> dict[str, Any]:
    """Open debts between a party and us, as far as they may be seen."""
    actor = actor_of(request)
    policy.require(actor, NETTING.permission("view"))
    debts = queries.open_debts(query.party_id, actor, currency=query.currency)
    sides = {
        side: [debt.open for debt in debts if debt.side == side] for side in NettingLine.Side.values
    }
    return {
        "items": [
            {
                "side": debt.side,
                "payable_id": debt.row.pk if isinstance(debt.row, Payable) else None,
                "receivable_id": None if isinstance(debt.row, Payable) else debt.row.pk,
                "no": debt.row.no,
                "due_on": debt.due_on,
                "open": debt.open,
            }
            for debt in debts
        ],
        "ours": money.total(sides["ours"]),
        "theirs": money.total(sides["theirs"]),
        "common": calc.common(sides["ours"], sides["theirs"]),
    }


@nettings.get(
    "/{netting_id}/agreement.pdf",
    operation_id="supply_netting_pdf",
    url_name="supply_netting_pdf",
    summary="Print a netting",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def agreement_pdf(request: HttpRequest, netting_id: Id) -> HttpResponse:
    """Print the agreement to net 抵账协议."""
    found = read(NETTING, actor_of(request), netting_id)
    return printing.pdf_response(paper.agreement(found), name=f"抵账-{found.no}")


ROUTERS = {"nettings": fixed_first(nettings)}
