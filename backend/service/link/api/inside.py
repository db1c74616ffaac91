"""What our own people ask of a link beside its page: the address to hand out."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path

from backend.core import types
from backend.core.access import policy
from backend.core.http import doors
from backend.service.link import queries
from backend.service.link.schemas import CUSTOMER_LINK, CustomerLinkAddressOut

links = doors.router_for(CUSTOMER_LINK)
HAND_OUT = "service.create_customer_link"


@links.get(
    "/{customer_link_id}/address",
    response=CustomerLinkAddressOut,
    operation_id="service_customer_link_address",
    summary="Read the address of a customer link",
)
def address(request: HttpRequest, customer_link_id: Annotated[types.Id, Path()]) -> HttpResponse:
    """Give the whole address while the link opens, to whoever may make links."""
    actor = doors.actor_of(request)
    link = doors.read(CUSTOMER_LINK, actor, customer_link_id)
    policy.check(actor, HAND_OUT, link)
    is_open = queries.is_open(link, at=timezone.now())
    path = reverse("order_link", args=[queries.token_of(link.pk)])
    url = request.build_absolute_uri(path) if is_open else None
    return doors.as_json(CustomerLinkAddressOut(url=url, is_open=is_open).model_dump())
