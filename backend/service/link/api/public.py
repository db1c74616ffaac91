"""The customer's own door as JSON: the token of a link opens one contract, nothing else."""

from typing import Annotated

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Router

from backend.core import types
from backend.core.http.doors import as_json
from backend.service.link import actions
from backend.service.link.api import knocking
from backend.service.link.schemas import PublicOrderOut, PublicQuestionIn, PublicQuestionOut

router = Router(tags=["public"])
Token = Annotated[str, Path(..., max_length=64)]


@router.get(
    "/{token}",
    response=PublicOrderOut,
    auth=None,
    operation_id="public_order_read",
    summary="Read a contract by its customer's link",
)
def read(request: HttpRequest, token: Token) -> HttpResponse:
    """Give what the link shows of a contract: never what it cost, prices only where enabled."""
    known = knocking.visit(request, token)
    actions.note_viewed(known.link, at=known.at)
    return as_json(knocking.shown(known).model_dump())


@router.post(
    "/{token}/questions",
    response={201: PublicQuestionOut},
    auth=None,
    operation_id="public_order_ask",
    summary="Ask a question by a customer's link",
)
def ask(request: HttpRequest, token: Token, data: PublicQuestionIn) -> HttpResponse:
    """Ask about the contract; the question becomes a ticket, once a client id."""
    known = knocking.visit(request, token)
    ticket = knocking.ask(known, data)
    return as_json(PublicQuestionOut(ticket_no=ticket.no).model_dump(), status=201)


@router.get(
    "/{token}/files/{file_id}",
    auth=None,
    operation_id="public_order_file",
    summary="Download a file that was released to a customer",
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
        }
    },
)
def file(request: HttpRequest, token: Token, file_id: Annotated[types.Id, Path()]) -> FileResponse:
    """Download a released file; a browser saves it and runs nothing of it."""
    return knocking.file(knocking.visit(request, token), file_id)
