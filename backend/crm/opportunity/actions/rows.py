"""The rows of an opportunity: what it is for and who else wants it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import Opportunity, OpportunityCompetitor, OpportunityItem
from backend.goods.product.models import Product

MEASURES = {"吨": "t", "公斤": "kg", "千克": "kg"}


def replace_items(opportunity: Opportunity, rows: Sequence[Any], *, actor: Actor) -> None:
    """This will write what the customer may buy in place of what was there."""
    products = documents.refer_all(Product, [row.product_id for row in rows], actor=actor)
    made = []
    for place, row in enumerate(rows):
        field = f"items.{place}.product_id"
        product = documents.named(products, row.product_id, field=field)
        if product is None and not row.text:
            raise Malformed(errors={field: _("请选择产品，或写明品名规格")})
        facts = row.model_dump(exclude={"product_id"})
        made.append(
            OpportunityItem(opportunity=opportunity, seq=place + 1, product=product, **facts)
        )
    OpportunityItem.objects.filter(opportunity=opportunity).delete()
    OpportunityItem.objects.bulk_create(made)


def copy_items(opportunity: Opportunity, lead: Lead) -> None:
    """This will take over what a lead asked for, as far as it said how much."""
    asked = [(item, many) for item in lead.items.all() if (many := item.quantity) is not None]
    OpportunityItem.objects.bulk_create(
        OpportunityItem(
            opportunity=opportunity,
            seq=seq,
            text=item.text,
            quantity=many,
            measure=MEASURES.get(item.unit, item.unit[:8]) or "t",
        )
        for seq, (item, many) in enumerate(asked, 1)
    )


def replace_rivals(opportunity: Opportunity, rows: Sequence[Any]) -> None:
    """This will write the competitors in place of those that were there."""
    names = [row.name for row in rows]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Malformed(errors={f"rivals.{place}.name": _("同一竞争对手只能登记一行")})
    OpportunityCompetitor.objects.filter(opportunity=opportunity).delete()
    OpportunityCompetitor.objects.bulk_create(
        [OpportunityCompetitor(opportunity=opportunity, **row.model_dump()) for row in rows]
    )
