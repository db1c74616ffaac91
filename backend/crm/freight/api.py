"""The HTTP door of freight cards, cost profiles and trade terms."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.core.access import policy
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, fixed_first, once, router_for
from backend.crm.freight import queries
from backend.crm.freight.schemas import (
    COST_PROFILE,
    FREIGHT_CARD,
    FreightAnswerOut,
    FreightAsk,
    IncotermsAsk,
    IncotermsOut,
    ask_of,
    compared,
    offered,
    priced,
)

cards = router_for(FREIGHT_CARD)
terms = Router(tags=["crm"])


@cards.post(
    "/quote",
    response=FreightAnswerOut,
    operation_id="crm_freight_card_quote",
    summary="Quote freight",
)
def quote(request: HttpRequest, data: FreightAsk, key: IdempotencyKey = None) -> HttpResponse:
    """Choose the cheapest or fastest card for a load, with its steps, and say why not the others.

    Nothing is written.
    """
    actor = actor_of(request)
    policy.require(actor, FREIGHT_CARD.permission("view"))

    def work() -> HttpResponse:
        wish = ask_of(data)
        return as_json(offered(queries.compare(wish), wish))

    return once(request, actor, key, work)


@terms.post(
    "/compare",
    response=IncotermsOut,
    operation_id="crm_incoterms_compare",
    summary="Compare trade terms",
)
def compare(request: HttpRequest, data: IncotermsAsk, key: IdempotencyKey = None) -> HttpResponse:
    """Price a lot under all eleven Incoterms 2020 so that each leaves the same net-back.

    Nothing is written.
    """
    actor = actor_of(request)
    policy.require(actor, COST_PROFILE.permission("view"))

    def work() -> HttpResponse:
        return as_json(compared(priced(data, actor=actor)))

    return once(request, actor, key, work)


ROUTERS = {
    "freight-cards": fixed_first(cards),
    "cost-profiles": router_for(COST_PROFILE),
    "incoterms": terms,
}
