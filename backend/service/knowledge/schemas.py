"""An article as machines see it."""

from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.service.knowledge import actions
from backend.service.knowledge.flow import State
from backend.service.knowledge.models import KnowledgeArticle

PUBLISHED: frozenset[str | None] = frozenset({State.PUBLISHED.value})


class KnowledgePartIn(types.In):
    """A part the fix takes."""

    product_id: types.Id
    quantity: types.PositiveWeight


class KnowledgeArticlePatch(types.In):
    """What was learned; absent fields stay, parts are given as a whole."""

    title: types.Name = ""
    symptom_code: types.text(32, minimum=1) = "other"
    product_id: types.Id | None = None
    cause: types.text(2000, minimum=1) = "-"
    fix: types.text(4000, minimum=1) = "-"
    parts: Annotated[list[KnowledgePartIn], Field(max_length=50)] = []


class KnowledgeArticleIn(types.In):
    """What was learned about a symptom."""

    id: types.Id | None = None
    on: types.Day
    title: types.Name
    symptom_code: types.text(32, minimum=1)
    product_id: types.Id | None = None
    cause: types.text(2000, minimum=1)
    fix: types.text(4000, minimum=1)
    parts: Annotated[list[KnowledgePartIn], Field(max_length=50)] = []


class KnowledgeAt(types.In):
    """When it was checked."""

    at: types.Moment


class KnowledgeBecause(types.In):
    """Why."""

    reason: types.Reason


class KnowledgeUse(types.In):
    """Which ticket it helped, and when."""

    at: types.Moment
    ticket_id: types.Id


class KnowledgePartOut(types.Out):
    """A part the fix takes."""

    product_id: UUID
    product_name: str
    quantity: types.Weight

    @staticmethod
    def resolve_product_name(part: Any) -> str:
        """This will name the part."""
        return str(part.product.name)


class KnowledgeArticleRow(types.Out):
    """An article in a list."""

    id: UUID
    no: str
    state: str
    title: str
    symptom_code: str
    product_id: UUID | None
    product_name: str | None
    used: int
    written_by_id: int | None
    reviewed_by_id: int | None
    reviewed_at: types.Moment | None
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class KnowledgeArticleOut(KnowledgeArticleRow):
    """An article in full."""

    cause: str
    fix: str
    parts: list[KnowledgePartOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(article: Any) -> str | None:
        """This will name the model."""
        return str(article.product.name) if article.product else None

    @staticmethod
    def resolve_parts(article: Any) -> Any:
        """This will read the parts."""
        return list(article.parts.select_related("product").order_by("product__code"))


class KnowledgeArticleFilters(Filters):
    """What articles can be filtered by."""

    state: types.one_of(State) | None = None
    symptom_code: types.text(32) | None = None
    product_id: types.Id | None = None


class KnowledgeSuggestion(types.Out):
    """An article that may help."""

    id: UUID
    no: str
    title: str
    symptom_code: str
    product_id: UUID | None
    cause: str
    fix: str
    used: int


class KnowledgeSuggestionsOut(types.Out):
    """Articles that may help, the nearest first."""

    items: list[KnowledgeSuggestion]


KNOWLEDGE_ARTICLE = declare(
    Resource(
        model=KnowledgeArticle,
        room="service",
        name="knowledge_article",
        plural="knowledge-articles",
        label=_("知识条目"),
        out=KnowledgeArticleOut,
        row=KnowledgeArticleRow,
        create=Verb(actions.create, _("新建"), KnowledgeArticleIn),
        change=Verb(actions.change, _("修改"), KnowledgeArticlePatch),
        verbs={
            "submit": Verb(actions.submit, _("提交审核")),
            "approve": Verb(actions.approve, _("审核通过"), KnowledgeAt),
            "reject": Verb(actions.reject, _("退回"), KnowledgeBecause),
            "use": Verb(actions.use, _("用于服务单"), KnowledgeUse, states=PUBLISHED),
            "retire": Verb(actions.retire, _("停用"), KnowledgeBecause, danger=True),
        },
        filters=KnowledgeArticleFilters,
        columns={"product_name": "product__name"},
        ordering=("created_at", "used"),
        load=lambda rows: rows.select_related("product"),
    )
)
