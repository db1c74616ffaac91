"""The back office's pages of what is on file twice: groups, the merge screen, merges, scans."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Malformed, Refusal
from backend.core.merging import actions, queries, screen
from backend.core.merging.flow import GroupState
from backend.core.merging.models import DuplicateGroup, MergeLog, Scan
from backend.core.merging.schemas import DUPLICATE, MERGE, SCAN

FEW = 5


@admin.register(MergeLog)
class MergeLogAdmin(DocumentAdmin):
    """Merges that were done, and the screen on which one is done."""

    resource = MERGE
    icon = "merge"
    place = 42
    columns = ("no", "state", "survivor_name", "victim_names", "merged_at", "undo_until")
    filters = ("state",)
    facts = (
        (_("合并"), ("survivor_name", "victim_names", "reason", "merged_at")),
        (_("撤销"), ("undo_until", "undone_at", "undo_reason")),
    )
    tables = (ChildTable(_("迁移的行"), "moved", ("label", "rows", "table")),)
    labels = {
        "moved.label": _("数据表"),
        "moved.rows": _("行数"),
        "moved.table": _("代码"),
    }
    empty = _("还没有合并过往来单位。可在“重复组”中选择要合并的单位。")

    def get_urls(self) -> list[Any]:
        """This will add the merge screen."""
        wrap = self.admin_site.admin_view
        mine = path("screen/", wrap(self.screen_view), name="core_mergelog_screen")
        return [mine, *super().get_urls()]

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the merge screen: it is how companies are merged here."""
        return self.screen_view(request)

    def screen_view(self, request: HttpRequest) -> HttpResponse:
        """This will show companies side by side, count what would move, and merge them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor = reach.actor_of(request)
        said = request.POST if request.method == "POST" else request.GET
        chosen = screen.read(said, actor)
        outcome = deeds.Outcome()
        if "merge" in request.POST:
            outcome = deeds.attempt(request, actor, lambda: self._merge(request, chosen))
        if outcome.response is not None:
            return outcome.response
        rows, problem = self._counted(chosen, actor)
        response = self._page(
            request,
            "core/merging/screen.html",
            key=request.POST.get("_key") or deeds.fresh_key(),
            sentence=outcome.sentence or problem,
            problems=outcome.errors,
            chosen=chosen,
            facts=screen.facts(chosen, actor),
            moved=rows,
            total=sum(int(str(row["rows"])) for row in rows),
            reason=str(said.get("reason", ""))[:500],
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _counted(self, chosen: screen.Chosen, actor: Actor) -> tuple[list[dict[str, object]], str]:
        if chosen.survivor is None or not chosen.victims:
            return [], ""
        try:
            counts = actions.preview(actor=actor, **chosen.arguments())
        except Refusal as refused:
            return [], "；".join([str(refused), *map(str, refused.errors.values())])
        return queries.moved(counts), ""

    def _merge(self, request: HttpRequest, chosen: screen.Chosen) -> str:
        reason = str(request.POST.get("reason", "")).strip()[:500]
        if chosen.survivor is None or len(reason) < 2:
            raise Malformed(_("请选择保留单位并填写合并原因。"))
        done = actions.create(
            actor=reach.actor_of(request),
            id=None,
            at=timezone.now(),
            reason=reason,
            **chosen.arguments(),
        )
        messages.success(
            request,
            _now("已合并到“{name}”，{until} 前可以撤销。").format(
                name=done.survivor_name, until=timezone.localtime(done.undo_until).date()
            ),
        )
        return self._at("change", done.pk)


@admin.register(DuplicateGroup)
class DuplicateGroupAdmin(DocumentAdmin):
    """Companies that look like one."""

    resource = DUPLICATE
    icon = "content_copy"
    place = 40
    columns = ("no", "state", "score", "size", "signals", "created_at")
    filters = ("state", "score_from")
    facts = ((_("疑似重复"), ("score", "size", "signals", "decided_reason")),)
    tables = (
        ChildTable(
            _("单位"),
            "members",
            ("no", "name", "uscc", "province", "city", "owner_name", "created_at"),
        ),
    )
    labels = {
        "score_from": _("得分不低于"),
        "members.name": _("名称"),
        "members.no": _("编号"),
        "members.uscc": _("统一社会信用代码"),
        "members.owner_name": _("负责人"),
    }
    main_path = (GroupState.OPEN, GroupState.MERGED)
    empty = _("没有疑似重复的单位。夜间扫描会自动查找，也可以在“查重扫描”中立即开始。")


@admin.register(Scan)
class ScanAdmin(DocumentAdmin):
    """Walks in search of companies on file twice."""

    resource = SCAN
    icon = "youtube_searched_for"
    place = 44
    is_machinery = True
    columns = ("no", "phase", "started_at", "finished_at", "seen", "skipped", "pairs", "groups")
    empty = _("还没有扫描过。")


@panels.related(DuplicateGroup, "core.create_merge", order=10)
def to_the_screen(group: DuplicateGroup, actor: Actor) -> panels.Table | None:
    """This will lead from a group to the screen on which it is merged."""
    if group.state != GroupState.OPEN:
        return None
    parties = queries.members(group)
    if len(parties) < 2:
        return None
    ids = "&".join(f"ids={party.pk}" for party in parties)
    link = f"{reverse('admin:core_mergelog_screen')}?{ids}"
    rows = [(party.no, party.name) for party in parties]
    return panels.Table(
        _("逐项对比并合并"), (_("编号"), _("名称")), rows, links=[link] * len(rows), link=link
    )


@panels.today("core.view_duplicate", order=70)
def on_file_twice(actor: Actor) -> panels.Item:
    """This will show the surest groups that wait for a decision."""
    rows = policy.visible(DuplicateGroup, actor).filter(state=GroupState.OPEN)
    lines = [
        panels.Line(f"{row.no} · {row.size}", panels.page(row), str(row.score))
        for row in rows.order_by("-score", "id")[:FEW]
    ]
    return panels.Item(
        _("疑似重复的往来单位"),
        rows.count(),
        panels.listing(DuplicateGroup, state="open"),
        lines,
        tone="plain",
        icon="content_copy",
    )
