"""Conflicts in the back office."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.manner import Manner
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.registry import find
from backend.crm.conflict import queries
from backend.crm.conflict.flow import State
from backend.crm.conflict.models import ConflictCase
from backend.crm.conflict.schemas import CONFLICT
from backend.crm.customer.models import Customer

FEW = 5
MOST = 200


def _papers(document: Any, actor: Actor) -> list[tuple[UUID, str]]:
    """What somebody may raise a conflict about: one's own first, then what others of ours have."""
    found = []
    for code, model in queries.OBJECTS.items():
        known, rows = find(code), policy.visible(model, actor).exclude(owner_id=None)
        own = list(rows.filter(owner_id=actor.user_id).order_by("-pk")[:MOST])
        more = rows.exclude(owner_id=actor.user_id).order_by("-pk")[: MOST - len(own)]
        label = known.label if known is not None else code
        found += [(row.pk, f"{label} · {queries.name_of(code, row)}") for row in [*own, *more]]
    return found


@admin.register(ConflictCase)
class ConflictAdmin(DocumentAdmin):
    """Two people after one customer or deal."""

    resource = CONFLICT
    icon = "swords"
    place = 18
    columns = (
        "no",
        "state",
        "kind",
        "a_name",
        "owner_name",
        "b_owner_name",
        "score",
        "due_at",
        "decision",
    )
    filters = ("state", "kind")
    facts = (
        (_("争议"), ("kind", "a_name", "owner_name", "b_owner_name", "score", "note")),
        (_("时限"), ("raised_at", "due_at", "closed_at")),
        (
            _("裁决"),
            (
                "decision",
                "share_a",
                "share_b",
                "decided_by_name",
                "decided_at",
                "decided_note",
                "appeal_reason",
            ),
        ),
    )
    tables = (
        ChildTable(_("证据"), "evidence", ("side", "text", "weight", "added_by_name", "added_at")),
    )
    labels = {
        "owner_name": _("甲方负责人"),
        "b_owner_name": _("乙方负责人"),
        "decided_by_name": _("裁决人"),
        "evidence.added_by_name": _("提供人"),
        "document": _("我方单据类型"),
        "document_id": _("我方的客户、线索或商机"),
        "other_id": _("对方客户（可不填，由系统查找）"),
        "at": _("时间"),
        "text": _("内容"),
    }
    references = {"document_id": _papers, "other_id": Customer}
    asides = ("request_evidence", "appeal")
    manner = Manner(
        order=("kind", "document_id", "other_id", "at", "note"),
        when={
            "document": [{"kind": ("-",)}],
            "other_id": [{"kind": ("customer",)}],
            "share_a": [{"decision": ("share",)}],
            "share_b": [{"decision": ("share",)}],
        },
        choices={
            "document": (
                ("crm.customer", _("客户")),
                ("crm.lead", _("线索")),
                ("crm.opportunity", _("商机")),
            )
        },
    )
    main_path = (State.RAISED, State.UNDER_REVIEW, State.DECIDED, State.FINAL)
    empty = _("没有撞单。发现他人也在跟进同一客户时，可在这里提出。")

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will tell by the paper chosen of which kind it is."""
        if request.method == "POST":
            typed = request.POST.copy()
            typed["document"] = _kind_of(typed.get("document_id", "")) or typed.get("document", "")
            request.POST = typed  # type: ignore[assignment]
        return super().create_view(request)


def _kind_of(chosen: str) -> str:
    try:
        pk = UUID(chosen)
    except ValueError:
        return ""
    models = queries.OBJECTS.items()
    return next((code for code, m in models if m._default_manager.filter(pk=pk).exists()), "")


@panels.related(Customer, "crm.create_conflict", order=21)
def ways_in(customer: Customer, actor: Actor) -> panels.Table | None:
    """The way to raise a conflict about a customer one has."""
    if customer.owner_id is None or customer.owner_id != actor.user_id:
        return None
    query = urlencode({"document_id": str(customer.pk)})
    link = f"{reverse('admin:crm_conflictcase_add')}?{query}"
    row = [_("提出撞单"), _("他人也在跟进这个客户时，请主管裁决")]
    return panels.Table(_("撞单"), [_("操作"), _("说明")], [row], [link])


@panels.related(ConflictCase, "crm.view_conflict", order=10)
def both_sides(case: ConflictCase, actor: Actor) -> panels.Table:
    """This will show what each side has, as far as the reader may see it."""
    rows, links = [], []
    for side in queries.sides(case, actor):
        label = _("甲方") if side["side"] == "a" else _("乙方")
        rows.append((label, side["no"], side["name"], side["owner_name"]))
        links.append(_page(side))
    return panels.Table(_("双方"), (_("方"), _("编号"), _("对象"), _("负责人")), rows, links=links)


def _page(side: dict[str, object]) -> str:
    if not side["is_visible"]:
        return ""
    model = queries.OBJECTS[str(side["document"])]
    row = model._default_manager.filter(pk=side["document_id"]).first()
    return "" if row is None else panels.page(row)


@panels.today("crm.view_conflict", order=40)
def unsettled(actor: Actor) -> panels.Item:
    """This will show the conflicts that wait, the most urgent first."""
    waiting = [State.RAISED, State.EVIDENCE_REQUESTED, State.UNDER_REVIEW, State.APPEALED]
    rows = policy.visible(ConflictCase, actor).filter(state__in=waiting).order_by("due_at", "id")
    late = rows.filter(due_at__lt=timezone.now()).exists()
    lines = [
        panels.Line(
            f"{row.no} {row.a_name}",
            panels.page(row),
            f"{timezone.localtime(row.due_at):%m-%d %H:%M}",
        )
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("待裁决撞单"),
        rows.count(),
        panels.listing(ConflictCase),
        lines,
        tone="bad" if late else "busy",
        icon="swords",
    )
