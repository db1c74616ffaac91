"""Articles in the back office, and beside the tickets they may help."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.service.knowledge import queries
from backend.service.knowledge.flow import State
from backend.service.knowledge.models import KnowledgeArticle
from backend.service.knowledge.schemas import KNOWLEDGE_ARTICLE
from backend.service.ticket.models import Ticket


@admin.register(KnowledgeArticle)
class KnowledgeArticleAdmin(DocumentAdmin):
    """What was learned about machines."""

    resource = KNOWLEDGE_ARTICLE
    icon = "menu_book"
    place = 55
    columns = ("no", "title", "symptom_code", "product_name", "state", "used", "reviewed_at")
    facts = (
        (_("问题"), ("title", "symptom_code", "product_id", "cause", "fix")),
        (_("审核"), ("state", "written_by_id", "reviewed_by_id", "reviewed_at", "used")),
    )
    tables = (ChildTable(_("所需备件"), "parts", ("product_name", "quantity")),)
    labels = {
        "product_name": _("名称"),
        "parts": _("所需备件"),
        "quantity": _("数量"),
        "at": _("时间"),
        "reason": _("原因"),
        "ticket_id": _("服务单"),
        "on": _("日期"),
    }
    main_path = (State.DRAFT, State.SUBMITTED, State.PUBLISHED)
    empty = _("还没有知识条目。把解决过的问题写下来，下次遇到时系统会自动推荐。")


@panels.related(Ticket, "service.view_knowledge_article", order=30)
def may_help(ticket: Ticket, actor: Actor) -> panels.Table | None:
    """This will suggest articles by the symptom and the model of a ticket."""
    found = queries.suggested(
        actor,
        symptom_code=ticket.symptom_code,
        product_id=ticket.asset.product_id if ticket.asset else None,
    )
    rows = list(found[: queries.FEW])
    if not rows:
        return None
    return panels.Table(
        _("可能有用的知识"),
        [_("标题"), _("处理方法"), _("使用次数")],
        [[row.title, row.fix[:80], row.used] for row in rows],
        [panels.page(row) for row in rows],
    )
