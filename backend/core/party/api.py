"""The HTTP door of parties."""

from django.http import HttpRequest, HttpResponse

from backend.core.access import policy
from backend.core.http.doors import (
    IdempotencyKey,
    actor_of,
    as_json,
    fixed_first,
    inputs,
    once,
    router_for,
)
from backend.core.party import actions, queries
from backend.core.party.schemas import PARTY, LookalikesOut, PartyLookalikes

parties = router_for(PARTY)


@parties.post(
    "/lookalikes",
    response=LookalikesOut,
    operation_id="core_party_lookalikes",
    summary="Ask who is like a company before putting it on file",
)
def ask_lookalikes(
    request: HttpRequest, data: PartyLookalikes, key: IdempotencyKey = None
) -> HttpResponse:
    """Ask which companies on file may be this one, with the evidence; nothing is written."""
    actor = actor_of(request)
    policy.require(actor, PARTY.permission("create"))

    def work() -> HttpResponse:
        given = inputs(PARTY, actor, data)
        exclude = given.pop("exclude_id")
        found = queries.lookalikes(queries.read_facts(**given), exclude=exclude)
        items = actions.shown(found, actor=actor)
        return as_json({"items": items, "verdict": items[0]["verdict"] if items else "none"})

    return once(request, actor, key, work)


ROUTERS = {"parties": fixed_first(parties)}
