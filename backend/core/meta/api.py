"""The HTTP door of labels."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router

from backend.core.http.doors import actor_of, as_json
from backend.core.meta import queries
from backend.core.meta.schemas import MetaOut

router = Router(tags=["core"])


@router.get("", response=MetaOut, operation_id="meta_read", summary="Labels and lists")
def labels(request: HttpRequest) -> HttpResponse:
    """Give documents, states, verbs and fixed lists in the caller's language."""
    documents = queries.documents(actor_of(request))
    return as_json({"language": get_language(), "documents": documents})


ROUTERS = {"/meta": router}
