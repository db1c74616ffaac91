"""A price looked up for somebody: only for whom it may be, and only as far as it may be seen."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.party.models import Party
from backend.crm.pricebook import queries
from backend.crm.pricebook.actions import goods_of
from backend.crm.pricebook.models import PriceBook
from backend.crm.pricebook.schemas import faces, words
from backend.crm.pricebook.schemas.bodies import PriceAsk
from backend.goods.product.models import Product


def price_for(ask: PriceAsk, *, actor: Actor, resource: Any) -> dict[str, Any]:
    """This will find a price and what was paid before, as far as this actor may know."""
    policy.require(actor, resource.permission("view"))
    documents.refer(Party, ask.party_id, actor=actor, field="party_id")
    documents.refer(Product, ask.product_id, actor=actor, field="product_id")
    _see_contract(ask, actor)
    found = queries.resolve(**dict(ask))
    tier = queries.tier_of(ask.party_id)
    paid = queries.histories(
        ask.party_id, [ask.product_id], on=ask.on, currency=ask.currency, tier=tier
    )
    shows_floor = policy.readable(actor, resource, ["entries.floor_price"])
    shows_cost = knows_cost(actor, resource)
    steps = queries.open_steps(found.steps, shows_cost=shows_cost)
    withheld = [] if shows_floor else ["floor"]
    withheld += [] if len(steps) == len(found.steps) else ["steps"]
    row = {
        name: getattr(found, name) for name in faces.PriceOut.model_fields if hasattr(found, name)
    }
    return {
        **row,
        "floor": found.floor if shows_floor else None,
        "steps": words.told(steps),
        "history": faces.paid_rows(paid),
        "withheld": withheld,
    }


def knows_cost(actor: Actor, resource: Any) -> bool:
    """This will tell whether the actor may see what goods cost."""
    may = actor.may("goods.view_cost")
    return may and policy.readable(actor, resource, ["entries.cost_markup"])


def changed(book: PriceBook) -> list[dict[str, Any]]:
    """This will list what a revision changed, the goods by name."""
    rows = faces.change_rows(queries.changes(book))
    return [{"goods": goods_of(row.pop("entry")), **row} for row in rows]


def _see_contract(ask: PriceAsk, actor: Actor) -> None:
    if ask.contract_id is None:
        return
    contracts = apps.get_model("crm", "Contract")  # a paper above: read by name, never imported
    if not policy.visible(contracts, actor).filter(pk=ask.contract_id).exists():
        raise Malformed(errors={"contract_id": _("没有找到这份合同，或您无权查看。")})
