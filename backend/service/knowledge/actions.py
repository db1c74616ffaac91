"""Writing down what was learned, having it checked, and counting whom it helped."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.product.models import Product
from backend.service.knowledge.models import ArticlePart, ArticleUse, KnowledgeArticle
from backend.service.ticket import queries as tickets
from backend.service.ticket.models import Ticket

log.declare(
    "service.knowledge_article.created",
    "service.knowledge_article.changed",
    "service.knowledge_article.submitted",
    "service.knowledge_article.approved",
    "service.knowledge_article.rejected",
    "service.knowledge_article.retired",
    "service.knowledge_article.used",
)


class OwnWork(Refusal):
    """Whoever wrote it does not check it."""

    sentence = _("不能审核自己写的条目，请由另一位同事审核。")


@documents.verb
def create(
    *, actor: Actor, id: UUID | None, on: date, product_id: UUID | None, parts: Any, **facts: Any
) -> KnowledgeArticle:
    """This will begin an article."""
    _require_symptom(facts["symptom_code"])
    article = KnowledgeArticle(
        no=numbering.next_number("ZS", on=on),
        product=documents.refer(Product, product_id, actor=actor, field="product_id"),
        written_by_id=actor.user_id,
        **facts,
    )
    if id is not None:
        article.id = id
    documents.add(
        article,
        actor=actor,
        event="service.knowledge_article.created",
        permission="service.create_knowledge_article",
    )
    _write_parts(article, parts, actor=actor)
    return article


@documents.verb
def change(
    knowledge_article_id: UUID, *, actor: Actor, changes: dict[str, Any]
) -> KnowledgeArticle:
    """This will write an article anew; what was published is checked once more."""
    article = _lock(knowledge_article_id, actor, "change")
    article.edit()
    article.reviewed_by_id, article.reviewed_at = None, None
    article.written_by_id = actor.user_id
    if "symptom_code" in changes:
        _require_symptom(changes["symptom_code"])
    if "product_id" in changes:
        documents.refer(Product, changes["product_id"], actor=actor, field="product_id")
    if (parts := changes.pop("parts", None)) is not None:
        _write_parts(article, parts, actor=actor)
    for name, value in changes.items():
        setattr(article, name, value)
    return _tell(article, "changed", actor=actor)


@documents.verb
def submit(knowledge_article_id: UUID, *, actor: Actor) -> KnowledgeArticle:
    """This will hand an article to somebody else to check."""
    article = _lock(knowledge_article_id, actor, "submit")
    article.submit()
    return _tell(article, "submitted", actor=actor)


@documents.verb
def approve(knowledge_article_id: UUID, *, actor: Actor, at: datetime) -> KnowledgeArticle:
    """This will publish an article that somebody else wrote."""
    article = _lock(knowledge_article_id, actor, "approve")
    article.approve()
    if article.written_by_id == actor.user_id:
        raise OwnWork
    article.reviewed_by_id, article.reviewed_at = actor.user_id, at
    return _tell(article, "approved", actor=actor)


@documents.verb
def reject(knowledge_article_id: UUID, *, actor: Actor, reason: str) -> KnowledgeArticle:
    """This will give an article back to its writer."""
    article = _lock(knowledge_article_id, actor, "reject")
    article.reject()
    return _tell(article, "rejected", actor=actor, reason=reason)


@documents.verb
def retire(knowledge_article_id: UUID, *, actor: Actor, reason: str) -> KnowledgeArticle:
    """This will take an article out of use."""
    article = _lock(knowledge_article_id, actor, "retire")
    article.retire()
    return _tell(article, "retired", actor=actor, reason=reason)


@documents.verb
def use(
    knowledge_article_id: UUID, *, actor: Actor, at: datetime, ticket_id: UUID
) -> KnowledgeArticle:
    """This will note that an article helped with a ticket; once a ticket counts."""
    article = _lock(knowledge_article_id, actor, "use")
    ticket = documents.refer(Ticket, ticket_id, actor=actor, field="ticket_id")
    assert ticket is not None  # the field is required
    _use, is_new = ArticleUse.objects.get_or_create(
        article=article, ticket=ticket, defaults={"at": at}
    )
    if is_new:
        KnowledgeArticle.objects.filter(pk=article.pk).update(used=F("used") + 1)
        article.used += 1
    news = {"at": at, "ticket_id": ticket.pk, "ticket_no": ticket.no}
    return documents.save(
        article, actor=actor, event="service.knowledge_article.used", payload=news
    )


def _write_parts(article: KnowledgeArticle, parts: Iterable[Any], *, actor: Actor) -> None:
    wanted = list(parts)
    found = documents.refer_all(Product, [one.product_id for one in wanted], actor=actor)
    rows = [
        ArticlePart(
            article=article,
            product=documents.named(found, one.product_id, field=f"parts.{place}.product_id"),
            quantity=one.quantity,
        )
        for place, one in enumerate(wanted)
    ]
    if len({row.product_id for row in rows}) != len(rows):
        raise Malformed(errors={"parts": _("同一备件只能填写一行")})
    article.parts.all().delete()
    ArticlePart.objects.bulk_create(rows)


def _require_symptom(code: str) -> None:
    if not tickets.is_code("symptom", code):
        raise Malformed(errors={"symptom_code": _("没有这个代码，请从列表中选择")})


def _lock(pk: UUID, actor: Actor, verb: str) -> KnowledgeArticle:
    return documents.lock(
        KnowledgeArticle, pk, actor=actor, permission=f"service.{verb}_knowledge_article"
    )


def _tell(
    article: KnowledgeArticle, event: str, *, actor: Actor, reason: str = ""
) -> KnowledgeArticle:
    name = f"service.knowledge_article.{event}"
    return documents.save(article, actor=actor, event=name, reason=reason)
