"""The HTTP door of contracts and their amendments."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path

from backend.core import printing
from backend.core.access import policy
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, router_for
from backend.core.types import Id
from backend.crm.contract import actions, paper
from backend.crm.contract.schemas import AMENDMENT, CONTRACT
from backend.crm.contract.schemas.bodies import ContractFromQuote

contracts = router_for(CONTRACT)


@contracts.post(
    "/from-quote",
    response={201: doors.with_extras(CONTRACT.out, verbs=True)},
    operation_id="crm_contract_create_from_quote",
    summary="Create a contract from an accepted quote",
)
def create_from_quote(
    request: HttpRequest, data: ContractFromQuote, key: IdempotencyKey = None
) -> HttpResponse:
    """Make a draft contract from an accepted quote and mark the quote as contracted."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        policy.require(actor, CONTRACT.permission("create"))
        contract = actions.create_from_quote(actor=actor, **dict(data))
        return doors.answer(CONTRACT, actor, contract.pk, status=201)

    return doors.once(request, actor, key, work)


@contracts.get(
    "/{contract_id}/document.pdf",
    operation_id="crm_contract_document",
    url_name="crm_contract_document",
    summary="Print a contract",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def document(request: HttpRequest, contract_id: Annotated[Id, Path(...)]) -> HttpResponse:
    """The contract on paper, in its present text version."""
    actor = actor_of(request)
    contract = doors.read(CONTRACT, actor, UUID(str(contract_id)))
    return printing.pdf_response(paper.contract_pdf(contract, actor=actor), name=contract.no)


ROUTERS = {"contracts": doors.fixed_first(contracts), "amendments": router_for(AMENDMENT)}
