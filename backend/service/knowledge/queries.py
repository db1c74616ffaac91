"""Which articles may help with a symptom of a model."""

from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.service.knowledge.flow import State
from backend.service.knowledge.models import KnowledgeArticle

FEW = 5


def suggested(
    actor: Actor, *, symptom_code: str, product_id: UUID | None
) -> QuerySet[KnowledgeArticle]:
    """This will give published articles, those of both model and symptom first, then by use."""
    here = Q(product=None) | Q(product_id=product_id)
    rows = policy.visible(KnowledgeArticle, actor).filter(here, state=State.PUBLISHED)
    near = Q(symptom_code=symptom_code) if symptom_code else Q()
    if product_id is not None:
        near |= Q(product_id=product_id)
    place = Case(
        When(symptom_code=symptom_code, product_id=product_id, then=Value(0)),
        When(symptom_code=symptom_code, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = rows.filter(near) if near else rows.none()
    return found.annotate(place=place).select_related("product").order_by("place", "-used", "id")
